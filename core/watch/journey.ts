/** How often a user's journey is made, and how long it may take: a run ends before the next one begins. */
export const schedule = { expression: "rate(5 minutes)", timeoutSeconds: 120 } as const;

/** Days that CloudWatch and the bucket keep what runs have seen. */
export const keptDays = 31;

/** Where in the bucket a journey's code and its findings lie. */
export const folders = { code: "code", runs: "runs" } as const;

/** ARNs of what a journey meets, with a `*` where it is several. */
interface Places<Ref> {
  readonly region: string;
  readonly bucket: Ref;
  readonly code: Ref;
  readonly runs: Ref;
  readonly logGroups: Ref;
  readonly key: Ref;
  /** Anything of the account's networks in this region. */
  readonly network: Ref;
}

/** What a journey may do to AWS (AWS: CloudWatch Synthetics, required roles and permissions). */
export function journeyPermissions<Ref>({ region, bucket, code, runs, logGroups, key, network }: Places<Ref>) {
  const allow = (Sid: string, Action: string | readonly string[], Resource: Ref | "*") => ({
    ...{ Sid, Effect: "Allow", Action, Resource },
  });
  return [
    allow("ReadCode", ["s3:GetObject", "s3:GetObjectVersion"], code),
    allow("KeepFindings", ["s3:PutObject", "s3:GetObject"], runs),
    allow("FindBucket", "s3:GetBucketLocation", bucket),
    {
      ...allow("EncryptFindings", ["kms:GenerateDataKey", "kms:Decrypt"], key),
      Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
    },
    allow("WriteLogs", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], logGroups),
    // AWS takes no narrower resource for these.
    allow("ListBuckets", "s3:ListAllMyBuckets", "*"),
    {
      ...allow("CountRuns", "cloudwatch:PutMetricData", "*"),
      Condition: { StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } },
    },
    allow("SeeNetwork", "ec2:DescribeNetworkInterfaces", "*"),
    allow("JoinNetwork", networkActions, network),
  ];
}

const networkActions = [
  ...["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
  ...["ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
];

/** The bucket's own policy: nobody comes in without TLS. Who may come in at all is their roles' to say. */
export const journeyBucketPolicy = (bucketArn: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      ...{ Sid: "OverTlsOnly", Effect: "Deny", Principal: "*", Action: "s3:*" },
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});
