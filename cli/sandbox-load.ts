import { createLogUpdate } from "log-update";
import { parseDuration } from "../core/duration";
import { InvalidInput, show, type Problem } from "../core/problem";
import { addressOf } from "./address";
import type { Context } from "./context";
import { deployed } from "./deployed";
import { outputsOf } from "./deployment";
import { exitCodes, failed } from "./failure";
import { tallyLine, tallyOf, type Visit } from "./load-tally";
import { openRequests } from "./ports/requests";
import { servingSandbox } from "./serving-sandbox";
import { readStackFile } from "./stack-file";
import { visitSteadily } from "./steady-visits";

interface LoadOptions {
  readonly stack: string | undefined;
  readonly rate: string;
  readonly for: string;
}

/** `sandbox load`: steady requests to an environment of the local cloud, as its users make them, until Ctrl-C or the end. */
export async function putUnderLoad(context: Context, options: LoadOptions): Promise<number> {
  const { output } = context;
  const { stack, perSecond, seconds } = asked(options);
  const { url, known } = await placeOf(context, stack);
  output.say(`${perSecond} requests a second to ${url} (${stack}), for ${options.for}; Ctrl-C ends it`);
  const client = openRequests({ url, known, headers: {} });
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  const plan = { perSecond, seconds, signal: interrupted.signal, tell: display(context) };
  const visits = await visitSteadily(client, plan).finally(() => process.off("SIGINT", interrupt));
  const tally = tallyOf(visits);
  output.result({ stack, url, perSecond, ...tally }, () => `In all: ${tallyLine(tally)}`);
  return exitCodes.done;
}

/** A line a second, or on a terminal one that changes. */
function display({ output }: Context): (second: number, visits: readonly Visit[]) => void {
  const line = (second: number, visits: readonly Visit[]) => `  ${second}s  ${tallyLine(tallyOf(visits))}`;
  if (output.narration.isTTY !== true) return (second, visits) => output.say(line(second, visits));
  // The cursor stays: to hide it would take a hand in how Ctrl-C ends the process.
  const draw = createLogUpdate(output.narration, { showCursor: true });
  return (second, visits) => draw(line(second, visits));
}

async function placeOf(context: Context, stack: string): Promise<{ readonly url: string; readonly known: string }> {
  const file = readStackFile(context.checkout, stack);
  const endpoint = servingSandbox(context);
  const known = outputsOf(await deployed(context, file, stack))?.url;
  const { url } = await addressOf(endpoint, known);
  if (known !== undefined && url !== null) return { url, known };
  throw failed({
    where: stack,
    wrong: "it has no address",
    found: "nothing deployed",
    allowed: "an environment that is up in the local cloud",
    change: `bring it up first: npx promenade up --stack ${stack}`,
  });
}

/** @throws InvalidInput with every problem at once. */
function asked({ stack, rate, for: span }: LoadOptions) {
  const perSecond = Number(rate);
  const seconds = parseDuration(span) ?? 0;
  const problems: readonly Problem[] = [
    ...(stack === undefined
      ? [problem("--stack", "missing", undefined, "an environment's stack", "add --stack dev")]
      : []),
    ...(perSecond > 0 && perSecond <= 2000
      ? []
      : [
          problem(
            "--rate",
            "not a known value",
            rate,
            "more than 0 and up to 2000 requests a second",
            "write it such as --rate 50",
          ),
        ]),
    ...(seconds > 0 && seconds <= 86_400
      ? []
      : [problem("--for", "not a known value", span, "a time up to 24h", "write it such as --for 60s")]),
  ];
  if (problems.length > 0 || stack === undefined) throw new InvalidInput(problems);
  return { stack, perSecond, seconds };
}

const problem = (where: string, wrong: string, found: unknown, allowed: string, change: string): Problem => ({
  ...{ where, wrong, found: show(found), allowed, change },
});
