import type { Cloud, CloudResource } from "../cloud";
import { properties, TYPES } from "./properties";
import { type SecretVersion, versionsOf } from "./secrets";

/** Writes a version that the program knows nothing of; it goes when its secret does. Replaces the one of that id. */
export async function writeVersion(
  cloud: Cloud,
  secret: CloudResource,
  { versionId, value, stages }: { versionId: string; value: string | undefined; stages: readonly string[] },
): Promise<void> {
  const { arn = secret.id } = properties<{ arn: string }>(secret);
  const inputs = { secretId: arn, ...(value !== undefined && { secretString: value }) };
  await cloud.put({
    type: TYPES.secretVersion,
    id: `${arn}|${versionId}`,
    region: secret.region,
    inputs,
    outputs: { ...inputs, versionId, arn, secretArn: arn, versionStages: stages },
    secrets: ["secretString"],
  });
}

/** Moves a stage to a version, or takes it away everywhere. AWSPREVIOUS goes to the version that was the current one. */
export async function moveStage(cloud: Cloud, secret: CloudResource, stage: string, to?: string): Promise<void> {
  const versions = versionsOf(cloud, secret);
  const from = versions.find(({ versionStages }) => versionStages.includes(stage));
  if (from?.versionId === to) return;
  if (stage === "AWSCURRENT" && from) await moveStage(cloud, secret, "AWSPREVIOUS", from.versionId);
  for (const { versionId } of versions) {
    const version = versionsOf(cloud, secret).find((each) => each.versionId === versionId);
    if (!version) continue;
    const others = version.versionStages.filter((each) => each !== stage);
    const stages = versionId === to ? [...others, stage] : others;
    if (stages.join() !== version.versionStages.join()) await change(cloud, version, { versionStages: stages });
  }
}

/** Notes that a rotation made the version the current one. */
export const markRotated = (cloud: Cloud, version: SecretVersion, at: Date): Promise<void> =>
  change(cloud, version, { rotatedDate: at.toISOString() });

/** When the secret was last rotated; undefined before the first time. */
export function lastRotation(cloud: Cloud, secret: CloudResource): Date | undefined {
  const dates = versionsOf(cloud, secret).flatMap(({ rotatedDate }) => rotatedDate ?? []);
  const latest = dates.sort().at(-1);
  return latest === undefined ? undefined : new Date(latest);
}

const change = (cloud: Cloud, { record }: SecretVersion, outputs: object): Promise<void> =>
  cloud.put({ ...record, outputs: { ...record.outputs, ...outputs } });
