import { InvalidInput } from "../core/problem";
import type { Settings } from "../core/settings";
import type { StackFile } from "./stack-file";

/** The sample app, which only the local cloud knows, and registries under names reserved for examples (RFC 2606). */
const placeholder = /^promenade\/sample@|^([^/]+\.)?(example|invalid|localhost|test)(:\d+)?\//;

/** Refuses what only makes sense in the local cloud, before anything is created on AWS. @throws InvalidInput. */
export function refuseSandboxSettings(file: StackFile, { initialRelease }: Settings): void {
  const problems = Object.entries(initialRelease?.images ?? {})
    .filter(([, image]) => placeholder.test(image))
    .map(([service, image]) => ({
      where: `promenade:initialRelease.images.${service}`,
      wrong: "a sample image, which AWS cannot pull",
      found: image,
      allowed: "an image in a registry that the tasks can reach",
      change: "name your own image, or remove promenade:initialRelease and deploy a release later",
    }));
  if (problems.length > 0) throw new InvalidInput(problems.map(file.locate));
}
