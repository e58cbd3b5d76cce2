import assert from "node:assert/strict";
import { find, ofType, type Registered } from "../support/mocks";
import { environmentOf, imageOf, initialRelease, runProgram } from "../support/program";

const action = "aws:appautoscaling/scheduledAction:ScheduledAction";
const schedule = "aws:scheduler/schedule:Schedule";
const rule = {
  type: "aws:lb/listenerRule:ListenerRule",
  outputs: { tags: { "promenade:revision": "1", "promenade:service": "app" } },
};

const facts = ({ inputs }: Registered) => [inputs.schedule, inputs.timezone, inputs.scalableTargetAction];

describe("off-hours", () => {
  it("are dev's nights and weekends: tasks go in the evening, and come back as the slot's record has them", async () => {
    const { resources } = await environmentOf("dev");
    const found = Object.fromEntries(ofType(resources, action).map((one) => [one.name, facts(one)]));
    const night = ["cron(0 20 ? * MON-FRI *)", "UTC", { minCapacity: 0, maxCapacity: 0 }];
    const morning = (tasks: number) => [
      ...["cron(0 7 ? * MON-FRI *)", "UTC"],
      { minCapacity: tasks, maxCapacity: tasks },
    ];
    assert.deepEqual(found, {
      "dev-off-hours-blue-app-evening": night,
      "dev-off-hours-blue-app-morning": morning(1),
      "dev-off-hours-green-app-evening": night,
      "dev-off-hours-green-app-morning": morning(0),
    });
  });

  it("stop the database after the tasks, and start it before them", async () => {
    const { resources } = await environmentOf("dev");
    const found = ofType(resources, schedule).map(({ inputs }) => {
      const { arn, input } = inputs.target as Record<string, unknown>;
      return [inputs.scheduleExpression, arn, input];
    });
    const database = '{"DbInstanceIdentifier":"dev-database"}';
    assert.deepEqual(found, [
      ["cron(15 20 ? * MON-FRI *)", "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance", database],
      ["cron(45 6 ? * MON-FRI *)", "arn:aws:scheduler:::aws-sdk:rds:startDBInstance", database],
    ]);
  });

  it("follow the stack file's hours and time zone", async () => {
    const offHours = { timezone: "Europe/Berlin", stop: "18:30", start: "08:10" };
    const { resources } = await runProgram("dev", { initialRelease, offHours });
    const evening = find(resources, action, "dev-off-hours-blue-app-evening");
    assert.deepEqual(facts(evening).slice(0, 2), ["cron(30 18 ? * MON-FRI *)", "Europe/Berlin"]);
    const start = find(resources, schedule, "dev-off-hours-database-start").inputs;
    assert.deepEqual(
      [start.scheduleExpression, start.scheduleExpressionTimezone],
      ["cron(55 7 ? * MON-FRI *)", "Europe/Berlin"],
    );
  });

  const whole = {
    ...{ kind: "slot", revision: 2, slot: "green", capacity: "full", release: "1.1.0" },
    images: { app: imageOf("app", "b") },
  };
  const capacity = { kind: "capacity", revision: 2, slot: "green", capacity: "full" };
  for (const request of [whole, capacity]) {
    it(`leave the morning's bounds to the record, but for a ${request.kind} request for that very slot`, async () => {
      const { resources } = await runProgram("dev", { request }, { recorded: { rule } });
      const morning = (slot: string) => find(resources, action, `dev-off-hours-${slot}-app-morning`);
      assert.deepEqual(morning("blue").ignoreChanges, ["scalableTargetAction"]);
      assert.deepEqual(morning("green").ignoreChanges, []);
      assert.deepEqual(morning("green").inputs.scalableTargetAction, { minCapacity: 1, maxCapacity: 1 });
      // They come from the bounds that the target has, whatever this run would seed a new one with.
      const target = find(resources, "aws:appautoscaling/target:Target", "dev-blue-autoscaling-app");
      assert.ok(morning("blue").dependencies.includes(target.urn));
    });
  }

  it("are stage's only when asked for, and never prod's or a preview's", async () => {
    for (const tier of ["preview", "stage", "prod"] as const) {
      const { resources } = await environmentOf(tier);
      const schedules = ofType(resources, schedule).filter(({ name }) => name.includes("-off-hours-"));
      assert.deepEqual([...ofType(resources, action), ...schedules], [], tier);
    }
    const { resources } = await runProgram("stage", { initialRelease, offHours: { enabled: true } });
    const morning = find(resources, action, "stage-off-hours-blue-app-morning").inputs;
    assert.deepEqual(morning.scalableTargetAction, { minCapacity: 2, maxCapacity: 3 });
  });

  it("find a target in every slot, for one that came later would not have the record's bounds", async () => {
    for (const tier of ["preview", "dev", "stage", "prod"] as const) {
      const { resources } = await environmentOf(tier);
      assert.equal(ofType(resources, "aws:appautoscaling/target:Target").length, 2, tier);
    }
  });
});
