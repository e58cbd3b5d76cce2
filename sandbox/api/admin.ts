import { loopbackAddress } from "../runtime/addresses";
import type { Metrics } from "../runtime/metrics";
import { properties, TYPES } from "../runtime/properties";
import type { ApiContext } from "./handler";
import { countByType, environmentsOf, type SandboxStatus } from "./status";

/** What the admin routes know of the daemon itself. */
export interface Daemon {
  readonly startedAt: Date;
  readonly metrics: Metrics;
  idleStopAt(): Date;
  /** Begins to stop; does not wait for the end. */
  stop(): void;
}

/** What a caller says: after the path's question mark, and as JSON in the body. */
interface Said {
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @throws SandboxFailure for what cannot be done, to be told to the caller. */
type Route = (said: Said, context: ApiContext, daemon: Daemon) => object;

/** Seconds that measurements cover when nothing else is asked for. */
const MEASURED = 60;

/** The daemon's own routes, under `/_sandbox/`, by method and path. */
export const admin: Readonly<Record<string, Route>> = {
  "GET /_sandbox/status": (_, context, daemon): SandboxStatus => ({
    pid: process.pid,
    startedAt: daemon.startedAt.toISOString(),
    uptimeSeconds: Math.round((Date.now() - daemon.startedAt.getTime()) / 1000),
    idleStopAt: daemon.idleStopAt().toISOString(),
    environments: environmentsOf(context),
    resources: countByType(context),
  }),

  "POST /_sandbox/stop": (_, __, daemon) => {
    daemon.stop();
    return { stopping: true };
  },

  /** `seconds`: how far back (at most 3600); `points`: also second by second; `targetGroup`: only that one. */
  "GET /_sandbox/metrics": ({ query }, { cloud }, { metrics }) => {
    const seconds = Number(query.get("seconds") ?? MEASURED);
    const only = query.get("targetGroup");
    const groups = cloud.list(TYPES.targetGroup).filter(({ id }) => only === null || id === only);
    return {
      seconds,
      targetGroups: groups.map((group) => ({
        arn: group.id,
        name: properties<{ name: string }>(group).name,
        ...metrics.measure(group.id, seconds),
        ...(query.has("points") && { points: metrics.points(group.id, seconds) }),
      })),
    };
  },

  /** `url`: of an environment, `https://stage.example.com`. Null when nothing here answers to it. */
  "GET /_sandbox/address": ({ query }, { cloud }) => {
    const url = query.get("url") ?? "";
    return { url, address: (URL.canParse(url) && loopbackAddress(cloud, new URL(url))) || null };
  },

  "GET /_sandbox/faults": (_, { faults }) => ({ faults: faults.faults.list() }),

  /** The body is a fault: see `faultSchema`. */
  "POST /_sandbox/faults": ({ body }, { faults }) => ({ fault: faults.begin(body) }),

  /** `stack`: only that one's. */
  "DELETE /_sandbox/faults": ({ query }, { faults }) => ({
    cleared: faults.faults.clear(query.get("stack") ?? undefined),
  }),
};
