import assert from "node:assert/strict";
import { tiers, tierSizes } from "../../core/tiers";
import { account, find, ofType, only, region } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

const trail = "aws:cloudtrail/trail:Trail";
const flowLog = "aws:ec2/flowLog:FlowLog";
const stream = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const subscription = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";
const repository = "aws:ecr/repository:Repository";

describe("records of an environment", () => {
  for (const tier of tiers) {
    const expected = tierSizes[tier].audited ? 1 : 0;
    it(`of tier ${tier} are ${expected === 1 ? "kept" : "left out"}: calls, connections, cold logs`, async () => {
      const { resources } = await environmentOf(tier);
      for (const type of [trail, flowLog, stream]) assert.equal(ofType(resources, type).length, expected, type);
      assert.equal(ofType(resources, subscription).length > 0, expected === 1);
    });
  }

  it("have every call, in every region, sealed and provably complete", async () => {
    const { resources } = await environmentOf("prod");
    const { inputs } = only(resources, trail);
    assert.equal(inputs.s3BucketName, `prod-archive-${account}`);
    assert.equal(inputs.kmsKeyId, find(resources, "aws:kms/key:Key", "prod-key").outputs.arn);
    assert.deepEqual(
      [inputs.enableLogFileValidation, inputs.isMultiRegionTrail, inputs.includeGlobalServiceEvents],
      [true, true, true],
    );
    const group = find(resources, "aws:cloudwatch/logGroup:LogGroup", "prod-trail");
    assert.equal(inputs.cloudWatchLogsGroupArn, `${String(group.outputs.arn)}:*`);
    assert.equal(group.inputs.name, "/promenade/prod/audit/trail");
  });

  it("have whoever read the archive, without recording their own writing", async () => {
    const { resources } = await environmentOf("prod");
    const selectors = only(resources, trail).inputs.advancedEventSelectors as {
      fieldSelectors: { field: string; equals?: string[]; startsWiths?: string[] }[];
    }[];
    const [calls, objects] = selectors.map(({ fieldSelectors }) =>
      Object.fromEntries(fieldSelectors.map(({ field, equals, startsWiths }) => [field, equals ?? startsWiths])),
    );
    assert.deepEqual(calls, { eventCategory: ["Management"] });
    assert.deepEqual(objects, {
      eventCategory: ["Data"],
      "resources.type": ["AWS::S3::Object"],
      "resources.ARN": [`arn:aws:s3:::prod-archive-${account}/`],
      eventName: ["GetObject", "DeleteObject", "DeleteObjects"],
    });
  });

  it("have every connection, accepted or not", async () => {
    const { resources } = await environmentOf("stage");
    const { inputs } = only(resources, flowLog);
    assert.equal(inputs.vpcId, only(resources, "aws:ec2/vpc:Vpc").outputs.id);
    assert.equal(inputs.trafficType, "ALL");
    assert.equal(inputs.logDestination, `arn:aws:s3:::stage-archive-${account}/network`);
  });

  it("have the logs of the app, its stores and its shells, each once, compressed by who sends them", async () => {
    const { resources } = await environmentOf("stage");
    const groups = ofType(resources, subscription).map(({ inputs }) => inputs.logGroup);
    assert.deepEqual(groups.sort(), [
      "/aws/rds/instance/stage-database/postgresql",
      "/aws/rds/instance/stage-database/upgrade",
      "/promenade/stage/app",
      "/promenade/stage/audit/sessions",
      "/promenade/stage/cache/engine-log",
      "/promenade/stage/cache/slow-log",
      "/promenade/stage/migrate/log",
    ]);
    const { extendedS3Configuration, serverSideEncryption } = only(resources, stream).inputs as Readonly<
      Record<string, Record<string, unknown>>
    >;
    assert.deepEqual(
      [extendedS3Configuration?.compressionFormat, extendedS3Configuration?.fileExtension],
      ["UNCOMPRESSED", ".json.gz"],
    );
    assert.equal(serverSideEncryption?.keyType, "CUSTOMER_MANAGED_CMK");
  });

  it("wait for the archive to let their writers in", async () => {
    const { resources } = await environmentOf("prod");
    const policy = find(resources, "aws:s3/bucketPolicy:BucketPolicy", "prod-archive").urn;
    for (const type of [trail, flowLog]) assert.ok(only(resources, type).dependencies.includes(policy), type);
  });
});

describe("the registry", () => {
  it("is kept by the flow's first environment for all of them", async () => {
    for (const tier of ["stage", "prod"] as const)
      assert.deepEqual(ofType((await environmentOf(tier)).resources, repository), []);
    const { resources } = await environmentOf("dev");
    const { inputs } = only(resources, repository);
    assert.equal(inputs.name, "promenade/app");
    assert.equal(inputs.imageTagMutability, "IMMUTABLE");
    assert.deepEqual(inputs.imageScanningConfiguration, { scanOnPush: true });
    assert.deepEqual(inputs.encryptionConfigurations, [
      { encryptionType: "KMS", kmsKey: find(resources, "aws:kms/key:Key", "dev-key").outputs.arn },
    ]);
  });

  it("has a repository a service", async () => {
    const services = { app: { paths: ["/*"] }, admin: { paths: ["/admin/*"] } };
    const { resources } = await runProgram("dev", { services });
    const names = ofType(resources, repository).map(({ inputs }) => inputs.name);
    assert.deepEqual(names.sort(), ["promenade/admin", "promenade/app"]);
  });

  it("never lets a release expire", async () => {
    const { resources } = await environmentOf("dev");
    const { policy } = only(resources, "aws:ecr/lifecyclePolicy:LifecyclePolicy").inputs;
    const { rules } = JSON.parse(String(policy)) as { rules: { selection: Record<string, unknown> }[] };
    const expiring = rules.map(({ selection }) => selection.tagPrefixList ?? selection.tagStatus);
    assert.deepEqual(expiring, ["untagged", ["pr-"]]);
  });

  it("is nobody's business where images come from elsewhere", async () => {
    const { resources } = await runProgram("dev", { registry: "external" });
    assert.deepEqual(ofType(resources, repository), []);
  });
});

describe("the environment's key", () => {
  it("seals the trail of this environment and no other", async () => {
    const { resources } = await environmentOf("prod");
    const { policy } = find(resources, "aws:kms/key:Key", "prod-key").inputs;
    const { Statement } = JSON.parse(String(policy)) as { Statement: Record<string, unknown>[] };
    const sealing = Statement.find(({ Sid }) => Sid === "TrailOfThisEnvironment");
    assert.deepEqual(sealing?.Condition, {
      StringEquals: { "aws:SourceArn": `arn:aws:cloudtrail:${region}:${account}:trail/prod-trail` },
    });
  });
});
