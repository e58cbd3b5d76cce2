import { isText } from "../requirement";
import type { ResourceRule } from "../rule";
import { prodOnly } from "../tier";

/** What cannot be made again as it was: data, keys to it, and addresses that users know. */
const stateful = [
  "aws:backup/vault:Vault",
  "aws:cloudfront/distribution:Distribution",
  "aws:dynamodb/table:Table",
  "aws:efs/fileSystem:FileSystem",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:kms/key:Key",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
];

/** A read replica holds nothing that its source does not. */
export const protectedInProd: ResourceRule = {
  name: "protected-in-prod",
  description: "Pulumi refuses to delete what prod cannot do without.",
  area: "Access",
  severity: "high",
  tiers: prodOnly,
  mandatoryIn: prodOnly,
  types: stateful,
  judge: ({ props, protect }) => [
    {
      found: () => (protect || isText(props.replicateSourceDb) ? undefined : "no protection"),
      required: "the resource option protect",
      change: "set protect: true in the resource's options",
    },
  ],
};
