import type { Resource } from "./resource";
import type { Line, World } from "./world";

/** What a resource of one type costs a month, in lines; none where this one costs nothing. */
export type Estimator = (resource: Resource, world: World) => readonly Line[];

/** By Pulumi type token. */
export type Estimators = Readonly<Record<string, Estimator>>;
