import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { letsIn } from "./access";
import { text } from "./ids";
import { policyDocument, statementsOf } from "./policy";
import { BUCKET, bucketSetting } from "./s3";

const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

export const s3Policy: readonly Model[] = [
  {
    ...bucketSetting("BucketPolicy"),
    json: { policy: "policy" },
    rules: { policy: [policyDocument] },
    refuseCreate: (inputs, context) => refuseMalformed(inputs, context),
    refuseUpdate: (inputs, _, context) => refuseMalformed(inputs, context),
  },
];

/** Characters of a bucket policy (AWS: S3 quotas, 20 KB). */
const LONGEST = 20480;

/** What S3 answers to a policy that is JSON, but not a policy of this bucket. */
function refuseMalformed({ bucket, policy }: Properties, context: Context): void {
  const malformed = (reason: string) => new ApiError("MalformedPolicy", reason);
  if (text(policy).length > LONGEST) throw malformed(`The policy exceeds the limit of ${LONGEST} characters`);
  for (const statement of statementsOf(text(policy)) as readonly Properties[]) {
    const { Principal, Resource, Action, Effect, Condition } = statement;
    if (Principal === undefined) throw malformed("Missing required field Principal");
    if (Resource === undefined) throw malformed("Missing required field Resource");
    const resources = [Resource].flat().map(text);
    const own = `arn:aws:s3:::${text(bucket)}`;
    const strange = resources.find((each) => each !== own && !each.startsWith(`${own}/`));
    if (strange !== undefined) throw malformed(`Policy has invalid resource: ${strange} is not of ${text(bucket)}`);
    const actions = [Action].flat().map(text);
    const ofObjects = actions.every((each) => /^s3:(Get|Put|Delete)Object/.test(each));
    if (actions[0] !== undefined && ofObjects && resources.every((each) => each === own))
      throw malformed("Action does not apply to any resource(s) in statement");
    const isPublic = Effect === "Allow" && Condition === undefined && [Principal].flat().some(isEverybody);
    if (isPublic && blocksPublicPolicy(text(bucket), context))
      throw new ApiError(
        "AccessDenied",
        "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
      );
  }
}

const isEverybody = (principal: unknown): boolean =>
  principal === "*" || (typeof principal === "object" && principal !== null && Object.values(principal).includes("*"));

const blocksPublicPolicy = (bucket: string, { cloud }: Context): boolean =>
  cloud.list(BLOCK).some(({ id, inputs }) => id === bucket && inputs["blockPublicPolicy"] === true);

/** Who wants to write, where, and what AWS says when it may not. */
export interface Delivery {
  readonly bucket: string;
  /** Where in the bucket, without a slash at either end; empty: at the top. */
  readonly prefix: string;
  readonly service: string;
  /** The ARN of what is being recorded. */
  readonly source: string;
  /** AWS's error codes when there is no such bucket, and when its policy does not let the service in. */
  readonly missing: string;
  readonly denied: string;
}

/** Throws unless the bucket exists and lets the service write its `AWSLogs` folder of this account. */
export function refuseUnwritable(delivery: Delivery, { cloud, account }: Context): void {
  const { bucket, prefix, service, source, missing, denied } = delivery;
  if (!cloud.list(BUCKET).some(({ id }) => id === bucket))
    throw new ApiError(missing, `The bucket ${bucket} does not exist`);
  const policy = cloud.list(POLICY).find(({ id }) => id === bucket)?.inputs["policy"];
  const context = {
    "aws:SourceAccount": account,
    "aws:SourceArn": source,
    "aws:SecureTransport": "true",
    "s3:x-amz-acl": "bucket-owner-full-control",
  };
  const resource = `arn:aws:s3:::${bucket}/${[prefix, "AWSLogs", account, "0"].filter(Boolean).join("/")}`;
  if (policy === undefined || !letsIn(text(policy), { service, action: "s3:PutObject", resource, context }))
    throw new ApiError(denied, `The policy of the bucket ${bucket} does not let ${service} write ${resource}`);
}
