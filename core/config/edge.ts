import { viewersRegion } from "../edge";
import { show, type Problem } from "../problem";
import type { EdgeSize, TierSize } from "../tier-size";
import type { Tier } from "../tiers";
import { when, type Choice } from "./choice";
import type { Config } from "./keys";

export interface Domain {
  /** What users type: `stage.example.com`. */
  readonly name: string;
  /** The Route 53 zone that the name's records go into. */
  readonly zone: string;
}

/** Stands for everybody. */
const everybody = "0.0.0.0/0";

/** Names that nobody can own, and addresses that nobody has: for examples (RFC 2606, RFC 5737). */
const placeholderZone = /(^|\.)example$/;
const placeholderBlocks = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"];

/** Without a domain dev and preview serve plain HTTP; stage and prod refuse to. */
export function chooseDomain(config: Config, tier: Tier, size: TierSize): Choice<Domain | undefined> {
  const where = "promenade:domain";
  const { domain } = config;
  if (domain === undefined) {
    return {
      value: undefined,
      problems: when(size.domain === "required", () => ({
        where,
        wrong: `missing: tier ${tier} serves HTTPS only`,
        found: "nothing",
        allowed: "a name, and the Route 53 zone of the account that it lies in",
        change: `set ${where} to { name: ${tier}.your.domain, zone: your.domain }`,
      })),
    };
  }
  const { name, zone = name } = domain;
  return {
    value: { name, zone },
    problems: [
      ...when(name !== zone && !name.endsWith(`.${zone}`), () => ({
        where: `${where}.name`,
        wrong: "not within its zone",
        found: name,
        allowed: `${zone}, or a name that ends in .${zone}`,
        change: "correct the name or the zone",
      })),
      ...when(config.cloud === "aws" && placeholderZone.test(name), () => ({
        where: `${where}.name`,
        wrong: "a placeholder, which nobody can own",
        found: name,
        allowed: "a name in a Route 53 zone of your account",
        change: `set ${where} to a domain of yours`,
      })),
    ],
  };
}

/** Who may reach the load balancer, as IPv4 blocks. */
export function chooseIngress(config: Config, tier: Tier, size: TierSize): Choice<readonly string[]> {
  const where = "promenade:ingress";
  const value = config.ingress ?? [everybody];
  const open = value.includes(everybody);
  return {
    value,
    problems: [
      ...when(size.ingress === "allow-list" && open, () =>
        problem(where, "the environment lets in only whom it knows", value, "the blocks of those who may come in"),
      ),
      ...when(size.ingress === "open" && value.join() !== everybody, () =>
        problem(where, `tier ${tier} is open to everybody; its users come through the CDN`, value, everybody),
      ),
      ...when(config.cloud === "aws" && value.some((block) => placeholderBlocks.includes(block)), () =>
        problem(where, "a placeholder, from which nobody comes", value, "blocks that your users have"),
      ),
    ],
  };
}

const problem = (where: string, wrong: string, found: readonly string[], allowed: string): Problem => ({
  where,
  wrong,
  found: found.join(", "),
  allowed,
  change: `correct ${where} in the stack file`,
});

export const chooseEdge = (config: Config, size: TierSize): EdgeSize => ({
  ...size.edge,
  requestsPerAddress: config.edge?.requestsPerAddress ?? size.edge.requestsPerAddress,
});

/** What stands before a CDN's viewers is in one region, its firewall's log of their addresses included. */
export const viewersProblems = (config: Config, { edge }: TierSize, region: unknown): readonly Problem[] =>
  when(edge.cdn && region !== viewersRegion && !(config.allowedRegions ?? []).includes(viewersRegion), () => ({
    where: "promenade:allowedRegions",
    wrong: `a CDN's firewall keeps its log, with viewers' addresses, in ${viewersRegion}`,
    found: show(config.allowedRegions),
    allowed: `the stack's region and ${viewersRegion}`,
    change: `allow it: set promenade:allowedRegions to [${String(region)}, ${viewersRegion}]`,
  }));
