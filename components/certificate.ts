import * as acm from "@pulumi/aws/acm";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { named, type Tags } from "../core/tags";

export interface CertificateArgs {
  readonly domain: string;
  /** Also for every name one label below the domain: `*.stage.example.com`. Default: false. */
  readonly wildcard?: boolean;
  /** Where it is shown; each region has a certificate of its own. */
  readonly regions: readonly string[];
  /** The Route 53 zone that the domain lies in. */
  readonly zoneId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** How long resolvers may keep the record that proves who owns the domain, in seconds. */
const proofTtl = 300;

/**
 * Proves to clients that the environment owns its domain. AWS renews it by itself, for as long as its record is in the
 * zone: the same one for all regions, and for the wildcard.
 */
export class Certificate extends pulumi.ComponentResource {
  /** By region; known once issued, for nothing can show a certificate before. */
  readonly arns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:network:Certificate", name, {}, opts);
    const child = { parent: this };
    const { domain, regions } = args;

    const certificates = regions.map((region) => ({ region, certificate: request(region) }));
    const [first] = certificates;
    if (first === undefined) throw new Error(`the certificate of ${domain} is for no region`);
    const proof = prove(first.certificate);

    this.arns = Object.fromEntries(
      certificates.map(({ region, certificate }) => [region, issued(region, certificate).certificateArn]),
    );
    this.registerOutputs({ arns: this.arns });

    function request(region: string): acm.Certificate {
      return new acm.Certificate(
        `${name}-${region}`,
        {
          domainName: domain,
          subjectAlternativeNames: args.wildcard === true ? [`*.${domain}`] : [],
          validationMethod: "DNS",
          region,
          tags: named(args.tags, `${name}-${region}`),
        },
        child,
      );
    }

    function prove({ domainValidationOptions }: acm.Certificate): route53.Record {
      const option = domainValidationOptions.apply(([own]) => {
        if (own === undefined) throw new Error(`ACM asks for no record to prove who owns ${domain}`);
        return own;
      });
      return new route53.Record(
        `${name}-proof`,
        {
          zoneId: args.zoneId,
          name: option.resourceRecordName,
          type: option.resourceRecordType,
          records: [option.resourceRecordValue],
          ttl: proofTtl,
        },
        child,
      );
    }

    function issued(region: string, { arn }: acm.Certificate): acm.CertificateValidation {
      return new acm.CertificateValidation(
        `${name}-${region}`,
        { certificateArn: arn, validationRecordFqdns: [proof.fqdn], region },
        child,
      );
    }
  }

  /** @throws Error for a region that it was not asked for. */
  arnIn(region: string): pulumi.Output<string> {
    const arn = this.arns[region];
    if (arn === undefined)
      throw new Error(`there is no certificate in ${region}, only in ${Object.keys(this.arns).join()}`);
    return arn;
  }
}
