import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import { environmentOf } from "../support/program";
import { costProblems } from "./cost";
import { statementsOf, type Statement } from "./iam";

const role = "aws:iam/role:Role";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const own = "dev-off-hours-database";

const rewritten =
  (input: string, change: (statement: Statement) => readonly Statement[]) =>
  (inputs: Readonly<Record<string, unknown>>) => ({
    [input]: JSON.stringify({ Statement: statementsOf(inputs[input]).flatMap(change) }),
  });

const lacking = (type: string, name: string | undefined, input: string, ...sids: readonly string[]) =>
  changed(
    type,
    name,
    rewritten(input, (one) => (sids.includes(one.Sid ?? "") ? [] : [one])),
  );

const breakages = [
  ["no leave to stop and start", lacking(rolePolicy, own, "policy", "StopAndStart"), /may not rds:StopDBInstance/],
  ["no leave to lend the key", lacking(rolePolicy, own, "policy", "LendKeyToRds"), /may not kms:CreateGrant/],
  ["no role", without(role, own), /its role is not of this stack/],
  [
    "a role for another service",
    changed(
      role,
      own,
      rewritten("assumeRolePolicy", (one) => [{ ...one, Principal: { Service: "lambda.amazonaws.com" } }]),
    ),
    /the scheduler may not take on dev-off-hours-database/,
  ],
  [
    "a role for another group of schedules",
    changed(
      role,
      own,
      rewritten("assumeRolePolicy", (one) => [{ ...one, Condition: { ArnLike: { "aws:SourceArn": "*group/other" } } }]),
    ),
    /the scheduler may not take on/,
  ],
  ["no database", without("aws:rds/instance:Instance"), /there is no database dev-database/],
  ["topics without a policy", without("aws:sns/topicPolicy:TopicPolicy"), /AWS Budgets may not publish to dev-alerts/],
  [
    "a key that is closed to it",
    changed(
      "aws:kms/key:Key",
      "dev-key",
      rewritten("policy", (one) => (JSON.stringify(one.Principal).includes("budgets") ? [] : [one])),
    ),
    /AWS Budgets may not kms:GenerateDataKey for dev-alerts/,
  ],
] as const;

describe("permissions of those who keep the cost down", () => {
  for (const tier of tiers) {
    it(`suffice in tier ${tier}`, async () => {
      assert.deepEqual(costProblems((await environmentOf(tier)).resources), []);
    });
  }

  for (const [breakage, broken, problem] of breakages) {
    it(`are found lacking with ${breakage}`, async () => {
      const problems = costProblems(broken((await environmentOf("dev")).resources));
      assert.ok(
        problems.some((found) => problem.test(found)),
        `${String(problem)} is not in\n${problems.join("\n") || "nothing"}`,
      );
    });
  }
});
