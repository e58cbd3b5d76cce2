import { appendFileSync } from "node:fs";
import { InvalidInput } from "../../core/problem";

/** What a workflow's step hands to those after it; anything but text as JSON. */
export type StepOutputs = Readonly<Record<string, unknown>>;

/** Adds to the file that GitHub Actions names in GITHUB_OUTPUT. @throws InvalidInput outside of a workflow's step. */
export function writeStepOutputs({ GITHUB_OUTPUT: file }: NodeJS.ProcessEnv, outputs: StepOutputs): void {
  if (!file) throw new InvalidInput([noStep]);
  const lines = Object.entries(outputs).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}\n`,
  );
  appendFileSync(file, lines.join(""));
}

const noStep = {
  where: "--step-outputs",
  wrong: "there is no workflow's step to write them for",
  found: "no GITHUB_OUTPUT",
  allowed: "a step of GitHub Actions",
  change: "leave --step-outputs out, and take --json",
};
