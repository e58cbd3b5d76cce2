import type { Assumptions } from "./assumptions";
import type { Estimators } from "./estimator";
import { compute } from "./estimators/compute";
import { edge } from "./estimators/edge";
import { network } from "./estimators/network";
import { observability } from "./estimators/observability";
import { records } from "./estimators/records";
import { secrets } from "./estimators/secrets";
import { stores } from "./estimators/stores";
import { isFree } from "./free";
import { pricesOf } from "./prices";
import type { Resource, Resources } from "./resource";
import type { Line, Scale, World } from "./world";

/** In the order in which they are told. */
export const groups = { compute, network, edge, stores, secrets, observability, records } as const satisfies Record<
  string,
  Estimators
>;
export type Group = keyof typeof groups;

export interface PricedLine extends Line {
  /** USD. */
  readonly monthly: number;
}

export interface PricedResource {
  readonly type: string;
  readonly name: string;
  readonly monthly: number;
  readonly lines: readonly PricedLine[];
}

export interface Estimate {
  /** The region whose prices were taken. */
  readonly pricesOf: string;
  readonly warning: string | undefined;
  /** USD. */
  readonly monthly: number;
  readonly groups: readonly {
    readonly name: Group;
    readonly monthly: number;
    readonly resources: readonly PricedResource[];
  }[];
  /** How many resources cost nothing by themselves. */
  readonly free: number;
  /** What the total leaves out: a type that nobody priced, a size that the table lacks. */
  readonly notEstimated: readonly { readonly type: string; readonly name: string; readonly why: string }[];
}

export interface EstimateArgs {
  readonly region: string;
  readonly scale: Scale;
  readonly assumptions: Assumptions;
}

/** What an environment costs a month, from its resources, deployed or planned. */
export function estimate(resources: Resources, { region, scale, assumptions }: EstimateArgs): Estimate {
  const { region: priced, prices, warning } = pricesOf(region);
  const world: World = { resources, scale, assumptions, prices };
  const told = (Object.keys(groups) as Group[]).map((name) => {
    const own = resources.flatMap((resource) => priceOf(resource, groups[name], world) ?? []);
    return { name, monthly: sum(own), resources: own };
  });
  const unpriced = told.flatMap(({ resources: all }) => all).flatMap(lacking);
  return {
    pricesOf: priced,
    warning,
    monthly: sum(told),
    groups: told,
    free: resources.filter(({ type }) => isFree(type)).length,
    notEstimated: [...resources.filter(({ type }) => !isKnown(type)).map(unknown), ...unpriced],
  };
}

function priceOf(resource: Resource, estimators: Estimators, world: World): PricedResource | undefined {
  const estimator = estimators[resource.type];
  if (estimator === undefined) return undefined;
  const lines = estimator(resource, world).map((line) => ({ ...line, monthly: line.quantity * (line.price ?? 0) }));
  return { type: resource.type, name: resource.name, monthly: sum(lines), lines };
}

const isKnown = (type: string): boolean =>
  isFree(type) || Object.values<Estimators>(groups).some((estimators) => type in estimators);

const unknown = ({ type, name }: Resource) => ({ type, name, why: "no estimator knows this type" });

const lacking = ({ type, name, lines }: PricedResource) =>
  lines.filter(({ price }) => price === undefined).map(({ what }) => ({ type, name, why: `no price for ${what}` }));

const sum = (parts: readonly { readonly monthly: number }[]): number =>
  parts.reduce((total, { monthly }) => total + monthly, 0);
