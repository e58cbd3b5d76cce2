import type { Statement } from "./statement";

/**
 * What a preview asks of AWS: it compares with the state, and looks up no more than names. It reads none of the
 * environment's resources and none of its secrets.
 */
export const previewStatements: readonly Statement[] = [
  {
    Sid: "Look",
    Effect: "Allow",
    Action: [
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeManagedPrefixLists",
      "ec2:GetManagedPrefixListEntries",
      "route53:GetHostedZone",
      "route53:ListHostedZones*",
      "route53:ListTagsForResource",
    ],
    Resource: "*",
  },
];
