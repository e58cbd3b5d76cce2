import { createHash } from "node:crypto";

/** Longest name AWS takes for a load balancer or a target group. */
export const loadBalancerNameLimit = 32;

/** Lower-case hexadecimal digits that tell apart what a cut or a replacement would make equal. */
export function shortHash(text: string, digits = 6): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

/** `parts` joined by hyphens; cut and given a hash of the whole when longer than `limit` characters. */
export function physicalName(parts: readonly string[], limit: number): string {
  const whole = parts.join("-");
  if (whole.length <= limit) return whole;
  const hash = shortHash(whole);
  return `${whole.slice(0, limit - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}

/** Longest name of a bucket (AWS: S3). */
const bucketNameLimit = 63;

/** A bucket's name: no two buckets of anybody's may have the same one. */
export const bucketNameOf = (parts: readonly string[], account: string): string =>
  physicalName([...parts, account], bucketNameLimit);

/** A name that always ends in a hash of what forces its replacement, so that old and new can stand side by side. */
export function replaceableName(parts: readonly string[], forcesReplacement: unknown, limit: number): string {
  const hash = shortHash(JSON.stringify(forcesReplacement), 4);
  return `${physicalName(parts, limit - hash.length - 1)}-${hash}`;
}
