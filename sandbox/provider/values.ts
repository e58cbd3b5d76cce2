import type { Properties } from "../cloud";

/** How the engine writes, inside a plain structure, a value that is more than plain. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Files that go along with a call: one (an asset), or several under names (an archive). */
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A value that only the update, not the preview, will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The engine's markers of values not known yet: of a string (its usual one), boolean, number, list, object. */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export const isUnknown = (value: unknown): boolean => UNKNOWNS.has(value);

/** Whether a value, or anything in it, is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(holdsUnknown);
}

export const asSecret = (value: unknown): unknown => ({ [SIGNATURE]: SECRET, value });

const isSecret = (value: object): value is { value: unknown } =>
  (value as Record<string, unknown>)[SIGNATURE] === SECRET;

/** The engine's hash of an asset or archive: where its files lie on this machine says nothing. */
export function contentHash(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { [SIGNATURE]: kind, hash } = value as Readonly<Record<string, unknown>>;
  return (kind === ASSET || kind === ARCHIVE) && typeof hash === "string" ? hash : undefined;
}

/** Whether a value, or anything in it, is marked secret. */
export function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

/** The value without marks: secrets opened, outputs as their value, every unknown as `UNKNOWN`, nulls left out. */
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return isUnknown(value) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map(plain);
  const marked = value as Record<string, unknown>;
  if (isSecret(marked)) return plain(marked["value"]);
  if (marked[SIGNATURE] === OUTPUT) return "value" in marked ? plain(marked["value"]) : UNKNOWN;
  return plainProperties(marked);
}

export function plainProperties(properties: Properties): Properties {
  const result: Properties = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && value !== undefined) result[name] = plain(value);
  }
  return result;
}

/** Names of the properties that hold a secret, at any depth. */
export const secretNames = (properties: Properties): readonly string[] =>
  Object.keys(properties).filter((name) => holdsSecret(properties[name]));

/** Properties for the engine, the named ones marked secret and absent ones left out. */
export function marked(properties: Properties, secrets: readonly string[]): Properties {
  const result: Properties = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    result[name] = secrets.includes(name) && value !== null ? asSecret(value) : value;
  }
  return result;
}

/** Texts inside what is marked secret. */
function secretTexts(value: unknown, within = false): readonly string[] {
  if (typeof value === "string") return within && value !== "" && !isUnknown(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (isSecret(value)) return secretTexts(value.value, true);
  return Object.values(value).flatMap((each) => secretTexts(each, within));
}

/** A message without any secret of these properties in it. */
export const masked = (message: string, properties: Properties): string =>
  secretTexts(properties).reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
