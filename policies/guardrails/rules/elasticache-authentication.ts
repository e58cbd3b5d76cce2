import { isText, list } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** A token, or users with passwords of their own. Neither is ever shown. */
export const elasticacheAuthentication: ResourceRule = {
  name: "elasticache-authentication",
  description: "Caches ask who is there.",
  area: "ElastiCache",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ElastiCache.6"],
  checkov: ["CKV_AWS_31"],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  judge: ({ props }) => [
    {
      found: () =>
        list(props.userGroupIds).length > 0 || isText(props.authToken) ? undefined : "no authToken and no userGroupIds",
      required: "a token or a group of users",
      change: "set authToken, from a secret",
    },
  ],
};
