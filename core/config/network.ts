import { contains, overlaps, parseCidr, planSubnets, type Cidr, type SubnetPlan } from "../cidr";
import type { Problem } from "../problem";
import type { TierSize } from "../tier-size";
import { when, type Choice } from "./choice";
import type { Config } from "./keys";

export interface NetworkSettings {
  readonly cidr: string;
  readonly zones: number;
  readonly subnets: SubnetPlan;
  readonly natGateways: TierSize["natGateways"];
}

const defaultCidr = "10.0.0.0/16";

/** Requirement 2 asks for two zones everywhere; a load balancer needs as many. */
const defaultZones = 2;

/** AWS takes networks of /16 to /28; below /24 an eighth holds too few addresses for two slots. */
const networkPrefix = { min: 16, max: 24 };

/** A load balancer alone wants 8 free addresses in each of its subnets (AWS: ALB subnets). */
const smallestSubnet = 27;

export function chooseNetwork(config: Config, size: TierSize): Choice<NetworkSettings> {
  const cidr = config.network?.cidr ?? defaultCidr;
  const block = parseCidr(cidr) ?? { base: 0, prefix: 0 };
  const chosen = config.network?.subnets;
  return {
    value: {
      cidr,
      zones: chosen?.public.length ?? defaultZones,
      subnets: chosen ?? planSubnets(block, defaultZones),
      natGateways: size.natGateways,
    },
    problems: [...blockProblems(cidr, block), ...(chosen === undefined ? [] : subnetProblems(cidr, block, chosen))],
  };
}

const blockProblems = (cidr: string, { prefix }: Cidr): readonly Problem[] =>
  when(prefix < networkPrefix.min || prefix > networkPrefix.max, () => ({
    where: "promenade:network.cidr",
    wrong: prefix > networkPrefix.max ? "too small for two slots in two zones" : "larger than AWS allows",
    found: cidr,
    allowed: `/${networkPrefix.min} to /${networkPrefix.max}`,
    change: `choose a block of that size, such as ${defaultCidr}`,
  }));

interface Subnet {
  readonly where: string;
  readonly cidr: string;
  readonly block: Cidr;
}

const kinds = ["public", "private"] as const;

function subnetProblems(cidr: string, network: Cidr, chosen: SubnetPlan): readonly Problem[] {
  const subnets: readonly Subnet[] = kinds.flatMap((kind) =>
    chosen[kind].flatMap((text, index) => {
      const block = parseCidr(text);
      return block === undefined ? [] : [{ where: `promenade:network.subnets.${kind}[${index}]`, cidr: text, block }];
    }),
  );
  const uneven = when(chosen.public.length !== chosen.private.length, () =>
    problem(
      { where: "promenade:network.subnets", cidr: `${chosen.public.length} public, ${chosen.private.length} private` },
      "not one public and one private subnet a zone",
      "as many public as private blocks",
    ),
  );
  return [
    ...subnets.flatMap((subnet) => singleProblems(subnet, cidr, network)),
    ...overlapProblems(subnets),
    ...uneven,
  ];
}

const singleProblems = (subnet: Subnet, cidr: string, network: Cidr): readonly Problem[] => [
  ...when(!contains(network, subnet.block), () => problem(subnet, "outside the network", `a block within ${cidr}`)),
  ...when(subnet.block.prefix > smallestSubnet, () =>
    problem(subnet, "too small: a load balancer alone takes 8 addresses", `/${smallestSubnet} or larger`),
  ),
];

const overlapProblems = (subnets: readonly Subnet[]): readonly Problem[] =>
  subnets.flatMap((subnet, index) =>
    subnets
      .slice(0, index)
      .filter((earlier) => overlaps(earlier.block, subnet.block))
      .map((earlier) => problem(subnet, `overlaps ${earlier.where}, ${earlier.cidr}`, "blocks that do not overlap")),
  );

const problem = ({ where, cidr }: Omit<Subnet, "block">, wrong: string, allowed: string): Problem => ({
  where,
  wrong,
  found: cidr,
  allowed,
  change: "choose other blocks, or leave promenade:network.subnets out to have them planned",
});
