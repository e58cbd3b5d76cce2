import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Project } from "./engine";
import { policies } from "./pack";

/** Nothing in it comes from promenade: not its stack's name, nor its tags, nor its services. */
const warehouse = ({ bucketName = "live-parcels", env = "env/live", blocked = true }) => {
  const tags = { env, owner: "logistics" };
  return [
    { type: "aws:s3/bucket:Bucket", name: "parcels", props: { bucket: bucketName, tags } },
    {
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      name: "closed",
      props: {
        bucket: bucketName,
        ...{ blockPublicAcls: blocked, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      },
    },
    {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      name: "tls",
      props: {
        bucket: bucketName,
        policy: JSON.stringify({
          Statement: [
            {
              Effect: "Deny",
              Principal: "*",
              Action: "s3:*",
              Resource: "*",
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        }),
      },
    },
    { type: "aws:budgets/budget:Budget", name: "budget", props: { name: "live-warehouse", limitAmount: "90", tags } },
    { type: "aws:sqs/queue:Queue", name: "orders", props: { name: "live-orders", tags } },
    {
      type: "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
      name: "carrier",
      props: { repository: "warehouse", environment: "live", secretName: "LIVE_CARRIER_KEY" },
    },
    {
      type: "github:index/branchProtection:BranchProtection",
      name: "trunk",
      props: { repositoryId: "warehouse", pattern: "trunk" },
    },
  ];
};

const environments = ["test", "live"];
const told = {
  naming: {
    ...Object.fromEntries(
      ["environment-name", "secret-scope", "vault-path", "physical-name"].map((rule) => [rule, { environments }]),
    ),
    "environment-tag": { tags: ["owner"] },
    "release-ref": { branches: ["trunk"] },
  },
  // Components cannot be protected: what stands for the bucket here is one.
  guardrails: { guardrails: { tiers: { live: "prod" } }, "protected-in-prod": "disabled" },
};

describe("both packs on a stack written by hand", function () {
  this.timeout(120_000);
  const projects: Project[] = [];
  after(() => {
    for (const project of projects) project.remove();
  });
  const preview = async (change: Parameters<typeof warehouse>[0]) => {
    const project = await Project.create("live", warehouse(change));
    projects.push(project);
    const packs = Object.entries(told).flatMap(([name, config]) => {
      const file = join(project.folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(config));
      return ["--policy-pack", join(policies, name, "main.js"), "--policy-pack-config", file];
    });
    return project.pulumi("preview", ...packs);
  };

  it("pass one that keeps to the rules, told of its environments, tags and branches", async () => {
    const { exitCode, output } = await preview({});
    assert.equal(exitCode, 0, output);
    assert.doesNotMatch(output, /\[(mandatory|advisory)\]/);
  });

  it("stop it at a name, a tag and a protection that it lacks", async () => {
    const { exitCode, output } = await preview({ bucketName: "parcels", env: "env/test", blocked: false });
    assert.notEqual(exitCode, 0, output);
    for (const text of [
      'parcels (aws:s3/bucket:Bucket): found bucket "parcels"; required: "live-" in front;',
      'orders (aws:sqs/queue:Queue): found tag "env" with value "env/test"; required: tag "env" with value "env/live";',
      "closed (aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock): found blockPublicAcls false;",
    ]) {
      assert.ok(output.includes(text), output);
    }
  });
});
