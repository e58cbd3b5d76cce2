import assert from "node:assert/strict";
import { changed, without } from "../support/breaking";
import { environmentOf, runProgram } from "../support/program";
import { statementsOf, type Statement } from "./iam";
import { permissionProblems } from "./permissions";

const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const role = "aws:iam/role:Role";

const rewritten = (
  type: string,
  name: string,
  input: string,
  change: (statement: Statement) => Statement | undefined,
) =>
  changed(type, name, (inputs) => ({
    [input]: JSON.stringify({ Statement: statementsOf(inputs[input]).flatMap((one) => change(one) ?? []) }),
  }));

const lacking = (name: string, sid: string) =>
  rewritten(rolePolicy, name, "policy", (one) => (one.Sid === sid ? undefined : one));

const trustedBy = (name: string, service: string) =>
  rewritten(role, name, "assumeRolePolicy", (one) => ({ ...one, Principal: { Service: service } }));

const [monitoring, backup] = ["prod-database-monitoring", "prod-backups-role"];
const breakages = [
  ["no monitoring role", without(role, monitoring), /prod-database: the monitoring role is not of this stack/],
  [
    "readings nobody may write",
    lacking(monitoring, "WriteReadings"),
    /monitoring may not logs:PutLogEvents on .*RDSOS/,
  ],
  ["no group for readings", lacking(monitoring, "MakeLogGroup"), /monitoring may not logs:CreateLogGroup on/],
  [
    "a monitoring role for tasks",
    trustedBy(monitoring, "ecs-tasks.amazonaws.com"),
    /monitoring.rds.amazonaws.com may not/,
  ],
  [
    "a monitoring role for another database",
    rewritten(role, monitoring, "assumeRolePolicy", (one) => ({
      ...one,
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:rds:eu-west-1:123456789012:db:other*" } },
    })),
    /monitoring.rds.amazonaws.com may not take on/,
  ],
  [
    "a log group that RDS would make",
    without("aws:cloudwatch/logGroup:LogGroup", "prod-database-upgrade"),
    /prod-database: the log group \/aws\/rds\/instance\/prod-database\/upgrade is not of this stack/,
  ],
  [
    "a cache's log group that is gone",
    without("aws:cloudwatch/logGroup:LogGroup", "prod-cache-slow-log"),
    /prod-cache: the log group .*slow-log is not/,
  ],
  [
    "a key closed to the database's logs",
    rewritten(
      "aws:kms/key:Key",
      "prod-key",
      "policy",
      (one) =>
        JSON.parse(JSON.stringify(one).replace("/aws/rds/instance/prod", "/aws/rds/instance/other")) as Statement,
    ),
    /prod-database: CloudWatch Logs may not kms:Encrypt with prod-key/,
  ],
  ["no backup role", without(role, backup), /prod-backups: the backup role is not of this stack/],
  ["a backup role for tasks", trustedBy(backup, "ecs-tasks.amazonaws.com"), /backup.amazonaws.com may not take on/],
  ["no snapshots", lacking(backup, "TakeSnapshots"), /backups-role may not rds:CreateDBSnapshot on .*:db:/],
  ["snapshots for ever", lacking(backup, "KeepItsOwnSnapshots"), /may not rds:DeleteDBSnapshot on .*awsbackup:/],
  ["no way into the vault", lacking(backup, "FillVaults"), /may not backup:CopyIntoBackupVault on/],
  ["no grant", lacking(backup, "LendKeysToRds"), /may not kms:CreateGrant on/],
  [
    "a key that leaves nothing to the account",
    rewritten("aws:kms/key:Key", "prod-key", "policy", (one) => (one.Sid === "AccountByItsPolicies" ? undefined : one)),
    /the key prod-key does not let prod-backups-role kms:CreateGrant/,
  ],
] as const;

describe("permissions of those who look after stores", () => {
  it("suffice for a replica, and for copies in another region", async () => {
    const { resources } = await runProgram("prod", {
      database: { readReplica: true },
      backups: { copyRegion: "eu-central-1" },
      allowedRegions: ["eu-west-1", "us-east-1", "eu-central-1"],
    });
    assert.deepEqual(await permissionProblems(resources), []);
  });

  for (const [breakage, broken, problem] of breakages) {
    it(`are found lacking with ${breakage}`, async () => {
      const { resources } = await environmentOf("prod");
      const problems = await permissionProblems(broken(resources));
      assert.ok(
        problems.some((found) => problem.test(found)),
        `${String(problem)} is not in\n${problems.join("\n") || "nothing"}`,
      );
    });
  }
});
