import { differences, unknownIn, type Side } from "../core/differences";
import type { Flow } from "../core/flow";
import { InvalidInput } from "../core/problem";
import { departure, judge, type Judged, type Mirror, type Verdict } from "../core/mirror";
import type { Settings } from "../core/settings";
import { loadFlow } from "../flows/load";
import type { Context } from "./context";
import { declare } from "./declare";
import { exitCodes, refused } from "./failure";
import type { Output } from "./output";
import { readStackFile, settingsOf } from "./stack-file";

/** `flow --mirror`: what two environments would be made of, and whether all that differs is on the flow's list. */
export async function checkMirror(context: Context, name: string | undefined, stacks: readonly string[]) {
  const { checkout, output } = context;
  const files = stacks.map((stack) => readStackFile(checkout, stack));
  const sides = files.map((file) => ({ file, settings: settingsOf(file) }));
  const flow = loadFlow(name ?? sides[0]?.settings.flow ?? "");
  const mirror = mirrorOf(flow, stacks);
  output.say(`flow --mirror ${stacks.join(" ")}: what each would be made of if it were new`);

  const declared = new Map<string, Side>();
  for (const { file, settings } of sides) {
    declared.set(file.stack, { own: ownOf(settings), resources: await declare(context, file, settings) });
  }
  const [of, by] = [mirror.of, mirror.by].map((stack) => declared.get(stack) as Side) as [Side, Side];
  const verdict = judge(differences(of, by), mirror, [...unknownIn(of), ...unknownIn(by)]);
  const unlisted = verdict.differences.filter(({ allowance }) => allowance === undefined);
  if (unlisted.length > 0) throw refused(...unlisted.map((difference) => departure(mirror, difference)));
  output.result(documentOf(mirror, verdict), () => told(mirror, verdict, output));
  return exitCodes.done;
}

/** What a stack's settings make its own beside its name. */
const ownOf = ({ environment, domain, region }: Settings): Side["own"] => ({
  environment: environment.name,
  region,
  ...(domain === undefined ? {} : { domain: domain.name, zone: domain.zone }),
});

function mirrorOf({ name, mirrors }: Flow, stacks: readonly string[]): Mirror {
  const found = mirrors.find(({ of, by }) => stacks.length === 2 && stacks.includes(of) && stacks.includes(by));
  if (found !== undefined) return found;
  throw new InvalidInput([
    {
      where: "--mirror",
      wrong: `the flow ${name} has no such mirror`,
      found: stacks.join(" "),
      allowed: mirrors.map(({ of, by }) => `${by} ${of}`).join(", ") || "none: the flow lists no mirrors",
      change: "name two such stacks, or add them under mirrors in the flow file",
    },
  ]);
}

const documentOf = ({ of, by }: Mirror, { differences: judged, stale }: Verdict) => ({
  of,
  by,
  differences: judged.map(({ allowance, ...difference }) => ({
    ...difference,
    kind: allowance?.kind ?? null,
    reason: allowance?.reason ?? null,
  })),
  stale,
});

/** By reason, with the differences that it allows. */
function told({ of, by, differences: allowances }: Mirror, { differences: judged, stale }: Verdict, output: Output) {
  const groups = allowances.flatMap((allowance) => {
    const here = judged.filter((one) => one.allowance === allowance);
    if (here.length === 0) return [];
    return [`${output.paint("bold", allowance.kind)}: ${allowance.reason}`, ...here.map((one) => line(one, by, of))];
  });
  const leftovers = stale.map(
    ({ type, name, properties = [] }) =>
      `${output.paint("yellow", "stale")}  ${[type, name, ...properties].join(" ")} allows nothing any more: remove it from the flow file`,
  );
  return [
    ...groups,
    ...leftovers,
    output.paint("green", `${by} mirrors ${of}: ${judged.length} differences, all of them listed`),
  ].join("\n");
}

const line = ({ type, name, property = "as a whole", ...values }: Judged, by: string, of: string): string =>
  `  ${type.split(":").at(-1)} ${name} ${property}: ${shown(values.by)} in ${by}, ${shown(values.of)} in ${of}`;

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60));
