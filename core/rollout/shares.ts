import { slots, type Slot, type Weights } from "../release";

type Shares = Readonly<Record<string, Weights>>;

export const otherSlot: Readonly<Record<Slot, Slot>> = { blue: "green", green: "blue" };

/** A slot's share of every service's requests; undefined where services differ, as they do half-way through a flip. */
export function shareOf(live: Shares, slot: Slot): number | undefined {
  const shares = new Set(Object.values(live).map((weights) => weights[slot]));
  const [share = 0] = shares;
  return shares.size > 1 ? undefined : share;
}

/** The most that any service sends to a slot. */
export const highestShare = (live: Shares, slot: Slot): number =>
  Math.max(0, ...Object.values(live).map((weights) => weights[slot]));

export const weightsOf = (slot: Slot, share: number): Weights =>
  slot === "blue" ? { blue: share, green: 100 - share } : { blue: 100 - share, green: share };

export const sameWeights = (one: Weights, other: Weights): boolean => slots.every((slot) => one[slot] === other[slot]);

/** The weights that every service has; undefined where they differ. */
export function commonWeights(live: Shares): Weights | undefined {
  const [first, ...rest] = Object.values(live);
  return first !== undefined && rest.every((weights) => sameWeights(weights, first)) ? first : undefined;
}

/** The slot that has every request of every service. */
export const soleSlot = (live: Shares): Slot | undefined => slots.find((slot) => shareOf(live, slot) === 100);

/** Whether live weights are those that the record has. */
export const isRecorded = ({
  live,
  record,
}: {
  readonly live: Shares;
  readonly record: { readonly weights: Shares };
}): boolean =>
  Object.entries(live).every(([service, weights]) =>
    sameWeights(weights, record.weights[service] ?? { blue: 0, green: 0 }),
  );

export const showWeights = ({ blue, green }: Weights): string => `blue ${blue}, green ${green}`;

export const showShares = (live: Shares): string =>
  Object.entries(live)
    .map(([service, weights]) => `${service}: ${showWeights(weights)}`)
    .join("; ");
