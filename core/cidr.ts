/** An IPv4 block: its first address as a number, and its prefix length. */
export interface Cidr {
  readonly base: number;
  readonly prefix: number;
}

const sizeOf = (prefix: number): number => 2 ** (32 - prefix);

/** Parses `10.0.0.0/16`; undefined when malformed or when the address is not the block's first. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  return base % sizeOf(prefix) === 0 ? { base, prefix } : undefined;
}

export function formatCidr({ base, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix}`;
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  return one.base < other.base + sizeOf(other.prefix) && other.base < one.base + sizeOf(one.prefix);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.base >= outer.base && inner.base + sizeOf(inner.prefix) <= outer.base + sizeOf(outer.prefix);
}

/** The blocks of a network: one public and one private subnet in each zone. */
export interface SubnetPlan {
  readonly public: readonly string[];
  readonly private: readonly string[];
}

/** Eighths of the block: the first ones public, the upper half's first ones private; up to 4 zones. */
export function planSubnets(network: Cidr, zones: number): SubnetPlan {
  const prefix = network.prefix + 3;
  const eighth = (index: number): string => formatCidr({ base: network.base + index * sizeOf(prefix), prefix });
  const zoneIndexes = Array.from({ length: zones }, (_, index) => index);
  return { public: zoneIndexes.map(eighth), private: zoneIndexes.map((index) => eighth(4 + index)) };
}
