import type { Settings } from "../settings";
import type { Scale } from "./world";

/** What an estimate needs to know of the settings; the rest it reads off the resources. */
export const scaleOf = ({ plannedLoad, services, logs }: Settings): Scale => ({
  plannedLoad,
  instances: Object.fromEntries(services.map(({ name, instances }) => [name, instances.normal])),
  logs,
});
