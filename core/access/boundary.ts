import { arnIn, carries, type Realm } from "./realm";
import type { Statement } from "./statement";

/**
 * The most that any role can be given which an environment makes: what its tasks, functions and AWS's services do with
 * its own things. So whoever may make roles there cannot make one that may more than they do.
 */
export const boundaryStatements = (realm: Realm): readonly Statement[] => {
  const { name, partition } = realm;
  const own = (service: string, ...resources: readonly string[]) => resources.map((one) => arnIn(realm, service, one));
  const bucket = `arn:${partition}:s3:::${name}-*`;
  return [
    {
      Sid: "Own",
      Effect: "Allow",
      Action: [
        "backup:*",
        "cloudwatch:*",
        "firehose:Put*",
        "lambda:InvokeFunction",
        "logs:*",
        "rds:*",
        "s3:*",
        "secretsmanager:*",
        "sns:Publish",
        "sqs:*",
      ],
      Resource: [
        ...own("backup", `backup-vault:${name}-*`),
        ...own("cloudwatch", "alarm:*"),
        ...own("firehose", `deliverystream/${name}-*`),
        ...own("lambda", `function:${name}-*`),
        ...own(
          "logs",
          `log-group:/promenade/${name}/*`,
          `log-group:/aws/lambda/cwsyn-${name}-*`,
          "log-group:RDSOSMetrics:*",
        ),
        ...own("rds", `db:${name}-*`, "snapshot:awsbackup:*"),
        bucket,
        // What RDS names itself is sealed by the environment's key as well.
        ...own("secretsmanager", `secret:promenade/${name}/*`, "secret:rds!*"),
        ...own("sns", `${name}-*`),
        ...own("sqs", `${name}-*`),
      ],
    },
    {
      Sid: "Key",
      Effect: "Allow",
      Action: "kms:*",
      Resource: own("kms", "key/*"),
      Condition: carries(realm, "ResourceTag"),
    },
    { Sid: "Shell", Effect: "Allow", Action: "ecs:ExecuteCommand", Resource: own("ecs", `*/${name}-*`) },
    {
      Sid: "Images",
      Effect: "Allow",
      Action: ["ecr:BatchCheck*", "ecr:BatchGet*", "ecr:GetDownload*"],
      Resource: own("ecr", "*"),
    },
    {
      Sid: "LogInToDatabase",
      Effect: "Allow",
      Action: "rds-db:connect",
      Resource: own("rds-db", "dbuser:*/emergency"),
    },
    {
      Sid: "Network",
      Effect: "Allow",
      Action: ["ec2:*NetworkInterface*", "ec2:*PrivateIpAddresses"],
      Resource: own("ec2", "*"),
    },
    {
      Sid: "Unnamed",
      Effect: "Allow",
      Action: [
        "cloudwatch:PutMetricData",
        "ec2:Describe*",
        "ecr:GetAuthorizationToken",
        "ecs:DescribeTasks",
        "ecs:ListTasks",
        "logs:DescribeLogGroups",
        "s3:ListAllMyBuckets",
        "ssmmessages:Create*",
        "ssmmessages:Open*",
        "tag:GetResources",
        "xray:Put*",
      ],
      Resource: "*",
    },
  ];
};
