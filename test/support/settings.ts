import type { Flow } from "../../core/flow";
import { parseSettings, type Settings, type SettingsInput } from "../../core/settings";
import { loadFlow } from "../../flows/load";

export const threeTier: Flow = loadFlow("three-tier");

/** A digest that no image has. */
export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

export const sampleRelease = { release: "1.0.0", images: { app: `registry.example/app@${digest("a")}` } };

type Overrides = Readonly<Record<string, unknown>>;

/** What a stack file of these environments must say, whatever else it says. */
export const demanded: Readonly<Record<string, Overrides>> = {
  stage: { domain: { name: "stage.promenade.example", zone: "promenade.example" }, ingress: ["203.0.113.0/24"] },
  prod: {
    domain: { name: "www.promenade.example", zone: "promenade.example" },
    allowedRegions: ["eu-west-1", "us-east-1"],
  },
};

export const now = new Date("2026-01-15T12:00:00Z");

export const input = (config: Overrides = {}, rest: Partial<SettingsInput> = {}): SettingsInput => ({
  stack: "dev",
  flow: typeof config["flow"] === "string" ? loadFlow(config["flow"]) : threeTier,
  region: "eu-west-1",
  now,
  ...rest,
  config: { ...demanded[rest.stack ?? "dev"], ...config },
});

/** Settings that must be valid. */
export function settingsOf(config: Overrides = {}, rest: Partial<SettingsInput> = {}): Settings {
  const parsed = parseSettings(input(config, rest));
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.settings;
}
