import { isText } from "./requirement";
import type { Addressed, Member, Stack } from "./rule";

export function ofType({ members }: Pick<Stack, "members">, ...types: readonly string[]): readonly Member[] {
  return members.filter(({ type }) => types.includes(type));
}

/** Whether an input of `member` was made from `target`, or names it by its ARN, id or name. */
export function refersTo(member: Member, input: string, target: Member): boolean {
  if (member.propertyDependencies[input]?.some(({ urn }) => urn === target.urn) === true) return true;
  const value = known(member, input);
  return isText(value) && ["arn", "id", "name", "bucket"].some((output) => known(target, output) === value);
}

/** That each of some resources has another one which names it in an input. */
export function eachHas(
  members: readonly Member[],
  stack: Pick<Stack, "members">,
  other: { readonly type: string; readonly input: string; readonly called: string },
): readonly Addressed[] {
  const others = ofType(stack, other.type);
  return members.map((member) => ({
    member,
    found: () => (others.some((one) => refersTo(one, other.input, member)) ? undefined : `no ${other.called}`),
    required: `a ${other.called}`,
    change: `add ${other.type} with its ${other.input}`,
  }));
}

/** That a stack has something; it is asked of what stands for the stack. */
export function stackHas(
  { members }: Stack,
  { holds, ...requirement }: { holds: boolean; found: string; required: string; change: string },
): readonly Addressed[] {
  const [member] = members.filter(({ type }) => type === "pulumi:pulumi:Stack").concat(members);
  if (member === undefined) return [];
  return [{ ...requirement, member, found: () => (holds ? undefined : requirement.found) }];
}

/** A value that is unknown at preview names nothing yet; what it was made from does. */
function known({ props }: Member, key: string): unknown {
  try {
    return props[key];
  } catch {
    return undefined;
  }
}
