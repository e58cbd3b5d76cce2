import { allows, statementsOf, type Call } from "./iam";
import { by, list, ofType, type Stack, type StackResource } from "./resources";
import { logKeyProblems, place } from "./roles";

/** Whatever keeps the firewall, the CDN and the load balancer from writing their logs. Empty when all of them can. */
export const edgeLogProblems = (stack: Stack): readonly string[] => [
  ...ofType(stack, "aws:wafv2/webAcl:WebAcl").flatMap((firewall) => firewallProblems(stack, firewall)),
  ...ofType(stack, "aws:cloudfront/distribution:Distribution").flatMap((cdn) => cdnProblems(stack, cdn)),
  ...ofType(stack, "aws:lb/loadBalancer:LoadBalancer").flatMap((balancer) => balancerProblems(stack, balancer)),
];

function firewallProblems(stack: Stack, { name, outputs }: StackResource): readonly string[] {
  const logging = ofType(stack, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").find(
    ({ inputs }) => inputs.resourceArn === outputs.arn,
  );
  const [destination] = list(logging, "logDestinationConfigs");
  const group = by(stack, "aws:cloudwatch/logGroup:LogGroup", "arn", destination);
  if (group === undefined) return [`${name}: no log group of this stack takes its log`];
  const [, region] = place(outputs.arn);
  const [, itsRegion] = place(group.outputs.arn);
  const key = by(stack, "aws:kms/key:Key", "arn", group.inputs.kmsKeyId);
  return [
    ...(String(group.inputs.name).startsWith("aws-waf-logs-") ? [] : ["AWS WAF writes to no group of that name"]),
    ...(region === itsRegion ? [] : [`its log is in ${itsRegion}, it is in ${region}`]),
    ...logKeyProblems(key, {
      resource: "*",
      principal: ["Service", `logs.${itsRegion}.amazonaws.com`],
      context: { "kms:EncryptionContext:aws:logs:arn": String(group.outputs.arn) },
    }),
  ].map((problem) => `${name}: ${problem}`);
}

/** CloudFront delivers by an ACL of the bucket, load balancers by its policy. */
function cdnProblems(stack: Stack, { name, inputs }: StackResource): readonly string[] {
  const { bucket: domainName } = (inputs.loggingConfig ?? {}) as { readonly bucket?: string };
  const bucket = by(stack, "aws:s3/bucket:Bucket", "bucketDomainName", domainName);
  const ownership = by(
    stack,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "bucket",
    bucket?.inputs.bucket,
  );
  const { objectOwnership } = (ownership?.inputs.rule ?? {}) as { readonly objectOwnership?: string };
  if (bucket === undefined) return [`${name}: no bucket of this stack takes its log`];
  return objectOwnership === "BucketOwnerPreferred" ? [] : [`${name}: ${bucket.name} takes no ACL to deliver by`];
}

function balancerProblems(stack: Stack, { name, inputs, outputs }: StackResource): readonly string[] {
  const logs = inputs.accessLogs as { readonly bucket: string; readonly prefix: string } | undefined;
  if (logs === undefined) return [];
  const policy = by(stack, "aws:s3/bucketPolicy:BucketPolicy", "bucket", logs.bucket);
  const [partition, , account] = place(outputs.arn);
  const call: Call = {
    action: "s3:PutObject",
    resource: `arn:${partition}:s3:::${logs.bucket}/${logs.prefix}/AWSLogs/${account}/elasticloadbalancing/a.log.gz`,
    principal: ["Service", "logdelivery.elasticloadbalancing.amazonaws.com"],
    context: { "aws:SecureTransport": "true" },
  };
  const allowed = policy !== undefined && allows(statementsOf(policy.inputs.policy), call);
  return allowed ? [] : [`${name}: may not write its log into ${logs.bucket}`];
}
