import { list, objects, property, valueAt } from "../requirement";
import type { Properties, Resource, ResourceRule } from "../rule";
import { fromStage } from "../tier";

/** Where an origin says how it is reached: one of a distribution, or one inside a network. */
const originsOf = ({ props }: Resource): readonly Properties[] => [
  ...objects(props.origins).flatMap(({ customOriginConfig }) => objects(customOriginConfig)),
  ...objects(props.vpcOriginEndpointConfig),
];

export const cloudfrontOriginTls: ResourceRule = {
  name: "cloudfront-origin-tls",
  description: "CloudFront asks origins over TLS 1.2 or newer only.",
  area: "CloudFront",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["CloudFront.9", "CloudFront.10"],
  checkov: ["CKV2_AWS_72"],
  types: ["aws:cloudfront/distribution:Distribution", "aws:cloudfront/vpcOrigin:VpcOrigin"],
  judge: (resource) =>
    originsOf(resource).flatMap((origin) => [
      property({ props: origin }, "originProtocolPolicy", {
        holds: (policy) => policy === "https-only",
        required: "https-only",
        change: 'set originProtocolPolicy: "https-only"',
      }),
      property({ props: origin }, "originSslProtocols", {
        holds: (protocols) => protocolsIn(protocols).every((protocol) => protocol === "TLSv1.2"),
        required: "TLSv1.2 only",
        change: 'set originSslProtocols to ["TLSv1.2"]',
      }),
    ]),
};

/** A list, or an object that holds one. */
const protocolsIn = (protocols: unknown): readonly unknown[] =>
  list(Array.isArray(protocols) ? protocols : valueAt(protocols, "items"));
