import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import { environmentOf } from "../support/program";
import { statementsOf, type Statement } from "./iam";
import { recordProblems } from "./records";

const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const role = "aws:iam/role:Role";

/** Policies, those of a name where it is said, with a statement changed or left out. */
const rewritten = (
  type: string,
  name: string | undefined,
  sid: string | undefined,
  change: Partial<Statement> | undefined,
) =>
  changed(type, name, (inputs) => {
    const property = type === role ? "assumeRolePolicy" : "policy";
    const statements = statementsOf(inputs[property]).flatMap((one) => {
      if (sid !== undefined && one.Sid !== sid) return [one];
      return change === undefined ? [] : [{ ...one, ...change }];
    });
    return { [property]: JSON.stringify({ Statement: statements }) };
  });

const elsewhere = { StringEquals: { "aws:SourceAccount": "0" } };
const breakages = [
  ["no bucket policy", without(bucketPolicy, "prod-archive"), /prod-trail: the bucket .* does not let cloudtrail/],
  [
    "a bucket closed to the trail",
    rewritten(bucketPolicy, "prod-archive", "TrailWrites", undefined),
    /prod-trail: .* does not let cloudtrail.amazonaws.com write trail/,
  ],
  [
    "a bucket for another trail",
    rewritten(bucketPolicy, "prod-archive", "TrailWrites", { Condition: { StringEquals: { "aws:SourceArn": "x" } } }),
    /prod-trail: .* does not let cloudtrail/,
  ],
  [
    "a bucket closed to flow logs",
    rewritten(bucketPolicy, "prod-archive", "AWSLogDeliveryWrite", { Condition: elsewhere }),
    /prod-network-connections: .* does not let delivery.logs.amazonaws.com write network/,
  ],
  [
    "a bucket closed to the load balancer",
    rewritten(bucketPolicy, "prod-archive", "LoadBalancerWrites", { Resource: "arn:aws:s3:::other/*" }),
    /prod-web: .* does not let logdelivery.elasticloadbalancing.amazonaws.com write balancer/,
  ],
  [
    "a key that does not know the trail",
    rewritten("aws:kms/key:Key", "prod-key", "TrailOfThisEnvironment", undefined),
    /prod-trail: CloudTrail may not kms:GenerateDataKey with its key/,
  ],
  ["a trail that cannot log", without(rolePolicy, "prod-trail"), /prod-trail may not logs:PutLogEvents on/],
  [
    "a stream that cannot write",
    rewritten(rolePolicy, "prod-cold-logs-writer", "WriteArchive", { Action: "s3:GetObject" }),
    /prod-cold-logs: prod-cold-logs-writer may not s3:PutObject/,
  ],
  [
    "a stream that cannot say what failed",
    rewritten(rolePolicy, "prod-cold-logs-writer", "SayWhatFailed", undefined),
    /may not logs:PutLogEvents on .*:log-group:\/promenade\/prod\/audit\/cold-logs:log-stream:delivery/,
  ],
  [
    "a stream's role that is somebody else's",
    rewritten(role, "prod-cold-logs-writer", undefined, { Principal: { Service: "lambda.amazonaws.com" } }),
    /firehose.amazonaws.com may not take on prod-cold-logs-writer/,
  ],
  [
    "a subscription's role of another account",
    rewritten(role, "prod-cold-logs-reader", undefined, { Condition: elsewhere }),
    /prod-cold-logs-service-app: logs.amazonaws.com may not take on prod-cold-logs-reader/,
  ],
  [
    "no stream",
    without("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"),
    /its stream is not of this stack/,
  ],
] as const;

describe("permissions of those who keep records", () => {
  for (const tier of tiers) {
    it(`suffice in tier ${tier}`, async () => {
      assert.deepEqual(recordProblems((await environmentOf(tier)).resources), []);
    });
  }

  for (const [breakage, broken, problem] of breakages) {
    it(`are found lacking with ${breakage}`, async () => {
      const problems = recordProblems(broken((await environmentOf("prod")).resources));
      assert.ok(
        problems.some((found) => problem.test(found)),
        `${String(problem)} is not in\n${problems.join("\n") || "nothing"}`,
      );
    });
  }
});
