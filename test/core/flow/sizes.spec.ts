import assert from "node:assert/strict";
import { parseSettings } from "../../../core/settings";
import { demanded, input, settingsOf } from "../../support/settings";

/** Settings of a stack in a flow, with what its tier demands of the stack file. */
const inFlow = (flow: string, stack: string, tier: string, config: object = {}, region = "eu-west-1") =>
  [
    { ...demanded[tier], flow, ...config },
    { stack, region },
  ] as const;

const settings = (...args: Parameters<typeof inFlow>) => settingsOf(...inFlow(...args));

const problemsOf = (...args: Parameters<typeof inFlow>): readonly string[] => {
  const parsed = parseSettings(input(...inFlow(...args)));
  return "problems" in parsed ? parsed.problems.map(({ where, wrong }) => `${where}: ${wrong}`) : [];
};

describe("an environment's settings", () => {
  it("follow its flow in how closely it is watched", () => {
    const levels = [
      ["dev-int", "dev", "basic"],
      ["future", "dev", "metrics"],
      ["active", "dev", "metrics"],
      ["uat", "stage", "journey"],
      ["staging", "prod", "production-like"],
      ["prod", "prod", "full"],
    ] as const;
    for (const [stack, tier, level] of levels) {
      assert.equal(settings("six-environments", stack, tier).monitoring, level, stack);
    }
  });

  it("let the stack file watch it as its tier does, and no less than the flow", () => {
    const watched = (level: string) => inFlow("six-environments", "staging", "prod", { monitoring: level });
    assert.equal(settingsOf(...watched("full")).monitoring, "full");
    assert.match(problemsOf("six-environments", "staging", "prod", { monitoring: "basic" })[0] ?? "", /not a level/);
    assert.match(problemsOf("six-environments", "prod", "prod", { monitoring: "production-like" })[0] ?? "", /not a/);
  });

  it("take the flow's sizes: staging is prod with fewer instances", () => {
    const { services, plannedLoad, database } = settings("six-environments", "staging", "prod");
    assert.deepEqual(services[0]?.instances, { normal: 2, min: 2, max: 10, autoscaling: true });
    assert.equal(plannedLoad, 5000);
    assert.deepEqual(database, settings("six-environments", "prod", "prod").database);
  });

  it("take a floor that the flow lowers for this environment, and keep it in others", () => {
    assert.equal(settings("pull-request-previews", "prod", "prod").database?.storageGiB, 20);
    const smaller = { database: { storageGiB: 19 } };
    assert.match(
      problemsOf("pull-request-previews", "prod", "prod", smaller)[0] ?? "",
      /database\.storageGiB: outside/,
    );
    const small = { database: { storageGiB: 20 } };
    assert.match(problemsOf("three-tier", "prod", "prod", small)[0] ?? "", /database\.storageGiB: outside/);
  });

  it("take the flow's variables, guard and schedule, over which the stack file's stand", () => {
    const { variables, guard, schedule } = settings("pull-request-previews", "prod", "prod");
    assert.equal(variables["LOG_LEVEL"], "info");
    assert.deepEqual(
      [guard.errorPercent, guard.p99Seconds, guard.objective],
      [1, 2, { errorPercent: 0.1, p99Seconds: 0.5 }],
    );
    assert.deepEqual(
      schedule.map(({ share, bakeSeconds }) => [share, bakeSeconds]),
      [
        [1, 300],
        [10, 600],
        [50, 900],
        [100, 1800],
      ],
    );
    const own = {
      schedule: "all-at-once",
      guard: { objective: { p99Seconds: 0.3 } },
      variables: { LOG_LEVEL: "warn" },
    };
    const overridden = settings("pull-request-previews", "prod", "prod", own);
    assert.deepEqual(overridden.schedule, [{ share: 100, bakeSeconds: 0 }]);
    assert.deepEqual(overridden.guard.objective, { errorPercent: 0.1, p99Seconds: 0.3 });
    assert.equal(overridden.variables["LOG_LEVEL"], "warn");
  });

  it("let in only whom the flow lets in: ppe is nobody's but ours", () => {
    assert.match(problemsOf("regions", "ppe", "dev")[0] ?? "", /^promenade:ingress: /);
    const ingress = ["203.0.113.0/24"];
    assert.deepEqual(settings("regions", "ppe", "dev", { ingress }).ingress, ingress);
  });

  it("of another tier than the flow's are that tier's, and its door stays as closed", () => {
    const { services } = settings("six-environments", "staging", "prod", { tier: "stage", ...demanded["stage"] });
    assert.equal(services[0]?.instances.max, 3);
    const opened = { tier: "preview" };
    assert.match(problemsOf("regions", "ppe", "dev", opened)[0] ?? "", /^promenade:ingress: /);
  });

  it("are in the region that the stack is called after", () => {
    const allowedRegions = ["eu-west-1", "us-east-1"];
    const { environment, region } = settings("regions", "prod-us-east-1", "prod", { allowedRegions }, "us-east-1");
    assert.deepEqual(
      [environment.name, environment.scope, environment.label, region],
      ["prod-us-east-1", "PROD_US_EAST_1", "env/prod-us-east-1", "us-east-1"],
    );
    assert.deepEqual(problemsOf("regions", "prod-us-east-1", "prod"), [
      "aws:region: not the region that the stack is called after",
    ]);
    assert.match(problemsOf("regions", "prod", "prod")[0] ?? "", /^stack: not an environment/);
  });
});
