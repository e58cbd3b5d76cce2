/** By service, how AWS writes what has a name of ours; `~` stands for what names start with. */
export const named: Readonly<Record<string, readonly string[]>> = {
  backup: ["backup-vault:~-*"],
  budgets: ["budget/~-*"],
  cloudtrail: ["trail/~-*"],
  cloudwatch: ["alarm:~-*", "dashboard/~-*"],
  ecs: ["*/~-*"],
  elasticache: ["*:~-*"],
  elasticloadbalancing: ["*/app/~-*", "targetgroup/~-*"],
  events: ["rule/~-*"],
  firehose: ["deliverystream/~-*"],
  kms: ["alias/~-*"],
  lambda: ["function:~-*", "function:cwsyn-~-*", "layer:cwsyn-~-*"],
  logs: ["log-group:/promenade/~/*", "log-group:/aws/rds/instance/~-*", "log-group:aws-waf-logs-~*"],
  rds: ["*:~-*", "og:default*"],
  s3: ["~-*"],
  scheduler: ["*/~-*"],
  secretsmanager: ["secret:promenade/~/*"],
  sns: ["~-*"],
  sqs: ["~-*"],
  synthetics: ["canary:~-*"],
  wafv2: ["*/webacl/~-*"],
};

/** Services whose things are told by their tag, as AWS chooses the names. */
export const byTag = ["acm", "application-autoscaling", "backup", "cloudfront", "ec2", "kms"];

/**
 * What is made with the tag on it. EC2 asks for what is made as well as for where it is put, both with the tag of the
 * request: no action stands beside a kind that it is put into, lest it be put into somebody else's.
 */
export const made: Readonly<
  Record<string, { readonly actions: readonly string[]; readonly resources?: readonly string[] }>
> = {
  Make: {
    actions: [
      "acm:RequestCertificate",
      "application-autoscaling:RegisterScalableTarget",
      "backup:CreateBackupPlan",
      "cloudfront:CreateDistribution",
      "cloudfront:CreateVpcOrigin",
      "kms:CreateKey",
      "synthetics:CreateCanary",
    ],
  },
  MakeNetworks: {
    actions: ["ec2:AllocateAddress", "ec2:CreateInternetGateway", "ec2:CreateVpc"],
    resources: ["elastic-ip", "internet-gateway", "vpc"],
  },
  MakeInNetworks: {
    actions: ["ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet"],
    resources: ["route-table", "security-group", "subnet"],
  },
  MakeInSubnets: {
    actions: ["ec2:AuthorizeSecurityGroup*", "ec2:CreateNatGateway", "ec2:CreateVpcEndpoint"],
    resources: ["natgateway", "security-group-rule", "vpc-endpoint"],
  },
  MakeLogs: { actions: ["ec2:CreateFlowLogs"], resources: ["vpc-flow-log"] },
};

/** What tells nothing that is secret, and mostly takes no narrower resource. */
export const readable = [
  "acm:ListCertificates",
  "application-autoscaling:Describe*",
  "backup:List*",
  "cloudformation:GetResource",
  "cloudformation:ListResources",
  "cloudfront:List*",
  "cloudtrail:DescribeTrails",
  "cloudwatch:Describe*",
  "cloudwatch:Get*",
  "cloudwatch:ListTagsForResource",
  "ec2:Describe*",
  "ec2:GetManagedPrefixListEntries",
  "ecs:Describe*",
  "ecs:List*",
  "elasticache:Describe*",
  "elasticloadbalancing:Describe*",
  "iam:ListPolicyVersions",
  "iam:GetPolicy*",
  "kms:ListAliases",
  "lambda:GetLayerVersion",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "rds:Describe*",
  "route53:Get*",
  "route53:List*",
  "sns:GetSubscriptionAttributes",
  "synthetics:Describe*",
  "tag:GetResources",
  "wafv2:List*",
];

/** What changes something, takes no narrower resource, and no tag either. */
export const unnamed = [
  "cloudwatch:PutMetricData",
  "ecs:DeregisterTaskDefinition",
  "elasticloadbalancing:SetWebAcl",
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DeleteResourcePolicy",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
  "sns:Unsubscribe",
];

/** Services that take on roles of the environment. */
export const served = [
  "backup",
  "cloudtrail",
  "ecs-tasks",
  "firehose",
  "lambda",
  "logs",
  "monitoring.rds",
  "scheduler",
];

const seen = ["ecr:BatchCheck*", "ecr:BatchGet*", "ecr:Describe*", "ecr:Get*", "ecr:List*"];

/** Images that all environments pull: kept and filled, filled, or looked at. */
export const imageActions = {
  keep: ["ecr:*"],
  fill: [...seen, "ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"],
  look: seen,
} as const;
