import type { ApiContext } from "../../../sandbox/api/handler";

/** What the calls of a test have no use for; a call that has one fails. */
export const notAsked: Pick<ApiContext, "records" | "databases" | "oneOffTasks" | "metrics" | "alarms"> = {
  records: () => {
    throw new Error("no records in this test");
  },
  databases: undefined as never,
  oneOffTasks: undefined as never,
  metrics: undefined as never,
  alarms: undefined as never,
};
