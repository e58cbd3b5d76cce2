import assert from "node:assert/strict";
import { catalogue } from "../../../policies/guardrails/catalogue";
import { tiers } from "../../../policies/guardrails/tier";
import { type Given, Pack } from "./pack";

type Properties = Readonly<Record<string, unknown>>;

/** What is changed of a resource, and what the rule says of it, without the resource's name and type. */
type Broken = Readonly<Record<string, readonly [change: Properties, ...texts: string[]]>>;

/** With other properties; undefined takes one away. */
export const changed = (given: Given, props: Properties): Given => ({ ...given, props: { ...given.props, ...props } });

/** Stack of each tier, by what is known without configuration. */
const stacks = { preview: "pr-7", dev: "dev", stage: "stage", prod: "prod" };

interface Options {
  readonly stack?: string;
  readonly accepts?: Readonly<Record<string, Properties>>;
  /** Asks the rule by itself, for what breaks another one as well. */
  readonly only?: boolean;
}

/** The whole pack is asked: what is valid is so to every rule, and what breaks one breaks only that one. */
export function judges(
  rule: string,
  valid: Given,
  broken: Broken,
  { stack = "prod", accepts = {}, only = false }: Options = {},
): void {
  const pack = only ? new Pack(catalogue.filter(({ name }) => name === rule)) : new Pack();
  const said = (texts: readonly string[]) =>
    texts.map((text) => ({ policy: rule, level: levelOf(rule, stack), message: `it (${valid.type}): ${text}` }));
  describe(`${rule}, ${valid.type}`, () => {
    it("accepts a valid one", () => assert.deepEqual(pack.judge(valid, stack), []));
    for (const [because, change] of Object.entries(accepts)) {
      it(`accepts: ${because}`, () => assert.deepEqual(pack.judge(changed(valid, change), stack), []));
    }
    for (const [because, [change, ...texts]] of Object.entries(broken)) {
      it(`refuses: ${because}`, () => assert.deepEqual(pack.judge(changed(valid, change), stack), said(texts)));
    }
    itsLevels(rule, (of) => pack.judge(changed(valid, Object.values(broken)[0]![0]), of));
  });
}

/** The same for what stands between resources. */
export function judgesStack(
  rule: string,
  valid: readonly Given[],
  broken: Readonly<Record<string, readonly [given: readonly Given[], ...messages: string[]]>>,
  { stack = "prod", accepts = {} }: { stack?: string; accepts?: Readonly<Record<string, readonly Given[]>> } = {},
): void {
  const pack = new Pack(catalogue.filter(({ name }) => name === rule));
  describe(rule, () => {
    for (const [because, given] of Object.entries({ "a valid one": valid, "an empty stack": [], ...accepts })) {
      it(`accepts ${because}`, () => assert.deepEqual(pack.judgeStack(given, stack), []));
    }
    for (const [because, [given, ...messages]] of Object.entries(broken)) {
      const findings = messages.map((message) => ({ policy: rule, level: levelOf(rule, stack), message }));
      it(`refuses: ${because}`, () => assert.deepEqual(pack.judgeStack(given, stack), findings));
    }
    itsLevels(rule, (of) => pack.judgeStack(Object.values(broken)[0]![0], of));
  });
}

/** Stops what is broken in the tiers that the rule is mandatory in, advises in the others, is silent where it is not meant. */
function itsLevels(name: string, judge: (stack: string) => ReturnType<Pack["judge"]>): void {
  const rule = catalogue.find((one) => one.name === name)!;
  it("has its level in each tier", () => {
    for (const tier of tiers) {
      const found = judge(stacks[tier]).filter(({ policy }) => policy === name);
      const meant = (rule.tiers ?? tiers).includes(tier);
      assert.deepEqual([...new Set(found.map(({ level }) => level))], meant ? [levelOf(name, stacks[tier])] : [], tier);
    }
  });
}

function levelOf(name: string, stack: string): "mandatory" | "advisory" {
  const tier = tiers.find((one) => stacks[one] === stack);
  const rule = catalogue.find((one) => one.name === name)!;
  return tier !== undefined && rule.mandatoryIn.includes(tier) ? "mandatory" : "advisory";
}
