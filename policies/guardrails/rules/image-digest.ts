import { containersOf } from "../containers";
import { described, isText } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

const pinned = /@sha256:[0-9a-f]{64}$/;

export const imageDigest: ResourceRule = {
  name: "image-digest",
  description: "Containers run an image that nobody can exchange.",
  area: "Rollout",
  severity: "high",
  mandatoryIn: everyTier,
  types: ["aws:ecs/taskDefinition:TaskDefinition"],
  judge: (task) =>
    containersOf(task).map(({ label, image }) => ({
      found: () => (isText(image) && pinned.test(image) ? undefined : `${label} with ${described("image", image)}`),
      required: "an image by its digest, name@sha256:<64 hexadecimal digits>",
      change: "deploy the image by its digest (promenade deploy --image REF@sha256:…)",
    })),
};
