import Table from "cli-table3";
import type { Slot } from "../../core/release";
import type { CheckResult } from "../../core/rollout/evidence";
import type { Way } from "../../core/verification/choice";
import type { Output } from "../output";

/** `verify --json` */
export interface VerifyReport {
  readonly stack: string;
  readonly slot: Slot;
  readonly release: string;
  readonly images: Readonly<Record<string, string>>;
  readonly way: Way;
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
}

/** A row a check, then what follows from them. */
export function reportText({ stack, slot, release, passed, checks }: VerifyReport, output: Output): string {
  const table = new Table({
    head: ["check", "result", "found"].map((title) => output.paint("bold", title)),
    style: { head: [], border: [], compact: true },
  });
  for (const one of checks) {
    table.push([one.name, output.paint(one.passed ? "green" : "red", one.passed ? "passed" : "failed"), one.found]);
  }
  const wrong = checks.filter((one) => !one.passed).length;
  const verdict = passed
    ? "verified"
    : `not verified: ${wrong} of ${checks.length} checks failed; traffic is untouched`;
  return `${table.toString()}\n${stack}: ${release} in ${slot} is ${verdict}`;
}
