/** A resource as a program declares it. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** One of two environments that are compared. */
export interface Side {
  /** What is its own and so no difference: its name, its domain, by what it stands for. */
  readonly own: Readonly<Record<string, string>>;
  readonly resources: readonly Declared[];
}

/** Where something stands in the resources of an environment. */
export interface Place {
  readonly type: string;
  /** With `{environment}` in place of the environment's name. */
  readonly name: string;
  /** `multiAz`, `containerDefinitions[app].memory`; undefined where a whole resource is on one side only. */
  readonly property: string | undefined;
}

/** Something that one side has otherwise than the other; `undefined` is a value that a side does not have. */
export interface Difference extends Place {
  readonly of: unknown;
  readonly by: unknown;
}

/** Stands for a resource that is there, where the other side has none. */
export const present = "present";

/** Every difference between two environments' resources and settings, beyond what carries their own names. */
export function differences(of: Side, by: Side): readonly Difference[] {
  const [left, right] = [of, by].map(indexed) as [Index, Index];
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort();
  return keys.flatMap((key) => {
    const [one, other] = [left.get(key), right.get(key)];
    const { type, name } = (one ?? other) as Declared;
    if (one === undefined || other === undefined) {
      return [{ type, name, property: undefined, of: one && present, by: other && present }];
    }
    return unequal(one.inputs, other.inputs, "").map((difference) => ({ type, name, ...difference }));
  });
}

/** Stands for a value that only the cloud can tell, by the resources that it comes from. */
export const unknownFrom = (resources: readonly string[]): string => `${unknown}${resources.join(", ")}`;
const unknown = "known from ";

/** Settings of a side whose value is not known yet, or not all of it. */
export function unknownIn(side: Side): readonly Place[] {
  return [...indexed(side).values()].flatMap(({ type, name, inputs }) =>
    Object.entries(inputs)
      .filter(([, value]) => JSON.stringify(value ?? null).includes(`"${unknown}`))
      .map(([property]) => ({ type, name, property })),
  );
}

type Index = ReadonlyMap<string, Declared>;

/** By type and name, all of it in neutral words. */
function indexed({ own, resources }: Side): Index {
  return new Map(
    resources.map((resource) => {
      const { type, name, inputs } = neutral(resource, own) as Declared;
      return [`${type} ${name}`, { type, name, inputs }];
    }),
  );
}

/** The value with what is the environment's own replaced by what it stands for; JSON text becomes what it says. */
function neutral(value: unknown, own: Side["own"]): unknown {
  if (typeof value === "string") return document(value, own) ?? renamed(value, own);
  if (Array.isArray(value)) return value.map((item) => neutral(item, own));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [renamed(key, own), neutral(item, own)]));
}

function document(text: string, own: Side["own"]): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return neutral(JSON.parse(text), own);
  } catch {
    return undefined;
  }
}

/** Whole words only: `production` does not name the environment `prod`. The longest text goes first. */
function renamed(text: string, own: Side["own"]): string {
  const longestFirst = Object.entries(own).sort(([, one], [, other]) => other.length - one.length);
  return longestFirst.reduce((done, [meaning, word]) => {
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const whole = (form: string): RegExp => new RegExp(`(?<![A-Za-z0-9{])${form}(?![A-Za-z0-9}])`, "g");
    const upper = new RegExp(`(?<![A-Z0-9])${literal.toUpperCase().replaceAll("-", "_")}(?=_)`, "g");
    return done.replace(whole(literal), `{${meaning}}`).replace(upper, `{${meaning.toUpperCase()}}`);
  }, text);
}

type Unequal = Pick<Difference, "property" | "of" | "by">;

function unequal(of: unknown, by: unknown, property: string): readonly Unequal[] {
  const [left, right] = [parts(of), parts(by)];
  if (left === undefined || right === undefined || left.list !== right.list) {
    return same(of, by) ? [] : [{ property, of, by }];
  }
  const keys = [...new Set([...left.items.keys(), ...right.items.keys()])];
  return keys.flatMap((key) => unequal(left.items.get(key), right.items.get(key), step(property, key, left.list)));
}

const step = (property: string, key: string, list: boolean): string =>
  list ? `${property}[${key}]` : property === "" ? key : `${property}.${key}`;

interface Parts {
  readonly list: boolean;
  readonly items: ReadonlyMap<string, unknown>;
}

/** What a map or a list is made of; undefined for what has no parts. Lists of things with names go by these. */
function parts(value: unknown): Parts | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return { list: false, items: new Map(Object.entries(value)) };
  const names = labels.map((label) => value.map((item: unknown) => labelOf(item, label))).find(distinct);
  return { list: true, items: new Map(value.map((item, index) => [names?.[index] ?? String(index), item])) };
}

/** What things in a list are told apart by, wherever AWS keeps lists of them. */
const labels = ["name", "Sid", "sid", "id", "key", "ruleName"];

const labelOf = (item: unknown, label: string): string | undefined => {
  const found = typeof item === "object" && item !== null ? (item as Record<string, unknown>)[label] : undefined;
  return typeof found === "string" ? found : undefined;
};

const distinct = (names: readonly (string | undefined)[]): boolean =>
  names.length > 0 && !names.includes(undefined) && new Set(names).size === names.length;

/** A name that was cut to its limit ends in a hash of the whole; two of these are the same as far as both go. */
function same(of: unknown, by: unknown): boolean {
  if (of === by) return true;
  if (typeof of !== "string" || typeof by !== "string") return false;
  const [left, right] = [of, by].map((text) => text.replace(/-[0-9a-f]{4,8}$/, "")) as [string, string];
  return left !== of && right !== by && (left.startsWith(right) || right.startsWith(left));
}
