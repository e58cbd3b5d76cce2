import type { Flow } from "../../core/flow";
import { parseSettings, type Settings, type SettingsInput } from "../../core/settings";
import { loadFlow } from "../../flows/load";

export const threeTier: Flow = loadFlow("three-tier");

/** A digest that no image has. */
export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

export const sampleRelease = { release: "1.0.0", images: { app: `registry.example/app@${digest("a")}` } };

type Overrides = Readonly<Record<string, unknown>>;

export const input = (config: Overrides = {}, rest: Partial<SettingsInput> = {}): SettingsInput => ({
  stack: "dev",
  flow: threeTier,
  region: "eu-west-1",
  config,
  ...rest,
});

/** Settings that must be valid. */
export function settingsOf(config: Overrides = {}, rest: Partial<SettingsInput> = {}): Settings {
  const parsed = parseSettings(input(config, rest));
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.settings;
}
