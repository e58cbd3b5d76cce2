import type { Properties } from "../cloud";
import type { Model } from "../provider/model";
import { between, length, oneOf } from "../provider/rules";
import { isUnknown } from "../provider/values";
import type { Problem } from "../schema/validate";
import { bucketSetting } from "./s3";

/** Storage classes in the only order in which objects may move down, and the days they must have spent before. */
const CLASSES: Readonly<Record<string, number>> = {
  STANDARD_IA: 30,
  INTELLIGENT_TIERING: 0,
  ONEZONE_IA: 30,
  GLACIER_IR: 0,
  GLACIER: 0,
  DEEP_ARCHIVE: 0,
};

export const s3Lifecycle: readonly Model[] = [
  {
    ...bucketSetting("BucketLifecycleConfiguration"),
    fills: { expectedBucketOwner: "", transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
    rules: {
      rules: [length(1, 1000)],
      "rules.id": [length(1, 255)],
      "rules.status": [oneOf("Enabled", "Disabled")],
      "rules.transitions.storageClass": [oneOf(...Object.keys(CLASSES))],
      "rules.expiration.days": [between(1, 2 ** 31 - 1)],
      "rules.noncurrentVersionExpiration.noncurrentDays": [between(1, 2 ** 31 - 1)],
      "rules.abortIncompleteMultipartUpload.daysAfterInitiation": [between(1, 2 ** 31 - 1)],
      transitionDefaultMinimumObjectSize: [oneOf("all_storage_classes_128K", "varies_by_storage_class")],
    },
    check: ({ rules }) => {
      if (!Array.isArray(rules)) return [];
      const known = (rules as unknown[]).map((rule) => (typeof rule === "object" ? (rule as Properties) : {}));
      return [...known.flatMap((rule, index) => ruleProblems(rule, `rules[${index}]`)), ...sameIds(known)];
    },
  },
];

const ACTIONS = [
  ...["abortIncompleteMultipartUpload", "expiration", "noncurrentVersionExpiration"],
  ...["noncurrentVersionTransitions", "transitions"],
];

function ruleProblems(rule: Properties, path: string): readonly Problem[] {
  if (rule["id"] === undefined) return []; // not known yet
  const none = ACTIONS.every((action) => rule[action] === undefined);
  return [
    ...(none ? [{ path, reason: "At least one action needs to be specified in a rule" }] : []),
    ...transitionProblems(rule, path),
  ];
}

function transitionProblems({ transitions, expiration }: Properties, path: string): readonly Problem[] {
  if (!Array.isArray(transitions)) return [];
  const steps = (transitions as Properties[]).map(({ days, storageClass }) => ({
    days: typeof days === "number" ? days : undefined,
    storageClass: isUnknown(storageClass) ? "" : String(storageClass),
  }));
  const end = (expiration as Properties | undefined)?.["days"];
  const order = Object.keys(CLASSES);
  return steps.flatMap(({ days, storageClass }, index) => {
    const at = `${path}.transitions[${index}]`;
    const before = steps[index - 1];
    const least = CLASSES[storageClass] ?? 0;
    if (days === undefined) return [];
    if (days < least)
      return [
        {
          path: `${at}.days`,
          reason: `'Days' in Transition action must be greater than or equal to ${least} for storageClass '${storageClass}', got ${days}`,
        },
      ];
    if (typeof end === "number" && end <= days)
      return [
        {
          path: `${path}.expiration.days`,
          reason: `'Days' in the Expiration action (${end}) must be greater than 'Days' in the Transition action (${days})`,
        },
      ];
    if (
      before?.days !== undefined &&
      (days <= before.days || order.indexOf(storageClass) < order.indexOf(before.storageClass))
    )
      return [
        {
          path: at,
          reason: `'Days' in the 'Transition' action for StorageClass '${storageClass}' must be greater than for '${before.storageClass}', and objects only move down [${order.join(", ")}]`,
        },
      ];
    return [];
  });
}

function sameIds(rules: readonly Properties[]): readonly Problem[] {
  const ids = rules.map(({ id }) => id as string | undefined);
  return ids.flatMap((id, index) =>
    id !== undefined && !isUnknown(id) && ids.indexOf(id) < index
      ? [
          {
            path: `rules[${index}].id`,
            reason: `Rule ID must be unique. Found same ID for more than one rule: ${id}`,
          },
        ]
      : [],
  );
}
