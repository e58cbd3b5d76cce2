import type { Addressed, Member, Stack } from "./rule";

export function ofType({ members }: Pick<Stack, "members">, ...types: readonly string[]): readonly Member[] {
  return members.filter(({ type }) => types.includes(type));
}

/** Whether an input of `member` names `target`; of one that is unknown at preview, whether it was made from it. */
export function refersTo(member: Member, input: string, target: Member): boolean {
  const sources = member.propertyDependencies[input] ?? [];
  const value = known(member, input);
  if (value === undefined) return reaches(sources, target, new Set());
  return (
    sources.some(({ urn }) => urn === target.urn) ||
    ["arn", "id", "bucket"].some((output) => known(target, output) === value)
  );
}

/** Also by way of others: a secret's rotation may be made from the version that was made from the secret. */
function reaches(sources: readonly Member[], target: Member, seen: Set<string>): boolean {
  return sources.some(({ urn, propertyDependencies }) => {
    if (urn === target.urn) return true;
    if (seen.has(urn)) return false;
    return reaches(Object.values(propertyDependencies).flat(), target, seen.add(urn));
  });
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
  const subjects = [...members.filter(({ type }) => type === "pulumi:pulumi:Stack"), ...members];
  return subjects
    .slice(0, 1)
    .map((member) => ({ ...requirement, member, found: () => (holds ? undefined : requirement.found) }));
}

function known({ props }: Member, key: string): unknown {
  try {
    return props[key];
  } catch {
    // What is unknown at preview names nothing yet; what it was made from does.
  }
}
