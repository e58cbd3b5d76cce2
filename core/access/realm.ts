import { partitionOf } from "../arn";
import { labelOf, type Environment } from "../flow";

/** What of an account is an environment's, by how its things are named, and by their tag `env` where AWS chooses names. */
export interface Realm {
  /** What names start with, before a hyphen: `prod`; `pr-*` for those of all pull requests. */
  readonly name: string;
  /** Value of the tag `env`: `env/prod`. */
  readonly label: string;
  /** What the names of those start with who act for it: `prod`; for pull requests `dev-guests`, as their host makes them. */
  readonly actors: string;
  readonly partition: string;
  readonly accountId: string;
  /** Outside of them nothing is done, but with what AWS keeps in one place for the whole account. */
  readonly regions: readonly string[];
}

interface Account {
  readonly region: string;
  readonly allowedRegions: readonly string[];
  readonly accountId: string;
}

export const realmOf = (name: string, { region, allowedRegions, accountId }: Account): Realm => ({
  ...{ name, accountId, label: labelOf(name), actors: name, partition: partitionOf(region) },
  regions: [...new Set([region, ...allowedRegions])],
});

/** The realm of all pull requests' environments. */
export const guestsOf = (host: Realm): Realm => ({
  ...host,
  ...{ name: "pr-*", label: labelOf("pr-*"), actors: `${host.name}-guests` },
});

/** Who deploys an environment: for a pull request's, a role that its host keeps. */
export const deployRoleOf = ({ name, guest }: Environment): string =>
  guest === undefined ? `${name}-deploy` : `${guest.host}-guests-deploy`;

/** An ARN of the realm's account, by default in any region: `ecs`, `cluster/prod-*`. */
export const arnIn = ({ partition, accountId }: Realm, service: string, resource: string, region = "*"): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;

/** IAM keeps its things without a region. */
export const iamArn = (realm: Realm, resource: string): string => arnIn(realm, "iam", resource, "");

/** What bounds every role that the environment makes. */
export const boundaryOf = (realm: Realm): string => iamArn(realm, `policy/${realm.actors}-boundary`);

/** Statements that hold for what carries the realm's tag already, or is made with it. */
export const carries = ({ label }: Realm, key: "ResourceTag" | "RequestTag") => ({
  StringLike: { [`aws:${key}/env`]: label },
});
