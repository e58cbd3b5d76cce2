import type { Given } from "./pack";
import { judges } from "./judging";

const cache: Given = {
  type: "aws:elasticache/replicationGroup:ReplicationGroup",
  protect: true,
  props: {
    nodeType: "cache.t4g.small",
    snapshotRetentionLimit: 1,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
    authToken: "hunter2",
    subnetGroupName: "shop-cache",
  },
};

describe("policies/guardrails: ElastiCache", () => {
  judges("elasticache-backups", cache, {
    "turned off": [
      { snapshotRetentionLimit: 0 },
      "found snapshotRetentionLimit 0; required: at least 1 day; set snapshotRetentionLimit",
    ],
    "says nothing": [
      { snapshotRetentionLimit: undefined },
      "found no snapshotRetentionLimit; required: at least 1 day; set snapshotRetentionLimit",
    ],
  });

  judges("elasticache-upgrades", cache, {
    "stays at its version": [
      { autoMinorVersionUpgrade: false },
      "found autoMinorVersionUpgrade false; required: autoMinorVersionUpgrade true; set autoMinorVersionUpgrade: true, or leave it out",
    ],
  });

  const switches = {
    automaticFailoverEnabled: "elasticache-failover",
    multiAzEnabled: "elasticache-failover",
    atRestEncryptionEnabled: "elasticache-encrypted",
    transitEncryptionEnabled: "elasticache-tls",
  };
  for (const [path, rule] of Object.entries(switches)) {
    judges(rule, cache, {
      "turned off": [{ [path]: false }, `found ${path} false; required: ${path} true; set ${path}: true`],
      "says nothing": [{ [path]: undefined }, `found no ${path}; required: ${path} true; set ${path}: true`],
    });
  }

  const nobody =
    "found no authToken and no userGroupIds; required: a token or a group of users; set authToken, from a secret";
  judges(
    "elasticache-authentication",
    cache,
    {
      "no token": [{ authToken: undefined }, nobody],
      "an empty token": [{ authToken: "" }, nobody],
      "an empty group": [{ authToken: undefined, userGroupIds: [] }, nobody],
    },
    { accepts: { users: { authToken: undefined, userGroupIds: ["shop"] } } },
  );

  const own = "required: a subnet group of its own; set subnetGroupName";
  judges("elasticache-subnet-group", cache, {
    "AWS's group": [{ subnetGroupName: "default" }, `found subnetGroupName "default"; ${own}`],
    "says nothing": [{ subnetGroupName: undefined }, `found no subnetGroupName; ${own}`],
  });
});
