import { releaseNamed } from "../core/promotion/candidate";
import { InvalidInput, show } from "../core/problem";
import { slots } from "../core/release";
import type { Context } from "./context";
import { refused } from "./failure";
import { lookAt } from "./promotion/look";

/** `deploy --again`: the images of a release that the stack has had before, as `--image` takes them. */
export async function imagesAgain(
  context: Context,
  stack: string,
  { again: name, image }: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  if (typeof name !== "string" || image !== undefined) throw new InvalidInput([notBoth(image)]);
  const { record, events } = await lookAt(context, stack, `deploy --again ${name}`);
  const found = releaseNamed(record, events, name);
  if (found !== undefined) return Object.entries(found.images).map(([service, reference]) => `${service}=${reference}`);
  throw refused({
    where: "--again",
    wrong: `${stack} has never had a release of that name`,
    found: name,
    allowed: `what history --stack ${stack} tells; there now: ${slots.flatMap((slot) => record.slots[slot].release ?? []).join(", ") || "nothing"}`,
    change: "deploy it there first, or name its images with --image",
  });
}

const notBoth = (image: unknown) => ({
  where: "--again",
  wrong: "it stands for images, so none can be named beside it",
  found: `--image ${show(image)}`,
  allowed: "one of --again and --image",
  change: "leave one of them out",
});
