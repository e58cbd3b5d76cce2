import { containersOf } from "../containers";
import { described } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const ecsReadOnlyRoot: ResourceRule = {
  name: "ecs-read-only-root",
  description: "Containers cannot change their own files.",
  area: "ECS",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ECS.5"],
  checkov: ["CKV_AWS_336"],
  types: ["aws:ecs/taskDefinition:TaskDefinition"],
  judge: (task) =>
    containersOf(task).map(({ label, readonlyRootFilesystem }) => ({
      found: () =>
        readonlyRootFilesystem === true
          ? undefined
          : `${label} with ${described("readonlyRootFilesystem", readonlyRootFilesystem)}`,
      required: "readonlyRootFilesystem true",
      change: "set readonlyRootFilesystem: true in the container definition, and mount a volume where it has to write",
    })),
};
