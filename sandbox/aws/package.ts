import type { ProviderPackage } from "../provider/package";
import type { Model } from "../provider/model";
import type { Rule } from "../provider/rules";
import { acm } from "./acm";
import { appautoscaling } from "./appautoscaling";
import { backup } from "./backup";
import { budgets } from "./budgets";
import { cloudfront } from "./cloudfront";
import { cloudtrail } from "./cloudtrail";
import { cloudwatch } from "./cloudwatch";
import { ec2 } from "./ec2";
import { ecr } from "./ecr";
import { ecs } from "./ecs";
import { elasticache } from "./elasticache";
import { events } from "./events";
import { firehose } from "./firehose";
import { flowLogs } from "./flow-logs";
import { iam } from "./iam";
import { invokes } from "./invokes";
import { kms } from "./kms";
import { lambda } from "./lambda";
import { lb } from "./lb";
import { logPolicies } from "./log-policies";
import { logs } from "./logs";
import { rds } from "./rds";
import { route53 } from "./route53";
import { s3 } from "./s3";
import { s3Lifecycle } from "./s3-lifecycle";
import { s3Policy } from "./s3-policy";
import { scheduler } from "./scheduler";
import { secretsmanager } from "./secretsmanager";
import { securityGroups } from "./security-groups";
import { sns } from "./sns";
import { sqs } from "./sqs";
import { synthetics } from "./synthetics";
import { wafv2 } from "./wafv2";

/** AWS's limits for the tags of any resource. */
const tags: Rule = (value, path) => {
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length > 50) return `expected ${path} to have at most 50 tags, got ${entries.length}`;
  const wrong = entries.find(([key, text]) => key.length > 128 || /^aws:/i.test(key) || String(text).length > 256);
  return wrong && `${path}: a key has at most 128 characters and no prefix aws:, a value at most 256: "${wrong[0]}"`;
};

const models: readonly Model[] = [
  ...ec2,
  ...securityGroups,
  ...lb,
  ...ecs,
  ...iam,
  ...logs,
  ...logPolicies,
  ...rds,
  ...elasticache,
  ...scheduler,
  ...secretsmanager,
  ...kms,
  ...appautoscaling,
  ...backup,
  ...budgets,
  ...sns,
  ...ecr,
  ...s3,
  ...s3Lifecycle,
  ...s3Policy,
  ...flowLogs,
  ...cloudtrail,
  ...firehose,
  ...acm,
  ...route53,
  ...wafv2,
  ...cloudfront,
  ...cloudwatch,
  ...events,
  ...synthetics,
  ...lambda,
  ...sqs,
].map((model) => ({ ...model, rules: { tags: [tags], ...model.rules } }));

/** What of AWS the local cloud plays. */
export const aws: ProviderPackage = {
  name: "aws",
  sdk: "@pulumi/aws",
  keeps: "records",
  models,
  invokes,
  checkConfig: ({ region }) =>
    region
      ? undefined
      : "Missing region configuration. Set your AWS region, e.g. `pulumi config set aws:region eu-central-1`.",
};
