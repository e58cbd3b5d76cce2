import type { Rule } from "./rule";
import { allowedRegions } from "./rules/allowed-regions";
import { backupEncrypted } from "./rules/backup-encrypted";
import { bucketPolicyManaged } from "./rules/bucket-policy-managed";
import { bucketPublicAccessBlocked } from "./rules/bucket-public-access-blocked";
import { bucketPublicAccessManaged } from "./rules/bucket-public-access-managed";
import { bucketTls } from "./rules/bucket-tls";
import { budget } from "./rules/budget";
import { cloudfrontCertificate } from "./rules/cloudfront-certificate";
import { cloudfrontFirewall } from "./rules/cloudfront-firewall";
import { cloudfrontHttps } from "./rules/cloudfront-https";
import { cloudfrontLogs } from "./rules/cloudfront-logs";
import { cloudfrontOriginTls } from "./rules/cloudfront-origin-tls";
import { cloudfrontRootObject } from "./rules/cloudfront-root-object";
import { cloudfrontTlsPolicy } from "./rules/cloudfront-tls-policy";
import { costWithinBudget } from "./rules/cost-within-budget";
import { ecsCircuitBreaker } from "./rules/ecs-circuit-breaker";
import { ecsHostProcesses } from "./rules/ecs-host-processes";
import { ecsInsights } from "./rules/ecs-insights";
import { ecsLogging } from "./rules/ecs-logging";
import { ecsNoPublicAddress } from "./rules/ecs-no-public-address";
import { ecsNoSecretsInEnvironment } from "./rules/ecs-no-secrets-in-environment";
import { ecsPlatform } from "./rules/ecs-platform";
import { ecsReadOnlyRoot } from "./rules/ecs-read-only-root";
import { ecsRolesDiffer } from "./rules/ecs-roles-differ";
import { ecsUnprivileged } from "./rules/ecs-unprivileged";
import { elasticacheAuthentication } from "./rules/elasticache-authentication";
import { elasticacheBackups } from "./rules/elasticache-backups";
import { elasticacheEncrypted } from "./rules/elasticache-encrypted";
import { elasticacheFailover } from "./rules/elasticache-failover";
import { elasticacheSubnetGroup } from "./rules/elasticache-subnet-group";
import { elasticacheTls } from "./rules/elasticache-tls";
import { elasticacheUpgrades } from "./rules/elasticache-upgrades";
import { elbAccessLogs } from "./rules/elb-access-logs";
import { elbDeletionProtection } from "./rules/elb-deletion-protection";
import { elbDesync } from "./rules/elb-desync";
import { elbDropInvalidHeaders } from "./rules/elb-drop-invalid-headers";
import { elbFirewall } from "./rules/elb-firewall";
import { elbHttpRedirects } from "./rules/elb-http-redirects";
import { elbTlsPolicy } from "./rules/elb-tls-policy";
import { elbZones } from "./rules/elb-zones";
import { iamNoWildcards } from "./rules/iam-no-wildcards";
import { imageDigest } from "./rules/image-digest";
import { ingressNotOpen } from "./rules/ingress-not-open";
import { kmsKeyPolicy } from "./rules/kms-key-policy";
import { kmsRotation } from "./rules/kms-rotation";
import { logEncrypted } from "./rules/log-encrypted";
import { logRetention } from "./rules/log-retention";
import { offHours } from "./rules/off-hours";
import { oidcSubject } from "./rules/oidc-subject";
import { oneNat } from "./rules/one-nat";
import { protectedInProd } from "./rules/protected-in-prod";
import { rdsAdminName } from "./rules/rds-admin-name";
import { rdsBackups } from "./rules/rds-backups";
import { rdsDeletionProtection } from "./rules/rds-deletion-protection";
import { rdsEncrypted } from "./rules/rds-encrypted";
import { rdsIamAuthentication } from "./rules/rds-iam-authentication";
import { rdsLogs } from "./rules/rds-logs";
import { rdsMinorUpgrades } from "./rules/rds-minor-upgrades";
import { rdsMonitoring } from "./rules/rds-monitoring";
import { rdsMultiAz } from "./rules/rds-multi-az";
import { rdsPrivate } from "./rules/rds-private";
import { rdsSnapshotTags } from "./rules/rds-snapshot-tags";
import { rdsTls } from "./rules/rds-tls";
import { releaseApproved } from "./rules/release-approved";
import { releaseVerified } from "./rules/release-verified";
import { secretCustomerKey } from "./rules/secret-customer-key";
import { secretRotation } from "./rules/secret-rotation";
import { secretRotationInterval } from "./rules/secret-rotation-interval";
import { smallSizes } from "./rules/small-sizes";
import { snsEncrypted } from "./rules/sns-encrypted";
import { snsNotPublic } from "./rules/sns-not-public";
import { subnetNoPublicAddresses } from "./rules/subnet-no-public-addresses";
import { trafficSlots } from "./rules/traffic-slots";
import { trafficWeights } from "./rules/traffic-weights";
import { vpcDefaultGroupClosed } from "./rules/vpc-default-group-closed";
import { vpcDefaultGroupManaged } from "./rules/vpc-default-group-managed";
import { vpcFlowLogTraffic } from "./rules/vpc-flow-log-traffic";
import { vpcFlowLogs } from "./rules/vpc-flow-logs";
import { wafLogs } from "./rules/waf-logs";
import { wafMetrics } from "./rules/waf-metrics";
import { wafRateRule } from "./rules/waf-rate-rule";
import { wafRules } from "./rules/waf-rules";

/** Every rule of the pack, by area. */
export const catalogue: readonly Rule[] = [
  rdsPrivate,
  rdsEncrypted,
  rdsMultiAz,
  rdsMonitoring,
  rdsDeletionProtection,
  rdsLogs,
  rdsIamAuthentication,
  rdsBackups,
  rdsMinorUpgrades,
  rdsSnapshotTags,
  rdsAdminName,
  rdsTls,
  elbHttpRedirects,
  elbDropInvalidHeaders,
  elbAccessLogs,
  elbDeletionProtection,
  elbDesync,
  elbZones,
  elbTlsPolicy,
  elbFirewall,
  ecsNoPublicAddress,
  ecsHostProcesses,
  ecsUnprivileged,
  ecsReadOnlyRoot,
  ecsNoSecretsInEnvironment,
  ecsLogging,
  ecsPlatform,
  ecsInsights,
  ecsRolesDiffer,
  ecsCircuitBreaker,
  elasticacheBackups,
  elasticacheUpgrades,
  elasticacheFailover,
  elasticacheEncrypted,
  elasticacheTls,
  elasticacheAuthentication,
  elasticacheSubnetGroup,
  secretRotation,
  secretRotationInterval,
  secretCustomerKey,
  kmsRotation,
  kmsKeyPolicy,
  cloudfrontRootObject,
  cloudfrontHttps,
  cloudfrontLogs,
  cloudfrontFirewall,
  cloudfrontCertificate,
  cloudfrontOriginTls,
  cloudfrontTlsPolicy,
  wafRules,
  wafMetrics,
  wafRateRule,
  wafLogs,
  vpcDefaultGroupClosed,
  vpcDefaultGroupManaged,
  vpcFlowLogs,
  vpcFlowLogTraffic,
  subnetNoPublicAddresses,
  ingressNotOpen,
  snsEncrypted,
  snsNotPublic,
  backupEncrypted,
  bucketPublicAccessBlocked,
  bucketPublicAccessManaged,
  bucketTls,
  bucketPolicyManaged,
  logRetention,
  logEncrypted,
  iamNoWildcards,
  oidcSubject,
  protectedInProd,
  imageDigest,
  trafficWeights,
  trafficSlots,
  releaseVerified,
  releaseApproved,
  costWithinBudget,
  budget,
  oneNat,
  offHours,
  smallSizes,
  allowedRegions,
];
