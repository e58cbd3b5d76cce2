import * as pulumi from "@pulumi/pulumi";
import { defaultFlow } from "../core/flow";
import { formatProblems, InvalidInput, type Problem } from "../core/problem";
import { parseSettings, type Settings } from "../core/settings";
import { loadFlow } from "../flows/load";

/** Pulumi hands everything over as text: maps and lists as JSON, numbers and booleans as they are written. */
const structured = (text: string): unknown => {
  if (!/^([[{].*|true|false|\d+)$/s.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * The one read of the stack's configuration.
 * @throws pulumi.RunError that lists every problem at once, before any resource is registered.
 */
export function readSettings(): Settings {
  const prefix = "promenade:";
  const config = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), structured(text)]),
  );
  const parsed = withProblems(() => {
    const flow = loadFlow(typeof config.flow === "string" ? config.flow : defaultFlow);
    const region = new pulumi.Config("aws").get("region");
    return parseSettings({ stack: pulumi.getStack(), flow, config, region, now: new Date() });
  });
  if ("problems" in parsed) throw new pulumi.RunError(formatProblems(parsed.problems));
  return parsed.settings;
}

function withProblems<T>(read: () => T): T | { readonly problems: readonly Problem[] } {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidInput) return { problems: error.problems };
    throw error;
  }
}
