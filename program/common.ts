import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../core/config/services";
import type { Settings } from "../core/settings";
import { environmentTags, type Tags } from "../core/tags";
import { tierSizes } from "../core/tiers";

/** What every component of an environment is told. */
export interface Common {
  readonly tags: Tags;
  readonly region: string;
  /** Keeps everything stateful, and what serves traffic, from being deleted or replaced; retiring lifts it. */
  readonly protect: boolean;
  /** Whether what is deleted leaves its data behind: a last snapshot, backups, logs. Retiring does not lift it. */
  readonly preserve: boolean;
  readonly services: readonly ServiceSettings[];
  readonly accountId: pulumi.Output<string>;
  /** What names of log groups and vault entries start with: `promenade/dev`. */
  readonly path: string;
  /** Bounds every role that is made here, and every one of the guests; undefined bounds none. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  readonly guestsBoundary?: pulumi.Input<string> | undefined;
}

export function commonTo({ flow, environment, tier, region, services, retiring }: Settings): Common {
  const { protected: guarded } = tierSizes[tier];
  return {
    tags: environmentTags(flow, environment),
    region,
    protect: guarded && !retiring,
    preserve: guarded,
    services,
    accountId: getCallerIdentityOutput().accountId,
    path: `promenade/${environment.name}`,
  };
}

/** Names of an environment's components: `dev-network`. */
export const namesOf =
  ({ environment }: Settings) =>
  (thing: string): string =>
    `${environment.name}-${thing}`;
