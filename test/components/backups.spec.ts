import assert from "node:assert/strict";
import { find, ofType, only } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

const vault = "aws:backup/vault:Vault";
const plan = "aws:backup/plan:Plan";

interface Rule {
  readonly schedule: string;
  readonly targetVaultName: string;
  readonly lifecycle: { readonly deleteAfter: number; readonly coldStorageAfter?: number };
  readonly copyActions: readonly { readonly destinationVaultArn: string; readonly lifecycle: object }[];
}

const ruleOf = (resources: Parameters<typeof only>[0]): Rule => (only(resources, plan).inputs.rules as [Rule])[0];

describe("backups", () => {
  for (const tier of ["preview", "dev"] as const) {
    it(`of tier ${tier} there are none: it can be rebuilt`, async () => {
      const { resources } = await environmentOf(tier);
      assert.deepEqual(
        resources.filter(({ type }) => type.startsWith("aws:backup/")),
        [],
      );
    });
  }

  const expected = {
    stage: { schedule: "cron(0 6 ? * SUN *)", days: 35 },
    prod: { schedule: "cron(0 6 ? * * *)", days: 365 },
  } as const;
  for (const tier of ["stage", "prod"] as const) {
    it(`of tier ${tier} come by its schedule and stay in a locked vault under the environment's key`, async () => {
      const { resources } = await environmentOf(tier);
      const { inputs, protect } = only(resources, vault);
      const rule = ruleOf(resources);
      const { schedule, days } = expected[tier];
      assert.deepEqual([rule.schedule, rule.lifecycle, rule.copyActions], [schedule, { deleteAfter: days }, []]);
      assert.equal(rule.targetVaultName, inputs.name);
      assert.equal(inputs.kmsKeyArn, find(resources, "aws:kms/key:Key", `${tier}-key`).outputs.arn);
      assert.equal(protect, true);
      const lock = only(resources, "aws:backup/vaultLockConfiguration:VaultLockConfiguration").inputs;
      assert.deepEqual(
        [lock.backupVaultName, lock.minRetentionDays, lock.maxRetentionDays, lock.changeableForDays],
        [inputs.name, 7, days, undefined],
      );
      const selection = only(resources, "aws:backup/selection:Selection").inputs;
      assert.deepEqual(selection.resources, [only(resources, "aws:rds/instance:Instance").outputs.arn]);
    });
  }

  it("are copied to another region, under a key that is there, where a stack file asks for it", async () => {
    const { resources } = await runProgram("prod", {
      backups: { copyRegion: "eu-central-1" },
      allowedRegions: ["eu-west-1", "us-east-1", "eu-central-1"],
    });
    const copy = find(resources, vault, "prod-backups-copy");
    const key = find(resources, "aws:kms/key:Key", "prod-backups-copy");
    assert.deepEqual([copy.inputs.region, key.inputs.region], ["eu-central-1", "eu-central-1"]);
    assert.equal(copy.inputs.kmsKeyArn, key.outputs.arn);
    assert.deepEqual(ruleOf(resources).copyActions, [
      { destinationVaultArn: copy.outputs.arn, lifecycle: { deleteAfter: 365 } },
    ]);
    assert.equal(ofType(resources, "aws:backup/vaultLockConfiguration:VaultLockConfiguration").length, 2);
  });

  it("go to cold storage where a stack file asks for it, for the 90 days at least that AWS wants", async () => {
    const { resources } = await runProgram("prod", { backups: { coldAfterDays: 30 } });
    assert.deepEqual(ruleOf(resources).lifecycle, { coldStorageAfter: 30, deleteAfter: 365 });
    await assert.rejects(runProgram("prod", { backups: { coldAfterDays: 300 } }), /390 to 3653 days/);
  });
});
