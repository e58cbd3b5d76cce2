import type { Slot } from "../release";
import type { Refusal } from "./decision";
import type { Policy } from "./policy";
import { isRecorded, showShares } from "./shares";
import type { View } from "./view";

type Check = (view: View, slot: Slot, policy: Policy) => Refusal | undefined;

/** Nothing that moves requests forward goes on while the environment is frozen. */
const notFrozen: Check = ({ standing: { frozen } }, _, { stack }) =>
  frozen && {
    wrong: "the environment is frozen",
    found: `by ${frozen.by} at ${frozen.at}: ${frozen.reason}`,
    allowed: "a rollback, which is never stopped",
    change: `once the reason is gone: npx promenade unfreeze --stack ${stack} --reason TEXT`,
  };

/** Weights that somebody changed past Pulumi are not to be changed further by what the record says. */
export const asRecorded: Check = (view, _, { stack }) => {
  if (isRecorded(view)) return undefined;
  const { live, record } = view;
  return {
    wrong: "live weights are not what the record says: somebody has changed them past Pulumi",
    found: `live ${showShares(live)}; recorded ${showShares(record.weights)}`,
    allowed: "live weights that equal the record",
    change: `npx promenade rollback --stack ${stack}, or take them as they are: npx promenade pulumi -- refresh --stack ${stack}`,
  };
};

const noAlarm: Check = ({ alarms }, slot, { stack }) => {
  const firing = alarms[slot];
  if (firing === "unreadable") {
    return {
      wrong: `${slot}'s alarms cannot be read, which counts as firing`,
      found: "no answer from CloudWatch",
      allowed: "alarms that are quiet",
      change: `try again when CloudWatch answers; npx promenade rollback --stack ${stack} does not wait for it`,
    };
  }
  if (firing.length === 0) return undefined;
  return {
    wrong: `${slot} is to get requests, and its alarms fire already`,
    found: firing.join(", "),
    allowed: "alarms that are quiet before the first request",
    change: `look into ${firing[0]}, deploy a release that mends it, or wait until it is quiet`,
  };
};

/** A release cannot work on a schema that a later one has changed for good. */
export const schemaAllows: Check = ({ standing: { oneWay }, record }, slot, { stack }) => {
  const { release, revision } = record.slots[slot];
  if (oneWay === undefined || revision > oneWay.revision) return undefined;
  return {
    wrong: `${slot}'s release is older than a migration that cannot be gone back from`,
    found: `${slot} has ${release}; ${oneWay.release} has migrated since, and was deployed as --one-way`,
    allowed: "releases that know the schema as it is now",
    change: `mend it with a new release: npx promenade deploy --stack ${stack} …; if ${slot} is better than what there is: rollback --force`,
  };
};

const checks: readonly Check[] = [notFrozen, asRecorded, schemaAllows, noAlarm];

/** Why a slot must not be given more requests now; undefined where nothing stands against it. */
export const preflight: Check = (view, slot, policy) => first(checks, view, slot, policy);

/** Why nothing new must begin now. */
export const preflightBegin: Check = (view, slot, policy) => first([notFrozen, asRecorded], view, slot, policy);

const first = (of: readonly Check[], view: View, slot: Slot, policy: Policy): Refusal | undefined =>
  of.map((check) => check(view, slot, policy)).find((refusal) => refusal !== undefined);
