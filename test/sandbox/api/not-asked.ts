import type { ApiContext } from "../../../sandbox/api/handler";
import { EnvironmentFaults } from "../../../sandbox/runtime/environment-faults";
import { Faults } from "../../../sandbox/runtime/faults";

type Missing = "records" | "databases" | "oneOffTasks" | "metrics" | "alarms" | "faults";

/** What the calls of a test have no use for; a call that has one fails. */
export const notAsked: Pick<ApiContext, Missing> = {
  records: () => {
    throw new Error("no records in this test");
  },
  databases: undefined as never,
  oneOffTasks: undefined as never,
  metrics: undefined as never,
  alarms: undefined as never,
  faults: new EnvironmentFaults(undefined as never, new Faults("/nowhere/faults.json")),
};
