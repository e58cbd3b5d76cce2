import { backPhases } from "./back";
import { forwardPhases } from "./forward";

const arrow = (from: string, to: string, says?: string): string =>
  `  ${from} --> ${to}${says === undefined ? "" : `: ${says}`}`;

/** One phase after the other, each named for the way that it belongs to. */
function chain(way: string, phases: readonly string[]): readonly string[] {
  const named = phases.map((phase) => `${way}_${phase}`);
  return [
    ...phases.map((phase, index) => `  state "${phase}" as ${named[index]}`),
    ...named.slice(1).map((phase, index) => arrow(named[index] ?? "", phase)),
  ];
}

/** The machine as a Mermaid state diagram: its own phases in their order, with what leads from one way to the other. */
export function diagram(): string {
  const [forward, back] = [Object.keys(forwardPhases), Object.keys(backPhases)];
  return [
    "stateDiagram-v2",
    arrow("[*]", `forward_${forward[0]}`, "deploy"),
    arrow("[*]", "forward_holding", "traffic shift, set"),
    arrow("[*]", `back_${back[0]}`, "rollback"),
    ...chain("forward", forward),
    ...chain("back", back),
    arrow("forward_shifting", "forward_shifting", "a step is watched"),
    arrow("forward_shifting", `back_${back[0]}`, "breach, abort"),
    arrow(`forward_${forward.at(-1)}`, "[*]", "finished"),
    arrow(`back_${back.at(-1)}`, "[*]", "rolled back"),
  ].join("\n");
}
