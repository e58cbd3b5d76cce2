/** ARNs of what a function meets whatever its work is. */
interface Places<Ref> {
  readonly region: string;
  /** Streams of its log group. */
  readonly logStreams: Ref;
  /** The queue of calls that failed for good. */
  readonly failures: Ref;
  readonly key: Ref;
  /** Anything of the account's networks in this region. */
  readonly network: Ref;
  /** Services beside SQS that encrypt, with the key and in the function's name, what it hands them: `sns`. */
  readonly sealedBy: readonly string[];
}

/** What any function may do to AWS: be traced and logged, join its network, and keep what failed. */
export function functionPermissions<Ref>({ region, logStreams, failures, key, network, sealedBy }: Places<Ref>) {
  const allow = (Sid: string, Action: string | readonly string[], Resource: Ref | "*") => ({
    ...{ Sid, Effect: "Allow", Action, Resource },
  });
  const services = [...sealedBy, "sqs"].map((service) => `${service}.${region}.amazonaws.com`);
  return [
    // Lambda decrypts the function's environment as the function itself.
    allow("Decrypt", "kms:Decrypt", key),
    { ...allow("Encrypt", "kms:GenerateDataKey", key), Condition: { StringEquals: { "kms:ViaService": services } } },
    allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], logStreams),
    allow("KeepFailures", "sqs:SendMessage", failures),
    // AWS takes no narrower resource for these two.
    allow("Trace", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
    allow("SeeNetwork", ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], "*"),
    allow("JoinNetwork", networkActions, network),
  ];
}

const networkActions = [
  ...["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
  ...["ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
];
