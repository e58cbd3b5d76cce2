import { isText, objects, present } from "../requirement";
import type { Properties, ResourceRule } from "../rule";
import { fromStage } from "../tier";

/** A bucket would list its objects, or refuse; an app answers `/` itself. */
export const cloudfrontRootObject: ResourceRule = {
  name: "cloudfront-root-object",
  description: "A distribution before a bucket says which object it starts with.",
  area: "CloudFront",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["CloudFront.1"],
  checkov: ["CKV_AWS_305"],
  types: ["aws:cloudfront/distribution:Distribution"],
  judge: (distribution) =>
    objects(distribution.props.origins).some(isBucket)
      ? [
          present(distribution, "defaultRootObject", {
            required: "the name of an object",
            change: 'set defaultRootObject: "index.html"',
          }),
        ]
      : [],
};

const isBucket = ({ s3OriginConfig, originAccessControlId }: Properties): boolean =>
  s3OriginConfig !== undefined || isText(originAccessControlId);
