import assert from "node:assert/strict";
import { Alarms } from "../../../sandbox/runtime/alarms";
import { Metrics } from "../../../sandbox/runtime/metrics";
import { MetricStore } from "../../../sandbox/runtime/metric-store";
import { TYPES } from "../../../sandbox/runtime/properties";
import { environmentOf } from "../../support/program";
import { World } from "./world";

const isAlarm = (type: string): boolean => [TYPES.metricAlarm, TYPES.compositeAlarm].some((one) => one === type);

describe("an environment's own alarms, in the local cloud", function () {
  this.timeout(60_000);
  let world: World;
  beforeEach(async () => (world = await World.create()));
  afterEach(() => world.destroy());

  it("are all evaluated, where it measures what they watch", async () => {
    const { resources } = await environmentOf("prod");
    const { store } = new Metrics(new MetricStore());
    const alarms = new Alarms(world.cloud, store);
    const declared = resources.filter(({ type }) => isAlarm(type));
    const put = ({ type, inputs, name }: (typeof declared)[number]) => world.put(type, name, inputs);
    const records = await Promise.all(declared.map(put));
    const states = records.map((record) => alarms.stateOf(record));
    const broken = states.filter(({ reason }) => /cannot evaluate/.test(reason));
    assert.deepEqual(broken, []);
    const without = states.filter(({ state }) => state === "INSUFFICIENT_DATA");
    assert(without.length >= 8, "slots' errors, latency and health, and the budget's, know of no request");
    assert(!states.some(({ state }) => state === "ALARM"), "what is not measured is not on");
  });
});
