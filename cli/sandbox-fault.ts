import { InvalidInput } from "../core/problem";
import type { Context } from "./context";
import { exitCodes } from "./failure";
import { faultRequest, noSuchKind, refusedOption, type FaultOptions } from "./fault-request";
import { beginFault, clearFaults, FaultRefused, faultsOf, type Fault } from "./ports/faults";
import { servingSandbox } from "./serving-sandbox";
import { readStackFile } from "./stack-file";

const clearing = "npx promenade sandbox fault clear";

/** `sandbox fault`: lets something go wrong in the local cloud, tells what does, or ends it. */
export async function disturb(context: Context, words: readonly string[], options: FaultOptions): Promise<number> {
  const [kind, ...more] = words;
  if (kind === undefined || more.length > 0)
    throw new InvalidInput([noSuchKind(more.length > 0 ? words.join(" ") : kind)]);
  if (options.stack !== undefined) readStackFile(context.checkout, options.stack);
  const request = faultRequest(kind, options);
  if (kind === "list") return list(context);
  if (kind === "clear") return clear(context, options.stack);
  const fault = await beginFault(servingSandbox(context), request).catch((error: unknown) => {
    throw error instanceof FaultRefused ? new InvalidInput([refusedOption(error.problem)]) : error;
  });
  context.output.result(
    { fault },
    () =>
      `${sentence(fault)}\n${fault.until === undefined ? `To end it: ${clearing}` : `To end it before that: ${clearing}`}`,
  );
  return exitCodes.done;
}

async function list(context: Context): Promise<number> {
  const faults = await faultsOf(servingSandbox(context));
  context.output.result({ faults }, () =>
    faults.length === 0 ? "Nothing goes wrong on purpose" : faults.map(sentence).join("\n"),
  );
  return exitCodes.done;
}

async function clear(context: Context, stack: string | undefined): Promise<number> {
  const cleared = await clearFaults(servingSandbox(context), stack);
  context.output.result({ cleared }, () =>
    cleared.length === 0
      ? "Nothing went wrong on purpose"
      : cleared.map((fault) => `Over: ${sentence(fault)}`).join("\n"),
  );
  return exitCodes.done;
}

/** What each kind does, for people. */
const sentences: Readonly<Record<string, (fault: Fault) => string>> = {
  slow: (fault) =>
    `${whose(fault)} takes ${(fault.milliseconds ?? 0) / 1000} s longer for ${fault.percent} % of its requests`,
  errors: (fault) => `${whose(fault)} answers ${fault.percent} % of its requests with 500`,
  dead: (fault) => `${whose(fault)} has no task that lives`,
  throttle: ({ service, percent }) => `${percent} % of the calls to ${service}'s API are throttled`,
  fail: ({ service, action }) => `${service}:${action} fails`,
  metrics: ({ stack }) => `CloudWatch has no data points of ${stack}`,
  alarms: ({ stack }) => `The alarms of ${stack} cannot be read`,
  locked: ({ stack }) => `The state of ${stack} is locked`,
};

const whose = ({ stack, slot, service }: Fault): string =>
  `${service === undefined ? "" : `${service} in `}slot ${slot} of ${stack}`;

function sentence(fault: Fault): string {
  const text = sentences[fault.kind]?.(fault) ?? fault.kind;
  const said = text.charAt(0).toUpperCase() + text.slice(1);
  return fault.until === undefined ? said : `${said}, until ${fault.until}`;
}
