import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Properties } from "../cloud";
import type { Model } from "../provider/model";
import { between, type Rule } from "../provider/rules";
import { isUnknown } from "../provider/values";
import type { Problem } from "../schema/validate";
import { type CharacterRules, randomCharacters, shuffled } from "./characters";
import { petName } from "./pets";

const token = (name: string): string => `random:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

/** Every input makes another value, so every change replaces. */
const ALL = { allBut: [] };

const positive: Rule = between(1, Number.MAX_SAFE_INTEGER);

const characters: Pick<Model, "replaceOn" | "defaults" | "rules" | "check"> = {
  replaceOn: ALL,
  defaults: {
    lower: true,
    upper: true,
    numeric: true,
    special: true,
    minLower: 0,
    minUpper: 0,
    minNumeric: 0,
    minSpecial: 0,
  },
  rules: { length: [positive] },
  check: (inputs) => characterProblems(inputs),
};

/** `number` is the old name of `numeric`. */
const rulesOf = (inputs: Properties): CharacterRules =>
  ({ ...inputs, numeric: inputs["number"] ?? inputs["numeric"] }) as unknown as CharacterRules;

function characterProblems(inputs: Properties): readonly Problem[] {
  if (Object.values(inputs).some(isUnknown)) return [];
  const { length, minLower, minUpper, minNumeric, minSpecial, lower, upper, numeric, special } = rulesOf(inputs);
  const least = minLower + minUpper + minNumeric + minSpecial;
  if (length < least) {
    return [
      {
        path: "length",
        reason: `Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special (${least}), got: ${length}`,
      },
    ];
  }
  if (lower || upper || numeric || special) return [];
  return [
    {
      path: "special",
      reason: "At least one attribute out of [special,upper,lower,numeric] must be specified as true",
    },
  ];
}

export const models: readonly Model[] = [
  {
    // Its bcryptHash stays empty: nothing here computes bcrypt.
    type: token("RandomPassword"),
    ...characters,
    sensitive: ["result", "bcryptHash"],
    assigned: (inputs) => ({ result: randomCharacters(rulesOf(inputs)), number: rulesOf(inputs).numeric }),
    id: () => "none",
  },
  {
    type: token("RandomString"),
    ...characters,
    assigned: (inputs) => ({ result: randomCharacters(rulesOf(inputs)), number: rulesOf(inputs).numeric }),
    id: (_, __, { result }) => String(result),
  },
  {
    type: token("RandomId"),
    replaceOn: ALL,
    rules: { byteLength: [positive] },
    assigned: (inputs) => {
      const bytes = randomBytes(Number(inputs["byteLength"]));
      const prefix = (inputs["prefix"] as string | undefined) ?? "";
      return {
        id: bytes.toString("base64url"),
        b64Url: `${prefix}${bytes.toString("base64url")}`,
        b64Std: `${prefix}${bytes.toString("base64")}`,
        hex: `${prefix}${bytes.toString("hex")}`,
        dec: `${prefix}${BigInt(`0x${bytes.toString("hex")}`)}`,
      };
    },
    id: (_, __, { id }) => String(id),
  },
  {
    type: token("RandomUuid"),
    replaceOn: ALL,
    assigned: () => ({ result: randomUUID() }),
    id: (_, __, { result }) => String(result),
  },
  {
    type: token("RandomPet"),
    replaceOn: ALL,
    defaults: { length: 2, separator: "-" },
    rules: { length: [positive] },
    assigned: (inputs) => ({
      name: petName(Number(inputs["length"]), String(inputs["separator"]), inputs["prefix"] as string),
    }),
    id: (_, __, { name }) => String(name),
  },
  {
    type: token("RandomInteger"),
    replaceOn: ALL,
    check: ({ min, max }) =>
      Number(max) < Number(min)
        ? [
            {
              path: "max",
              reason: `The minimum (min) value needs to be smaller than or equal to maximum (max) value, got: ${String(min)} > ${String(max)}`,
            },
          ]
        : [],
    assigned: ({ min, max }) => ({ result: randomInt(Number(min), Number(max) + 1) }),
    id: (_, __, { result }) => String(result),
  },
  {
    type: token("RandomShuffle"),
    replaceOn: ALL,
    assigned: ({ inputs, resultCount }) => {
      const list = inputs as readonly string[];
      const count = Number(resultCount ?? list.length);
      // Asked for more than there is, the provider shuffles the list again and again.
      const rounds = list.length === 0 ? 0 : Math.ceil(count / list.length);
      return {
        results: Array.from({ length: rounds }, () => shuffled(list))
          .flat()
          .slice(0, count),
      };
    },
    id: () => "-",
  },
  {
    type: token("RandomBytes"),
    replaceOn: ALL,
    rules: { length: [positive] },
    sensitive: ["base64", "hex"],
    assigned: (inputs) => {
      const bytes = randomBytes(Number(inputs["length"]));
      return { base64: bytes.toString("base64"), hex: bytes.toString("hex") };
    },
    id: () => "none",
  },
];
