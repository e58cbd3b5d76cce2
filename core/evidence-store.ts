import { bucketNameOf } from "./names";

/** What a bucket's name of an environment's evidence is made of, before the account's number. */
export const evidenceNameParts = (environment: string): [string, string] => [environment, "evidence"];

/** Name of the bucket that has an environment's evidence. */
export const evidenceBucket = (environment: string, account: string): string =>
  bucketNameOf(evidenceNameParts(environment), account);

/** What a bucket of evidence keeps where: an object an event, all with one prefix, and the lease beside them. */
export const evidenceKeys = { events: "events/", lease: "lease.json" } as const;

/** Days for which an event is locked where events are: as long as prod keeps its logs (requirement 2). */
export const evidenceLockDays = 731;

/**
 * The bucket's policy: over TLS, and nobody takes an event away or writes another one in its place. That goes for the
 * bypass too which S3's governance mode leaves to administrators: they would have to change this policy first, which
 * the trail tells.
 */
export function evidencePolicy(bucketArn: string) {
  const deny = (Sid: string, statement: object) => ({ Sid, Effect: "Deny", Principal: "*", ...statement });
  const Resource = `${bucketArn}/${evidenceKeys.events}*`;
  return {
    Version: "2012-10-17",
    Statement: [
      deny("OverTlsOnly", {
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
      deny("NobodyDeletes", {
        Action: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
        Resource,
      }),
      deny("NobodyOverwrites", {
        Action: "s3:PutObject",
        Resource,
        Condition: { Null: { "s3:if-none-match": "true" } },
      }),
    ],
  };
}
