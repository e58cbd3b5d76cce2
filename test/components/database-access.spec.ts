import assert from "node:assert/strict";
import { parseSettings } from "../../core/settings";
import { tiers } from "../../core/tiers";
import { loadFlow } from "../../flows/load";
import { allows, statementsOf, unknownActions, type Call } from "../checks/iam";
import { account, find, ofType, region, type Registered } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";
import { input } from "../support/settings";

const hour = 3_600_000;
const at = (hours: number): string => new Date(Date.now() + hours * hour).toISOString();
const open = { reason: "orders are stuck since noon", approvedBy: "A. Manager" };
const user = `arn:aws:rds-db:${region}:${account}:dbuser:db-prod-database/emergency`;

const role = "aws:iam/role:Role";
const opened = async (until: string): Promise<readonly Registered[]> =>
  (await runProgram("prod", { databaseAccess: { ...open, until } })).resources;
const access = (resources: readonly Registered[]) =>
  resources.filter(({ type }) => type === "promenade:stores:DatabaseAccess");

describe("direct access to the database", () => {
  for (const tier of tiers) {
    it(`is closed in tier ${tier} unless it is asked for`, async () => {
      assert.deepEqual(access((await environmentOf(tier)).resources), []);
    });
  }

  it("lets people of the account read as the emergency user, until its end and no longer", async () => {
    const resources = await opened(at(2));
    const policies = ofType(resources, "aws:iam/rolePolicy:RolePolicy").filter(({ inputs }) =>
      String(inputs.policy).includes("rds-db:connect"),
    );
    assert.deepEqual(
      policies.map(({ inputs }) => inputs.role),
      ["prod-database-access"],
    );
    const login = statementsOf(policies[0]?.inputs.policy);
    const trust = statementsOf(find(resources, role, "prod-database-access").inputs.assumeRolePolicy);
    const call = (action: string, resource: string, now: string): Call => ({
      ...{ action, resource, context: { "aws:CurrentTime": now } },
    });
    const connect = (resource: string, hours: number) => allows(login, call("rds-db:connect", resource, at(hours)));
    assert.deepEqual([connect(user, 1), connect(user, 3)], [true, false]);
    assert.equal(connect(user.replace("emergency", "app_a"), 1), false);
    const assume = (hours: number, team = "operations") =>
      allows(trust, {
        ...{ action: "sts:AssumeRole", resource: "" },
        context: { "aws:CurrentTime": at(hours), "aws:PrincipalTag/team": team },
        principal: ["AWS", `arn:aws:iam::${account}:root`],
      });
    assert.deepEqual([assume(1), assume(3)], [true, false]);
    assert.equal(assume(1, "developers"), false, "the flow gives it to operations alone");
    assert.deepEqual(await unknownActions(login), []);
  });

  it("says in the role why it is there and who approved it", async () => {
    const { description } = find(await opened(at(2)), role, "prod-database-access").inputs;
    assert.equal(description, "orders are stuck since noon; approved by A. Manager");
  });

  it("is not there for the program that runs after its end", async () => {
    assert.deepEqual(access(await opened(at(-1))), []);
  });

  it("is refused where the flow gives it to nobody", async () => {
    const opening = { reason: "orders are stuck since noon", until: at(2) };
    const flow = loadFlow("three-tier");
    const nobody = { ...flow, roles: { ...flow.roles, developers: { teams: [] } } };
    const parsed = parseSettings(input({ databaseAccess: opening }, { flow: nobody, now: new Date() }));
    assert.ok("problems" in parsed);
    assert.match(JSON.stringify(parsed.problems), /opened for nobody/);
  });

  it("is refused without an approval, and for longer than the tier allows", async () => {
    const { reason } = open;
    await assert.rejects(runProgram("prod", { databaseAccess: { reason, until: at(2) } }), /approvedBy: missing/);
    await assert.rejects(opened(at(100)), /open for too long in tier prod/);
  });
});
