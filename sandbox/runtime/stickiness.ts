import { createHash } from "node:crypto";
import type { Stickiness, WeightedGroup } from "./routing";
import type { Target } from "./targets";

/** Cookies under which AWS remembers a client's target group and its target. */
const GROUP_COOKIE = "AWSALBTG";
const TARGET_COOKIE = "AWSALB";

const token = (text: string | number): string => createHash("sha256").update(String(text)).digest("hex").slice(0, 32);

export function cookiesOf(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = (header ?? "").split(";").map((part) => part.trim().split("="));
  return new Map(pairs.map(([name = "", value = ""]) => [name, value]));
}

/** The group a client stays with, whatever its weight has become since; undefined when it is free to be chosen. */
export function rememberedGroup(
  cookies: ReadonlyMap<string, string>,
  groups: readonly WeightedGroup[],
  stickiness: Stickiness | undefined,
): string | undefined {
  if (!stickiness?.enabled) return undefined;
  return groups.find(({ arn }) => token(arn) === cookies.get(GROUP_COOKIE))?.arn;
}

export function rememberedTarget(
  cookies: ReadonlyMap<string, string>,
  targets: readonly Target[],
  stickiness: Stickiness | undefined,
): Target | undefined {
  if (!stickiness?.enabled) return undefined;
  return targets.find(({ port, health }) => health.state === "healthy" && token(port) === cookies.get(TARGET_COOKIE));
}

/** The cookies to set for what was chosen; none where stickiness is not declared. */
export function remembering(
  group: { readonly arn: string; readonly stickiness: Stickiness | undefined },
  target: { readonly port: number; readonly stickiness: Stickiness | undefined },
): readonly string[] {
  const cookie = (name: string, value: string, { duration = 86_400 }: Stickiness) =>
    `${name}=${value}; Max-Age=${duration}; Path=/`;
  return [
    ...(group.stickiness?.enabled ? [cookie(GROUP_COOKIE, token(group.arn), group.stickiness)] : []),
    ...(target.stickiness?.enabled ? [cookie(TARGET_COOKIE, token(target.port), target.stickiness)] : []),
  ];
}
