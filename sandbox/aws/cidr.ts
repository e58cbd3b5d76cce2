/** An IPv4 block as its first address and how many follow. */
interface Block {
  readonly first: number;
  readonly size: number;
}

const PATTERN = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

function parse(cidr: string): (Block & { readonly address: number; readonly bits: number }) | undefined {
  const parts = PATTERN.exec(cidr)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = parts;
  if ([a, b, c, d].some((octet) => octet > 255) || bits > 32) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - bits);
  return { address, bits, size, first: address - (address % size) };
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

/** What is wrong with a block of AWS's own address space, which must be aligned and of /16 to /28; or nothing. */
export function cidrFault(cidr: string, least = 16, most = 28): string | undefined {
  const block = parse(cidr);
  if (!block) return `"${cidr}" is not a valid IPv4 CIDR block`;
  if (block.first !== block.address) {
    return `"${cidr}" is not a valid CIDR block; did you mean "${dotted(block.first)}/${block.bits}"?`;
  }
  if (block.bits < least || block.bits > most) return `"${cidr}" must be between /${least} and /${most}`;
  return undefined;
}

export function contains(outer: string, inner: string): boolean {
  const [a, b] = [parse(outer), parse(inner)];
  return !!a && !!b && b.first >= a.first && b.first + b.size <= a.first + a.size;
}

export function overlap(one: string, other: string): boolean {
  const [a, b] = [parse(one), parse(other)];
  return !!a && !!b && a.first < b.first + b.size && b.first < a.first + a.size;
}
