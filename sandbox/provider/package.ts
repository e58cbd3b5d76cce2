import type { Properties } from "../cloud";
import type { Invoke, Model } from "./model";

/** One simulated Pulumi provider: its types and functions. */
export interface ProviderPackage {
  /** `aws` */
  readonly name: string;
  /** The npm package that declares its types. */
  readonly sdk: string;
  /** Where its resources live: in the local cloud's records, or in the engine's state alone. */
  readonly keeps: "records" | "nothing";
  readonly models: readonly Model[];
  readonly invokes: Readonly<Record<string, Invoke>>;
  /** What is wrong with the provider's own configuration, or nothing. */
  readonly checkConfig?: (config: Properties) => string | undefined;
}
