import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const deploy: CommandDefinition = {
  name: "deploy",
  summary: "bring a release into the idle slot, check it there, and shift requests to it",
  options: [
    { flags: "--release <version>", description: "its name, such as 2.0.0; required" },
    {
      flags: "--image <reference...>",
      description: "an image by digest, REF@sha256:…, or SERVICE=REF@sha256:… for each of several services; required",
    },
    { flags: "--again <release>", description: "instead of --image: the images of a release that the stack has had" },
    { flags: "--commit <hash>", description: "what it was built from" },
    { flags: "--no-shift", description: "stop before requests move" },
    { flags: "--bake <time>", description: "replaces each bake of the environment's schedule: 2s, 5m" },
    { flags: "--one-way", description: "its migration cannot be gone back from: no rollback without --force" },
  ],
  examples: [
    "deploy --stack dev --release 2.0.0 --image promenade/sample@sha256:…",
    "deploy --stack stage --release 2.0.0 --image app=promenade/sample@sha256:… --no-shift",
  ],
  run: async (context, options) => operations.rollouts().deployRelease(context, options),
};
