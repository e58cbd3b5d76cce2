import assert from "node:assert/strict";
import { aws } from "../../../sandbox/aws/package";
import type { Properties } from "../../../sandbox/cloud";
import { LocalCloud } from "../local-cloud";
import { expire } from "./audit-samples";
import { bucketPolicy, inputsOf, makeEnvironment, policy, type Made } from "./environment";

const selector = (...fieldSelectors: Properties[]) => ({ advancedEventSelectors: [{ fieldSelectors }] });
const field = (name: string, ...equals: string[]) => ({ field: name, equals });
const rules = (...list: object[]) => ({ policy: JSON.stringify({ rules: list }) });
const arn = (resource: string): string => `arn:aws:${resource}`;

/** Refused before anything is called: sample, what is changed in it, what is said. */
const atPlan: readonly (readonly [sample: string, changes: Properties, said: RegExp])[] = [
  ["archived flow log", { maxAggregationInterval: 300 }, /one of \[60, 600\], got 300/],
  ["archived flow log", { logDestination: undefined }, /LogDestination is required/],
  ["archived flow log", { logDestination: arn("s3:::dev-archive/AWSLogs/") }, /AWSLogs is a reserved term/],
  ["archived flow log", { iamRoleArn: arn("iam::0:role/x") }, /not applicable for s3/],
  ["trail", { name: "-trail" }, /must begin and end with a letter or a digit/],
  ["trail", { isMultiRegionTrail: true, includeGlobalServiceEvents: false }, /must include global service events/],
  ["trail", { cloudWatchLogsGroupArn: arn("logs:x:*") }, /You must specify values for both/],
  ["trail", selector(field("readOnly", "true")), /needs the field eventCategory/],
  ["trail", selector(field("eventCategory", "Data")), /needs the field resources.type/],
  [
    "trail",
    selector(field("eventCategory", "Management"), field("eventSource", "kms.amazonaws.com")),
    /takes notEquals only/,
  ],
  [
    "trail",
    selector(field("eventCategory", "Management"), field("eventName", "Decrypt")),
    /eventName is not a field of a trail's management events/,
  ],
  ["stream", { name: "a b" }, /must match/],
  ["stream", { extendedS3Configuration: undefined }, /is required when destination is 'extended_s3'/],
  [
    "stream",
    { extendedS3Configuration: { bucketArn: "arn:x", roleArn: "arn:y", prefix: "!{timestamp:yyyy}" } },
    /ErrorOutputPrefix cannot be null/,
  ],
  ["stream", { serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK" } }, /KeyARN is required/],
  ["image lifecycle", rules(), /rules is empty/],
  ["image lifecycle", rules(expire({}), expire({})), /rulePriority must be unique/],
  ["image lifecycle", rules(expire({ tagStatus: "tagged" })), /tagPrefixList or tagPatternList is required/],
  ["image lifecycle", rules(expire({ tagStatus: "any" }), expire({}, 2)), /must have the highest rulePriority/],
  ["image lifecycle", rules(expire({ countType: "imageCountMoreThan" })), /countUnit "days" goes with/],
  ["image lifecycle", rules(expire({ countNumber: 0 })), /countNumber must be greater than 0/],
];

/** Refused by the call itself: what, sample, what is changed in it, what is said. */
const atCall: readonly (readonly [what: string, sample: string, changes: (made: Made) => Properties, said: RegExp])[] =
  [
    [
      "a flow log to no bucket",
      "archived flow log",
      () => ({ logDestination: arn("s3:::none/network") }),
      /LogDestinationNotFoundException: The bucket none does not exist/,
    ],
    [
      "a load balancer's requests to no bucket",
      "balancer",
      () => ({ name: "other", accessLogs: { enabled: true, bucket: "none" } }),
      /InvalidConfigurationRequest: The bucket none does not exist/,
    ],
    ["a trail's name", "trail", () => ({}), /TrailAlreadyExistsException/],
    ["a trail to no bucket", "trail", () => ({ name: "other", s3BucketName: "none" }), /S3BucketDoesNotExistException/],
    [
      "a trail with a key that does not know CloudTrail",
      "trail",
      (made) => ({ name: "other", kmsKeyId: made("key").outputs["arn"] }),
      /InsufficientEncryptionPolicyException/,
    ],
    [
      "a trail to a log group that does not exist",
      "trail",
      (made) => ({
        name: "other",
        cloudWatchLogsGroupArn: arn("logs:eu-west-1:000000000000:log-group:none:*"),
        cloudWatchLogsRoleArn: made("logs role").outputs["arn"],
      }),
      /InvalidCloudWatchLogsLogGroupArnException/,
    ],
    [
      "a stream with a role that is somebody else's",
      "stream",
      (made) => ({
        name: "other",
        extendedS3Configuration: { bucketArn: arn("s3:::dev-archive"), roleArn: made("logs role").outputs["arn"] },
      }),
      /Firehose is unable to assume role/,
    ],
    [
      "a subscription to no stream",
      "subscription filter",
      () => ({ name: "other", destinationArn: arn("firehose:eu-west-1:000000000000:deliverystream/none") }),
      /Could not deliver test message/,
    ],
    [
      "a subscription with a role that may not put records",
      "subscription filter",
      (made) => ({ name: "other", roleArn: made("firehose role").outputs["arn"] }),
      /Could not deliver test message/,
    ],
    ["a lifecycle of no repository", "image lifecycle", () => ({ repository: "none" }), /RepositoryNotFoundException/],
  ];

describe("records and registry of the local cloud refuse", () => {
  let local: LocalCloud;
  let made: Made;
  before(async () => {
    local = await LocalCloud.open(aws);
    made = await makeEnvironment(local);
  });
  after(() => local.close());

  for (const [sample, changes, said] of atPlan) {
    it(`${sample} with ${JSON.stringify(changes).slice(0, 90)}`, () => {
      assert.deepEqual(local.problems(made(sample).type, inputsOf(sample, made).inputs), []);
      const { type, inputs } = inputsOf(sample, made, changes);
      assert.match(local.problems(type, inputs).join("\n"), said);
    });
  }

  for (const [what, sample, changes, said] of atCall) {
    it(what, async () => {
      const { type, inputs } = inputsOf(sample, made, changes(made));
      await assert.rejects(local.create(type, inputs), said);
    });
  }

  const closed = { s3BucketName: "closed", logDestination: arn("s3:::closed/network") };
  const writers = [
    ["trail", { name: "closed", s3BucketName: "closed" }, /InsufficientS3BucketPolicyException/],
    ["balancer", { name: "closed", accessLogs: { enabled: true, bucket: "closed" } }, /InvalidConfigurationRequest/],
    ["archived flow log", { logDestination: closed.logDestination }, /LogDestinationPermissionIssueException/],
  ] as const;
  for (const [sample, changes, said] of writers)
    it(`${sample} where the bucket does not let it in`, async () => {
      const exists = local.cloud.list("aws:s3/bucket:Bucket").some(({ id }) => id === "closed");
      if (!exists) await local.create("aws:s3/bucket:Bucket", { bucket: "closed" });
      const { type, inputs } = inputsOf(sample, made, changes);
      await assert.rejects(local.create(type, inputs), said);
      const others = bucketPolicy("closed", { Principal: { Service: "ec2.amazonaws.com" } });
      const written = await local.create("aws:s3/bucketPolicy:BucketPolicy", { bucket: "closed", policy: others });
      await assert.rejects(local.create(type, inputs), said);
      await local.delete(written);
    });

  it("nothing of a trail whose key lets CloudTrail in", async () => {
    const service = { Principal: { Service: "cloudtrail.amazonaws.com" }, Effect: "Allow", Resource: "*" };
    const [account] = (JSON.parse(policy("kms:*")) as { Statement: object[] }).Statement;
    const Statement = [
      { ...account, Principal: { AWS: "arn:aws:iam::000000000000:root" } },
      { ...service, Action: "kms:GenerateDataKey*" },
    ];
    const key = await local.create("aws:kms/key:Key", { policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
    const trail = inputsOf("trail", made, { name: "sealed", kmsKeyId: key.outputs["arn"] });
    const created = await local.create(trail.type, trail.inputs);
    assert.equal(created.id, "arn:aws:cloudtrail:eu-west-1:000000000000:trail/sealed");
  });

  it("to delete a bucket that a trail has written", async () => {
    await local.create("aws:s3/bucket:Bucket", { bucket: "kept-logs" });
    await local.create("aws:s3/bucketPolicy:BucketPolicy", { bucket: "kept-logs", policy: bucketPolicy("kept-logs") });
    const { type, inputs } = inputsOf("trail", made, { name: "ended", s3BucketName: "kept-logs" });
    await local.delete(await local.create(type, inputs));
    const bucket = local.cloud.get("aws:s3/bucket:Bucket", "kept-logs");
    assert.ok(bucket);
    await assert.rejects(local.delete(bucket), /BucketNotEmpty/);
  });
});
