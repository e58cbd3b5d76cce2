import { partitionOf } from "./arn";

/** ARNs of principals. */
export interface VaultPolicyArgs {
  /** Roles that read values: tasks while they start. */
  readonly readers: readonly string[];
  /** Roles that read and change values: the rotation. */
  readonly writers: readonly string[];
  /** Whoever deploys and repairs; patterns are allowed. */
  readonly administrators: readonly string[];
}

/**
 * The policy of each vault entry. It grants nothing, for roles have policies of their own; it keeps everybody else in the
 * account from values, whatever their own policies say. Who may change this policy is not its business, so that nobody can
 * lock the account out.
 */
export function vaultPolicy({ readers, writers, administrators }: VaultPolicyArgs) {
  const denied = (Sid: string, Action: readonly string[], others: readonly string[]) => ({
    Sid,
    Effect: "Deny",
    Principal: "*",
    Action: [...Action],
    Resource: "*",
    Condition: { ArnNotLike: { "aws:PrincipalArn": [...others] } },
  });
  return {
    Version: "2012-10-17",
    Statement: [
      denied(
        "OnlyThisEnvironmentReads",
        ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"],
        [...readers, ...writers, ...administrators],
      ),
      denied(
        "OnlyTheRotationWrites",
        ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
        [...writers, ...administrators],
      ),
    ],
  };
}

/**
 * Whoever has that ARN for a session (`arn:aws:sts::…:assumed-role/NAME/session`), as IAM knows them for good. The path of
 * a role is not in its sessions' ARNs, so any path will do. Users and the account itself are what they say.
 */
export function principalsOf(callerArn: string): readonly string[] {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn) ?? [];
  if (partition === undefined || account === undefined || role === undefined) return [callerArn];
  return rolesNamed(role, `arn:${partition}:iam::${account}`);
}

/** Roles of an account by their name, which may be a pattern, whatever their path. */
export function administratorsNamed(names: readonly string[], region: string, accountId: string): readonly string[] {
  return names.flatMap((name) => rolesNamed(name, `arn:${partitionOf(region)}:iam::${accountId}`));
}

const rolesNamed = (name: string, account: string): readonly string[] => [
  `${account}:role/${name}`,
  `${account}:role/*/${name}`,
];
