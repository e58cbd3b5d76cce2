import type { CheckResult } from "../rollout/evidence";
import type { ObservedService, ObservedSlot } from "../rollout/view";

/** Whether each service of a slot runs what is recorded for it, with all of its tasks healthy. */
export const judgeHealth = (
  definitions: Readonly<Record<string, string>>,
  seen: ObservedSlot,
  when: string,
): readonly CheckResult[] =>
  Object.entries(definitions).map(([service, definition]) => {
    const fault = faultOf(seen[service], definition);
    const { healthy = 0, desired = 0 } = seen[service] ?? {};
    return {
      name: `${when}: ${service}`,
      passed: fault === undefined,
      found: fault ?? `${healthy} of ${desired} tasks healthy on ${revisionOf(definition)}`,
    };
  });

function faultOf(seen: ObservedService | undefined, definition: string): string | undefined {
  if (seen === undefined) return "there is no such service";
  const { desired, healthy, rollout } = seen;
  if (seen.definition !== definition) return `runs ${revisionOf(seen.definition)}, expected ${revisionOf(definition)}`;
  if (rollout !== "completed") return `its deployment ${rollout === "failed" ? "has failed" : "is in progress"}`;
  return desired === 0 || healthy < desired ? `${healthy} of ${desired} tasks healthy` : undefined;
}

/** `dev-blue-app:3` of a task definition's ARN. */
const revisionOf = (definition: string): string => definition.slice(definition.lastIndexOf("/") + 1) || "nothing";
