import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { untaggableTypes } from "../../../policies/naming/untaggable.derive";
import { judges, policies, type Resource, RunningPack, unknown } from "../pack";

const tags = { Name: "vpc", env: "env/dev", "promenade:flow": "three-tier" };
const vpc: Resource = { type: "aws:ec2/vpc:Vpc", name: "network", props: { cidrBlock: "10.0.0.0/16", tags } };
const tagged = (change: Readonly<Record<string, string>>): Resource => ({
  ...vpc,
  props: { ...vpc.props, tags: { ...tags, ...change } },
});
const without = (tag: string): Resource => ({
  ...vpc,
  props: { ...vpc.props, tags: Object.fromEntries(Object.entries(tags).filter(([key]) => key !== tag)) },
});
const listed = { Name: "group", env: "env/dev", "promenade:flow": "three-tier" };
const list = (from: Readonly<Record<string, string>>): Resource => ({
  type: "aws:autoscaling/group:Group",
  name: "group",
  props: { tags: Object.entries(from).map(([key, value]) => ({ key, value, propagateAtLaunch: true })) },
});

const missing = [
  `found no tag "env"; required: tag "env" with value "env/dev"; set "env" in the resource's tags`,
  `found no tag "Name"; required: tag "Name" with a value; set "Name" in the resource's tags`,
  `found no tag "promenade:flow"; required: tag "promenade:flow" with a value; set "promenade:flow" in the resource's tags`,
] as const;

describe("policies/naming: environment-tag", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(join(policies, "naming", "main.js"));
  });
  after(() => pack.stop());

  judges("environment-tag", () => pack, [
    {
      valid: vpc,
      broken: [
        {
          because: "no tags at all",
          resource: { ...vpc, props: { cidrBlock: "10.0.0.0/16" } },
          messages: missing.map((text) => `network (aws:ec2/vpc:Vpc): ${text}`),
        },
        { because: "no Name", resource: without("Name"), messages: [`network (aws:ec2/vpc:Vpc): ${missing[1]}`] },
        { because: "no env", resource: without("env"), messages: [`network (aws:ec2/vpc:Vpc): ${missing[0]}`] },
        {
          because: "no flow",
          resource: without("promenade:flow"),
          messages: [`network (aws:ec2/vpc:Vpc): ${missing[2]}`],
        },
        {
          because: "an empty Name",
          resource: tagged({ Name: "" }),
          messages: [
            `network (aws:ec2/vpc:Vpc): found tag "Name" with value ""; required: tag "Name" with a value; set "Name" in the resource's tags`,
          ],
        },
        {
          because: "another environment's label",
          resource: tagged({ env: "env/prod" }),
          messages: [
            `network (aws:ec2/vpc:Vpc): found tag "env" with value "env/prod"; required: tag "env" with value "env/dev"; set "env" in the resource's tags`,
          ],
        },
        {
          because: "the environment without env/",
          resource: tagged({ env: "dev" }),
          messages: [
            `network (aws:ec2/vpc:Vpc): found tag "env" with value "dev"; required: tag "env" with value "env/dev"; set "env" in the resource's tags`,
          ],
        },
      ],
    },
    {
      valid: list(listed),
      broken: [
        {
          because: "a list of tags without env",
          resource: list({ Name: "group", "promenade:flow": "three-tier" }),
          messages: [`group (aws:autoscaling/group:Group): ${missing[0]}`],
        },
      ],
    },
    { valid: { ...tagged({ env: "env/pr-12" }), stack: "pr-12" }, broken: [] },
    { valid: { ...tagged({ env: "env/prod-eu-west-1" }), stack: "prod-eu-west-1" }, broken: [] },
  ]);

  for (const type of [
    "aws:ec2/route:Route",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "github:index/issueLabel:IssueLabel",
    "random:index/randomPassword:RandomPassword",
    "promenade:network:Network",
    "pulumi:providers:aws",
  ]) {
    it(`asks no tags of ${type}`, async () => {
      assert.deepEqual(await pack.judge({ type, name: "x", props: {} }), []);
    });
  }
  it("asks no tags of a stack that is referred to, which has a provider", async () => {
    const reference = { type: "pulumi:pulumi:StackReference", name: "x", props: {}, custom: true };
    assert.deepEqual(await pack.judge(reference), []);
  });

  for (const type of ["aws:brandnew/thing:Thing", "aws-native:ec2:Vpc", "gcp:storage/bucket:Bucket"]) {
    it(`asks tags of ${type}, a type that it does not know`, async () => {
      const findings = await pack.judge({ type, name: "x", props: {} });
      assert.deepEqual(
        findings.map(({ message }) => message),
        missing.map((text) => `x (${type}): ${text}`),
      );
    });
  }

  it("notes a tag that is unknown at preview, and still reports the one that is wrong", async () => {
    assert.deepEqual(await pack.judge(tagged({ Name: unknown, env: "env/prod" })), [
      {
        policy: "environment-tag",
        level: "mandatory",
        message: `network (aws:ec2/vpc:Vpc): found tag "env" with value "env/prod"; required: tag "env" with value "env/dev"; set "env" in the resource's tags`,
      },
      {
        policy: "environment-tag",
        level: "advisory",
        message: `can't run policy 'environment-tag' from policy pack 'naming@v0.1.0' during preview: string value at .tags.Name can't be known during preview`,
      },
    ]);
  });

  it("notes tags that are unknown as a whole", async () => {
    const findings = await pack.judge({ ...vpc, props: { tags: unknown } });
    assert.deepEqual(
      findings.map(({ level }) => level),
      ["advisory"],
    );
  });

  it("lists exactly the types that the installed @pulumi/aws declares without tags", () => {
    const listedTypes = JSON.parse(readFileSync(join(policies, "naming", "untaggable.json"), "utf8")) as string[];
    assert.deepEqual(listedTypes, untaggableTypes("@pulumi/aws"));
    assert.ok(listedTypes.includes("aws:iam/rolePolicy:RolePolicy"));
    assert.ok(!listedTypes.includes("aws:iam/role:Role"));
  });

  describe("configured", () => {
    before(() => pack.configure({ "environment-tag": { tags: ["owner"] } }));

    it("asks for other tags beside env", async () => {
      const findings = await pack.judge({ ...vpc, props: { tags: { owner: "" } } });
      assert.deepEqual(
        findings.map(({ message }) => message),
        [
          `network (aws:ec2/vpc:Vpc): ${missing[0]}`,
          `network (aws:ec2/vpc:Vpc): found tag "owner" with value ""; required: tag "owner" with a value; set "owner" in the resource's tags`,
        ],
      );
    });
  });
});
