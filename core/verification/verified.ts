import type { CheckResult, RolloutEvent } from "../rollout/evidence";

/** Whether all of the checks have passed; none at all have shown nothing. */
export const allPassed = (results: readonly CheckResult[]): boolean =>
  results.length > 0 && results.every(({ passed }) => passed);

type Images = Readonly<Record<string, string>>;

/** Whether the last verification of exactly these images, by service and by digest, was passed. */
export function isVerified(events: readonly RolloutEvent[], images: Images): boolean {
  const verifications = events.filter((event) => event.kind === "verified");
  return verifications.findLast((event) => sameImages(event.images, images))?.passed === true;
}

const sameImages = (one: Images, other: Images): boolean => {
  const digests = (images: Images): string => JSON.stringify(Object.entries(images).map(byDigest).sort());
  return Object.keys(other).length > 0 && digests(one) === digests(other);
};

/** Registries may call the same image by different names: its digest tells it. */
const byDigest = ([service, image]: [string, string]): string => `${service} ${image.slice(image.indexOf("@") + 1)}`;
