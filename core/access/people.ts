import type { Flow } from "../flow";
import type { Access } from "../flow/role";
import type { Realm } from "./realm";
import type { Statement } from "./statement";

/** The tag of a person's session, or of their IAM user, that says which team they act for. */
export const teamTag = "team";

/** Teams that may do something in an environment, by the roles that the flow gives it to. */
export const teamsWith = ({ roles }: Pick<Flow, "roles">, allowed: Access[keyof Access]): readonly string[] => [
  ...new Set(allowed.flatMap((role) => roles[role]?.teams ?? [])),
];

/** Lets in people of the account whose session is of one of the teams, for as long as it is open. */
export const peopleTrust = (
  realm: Pick<Realm, "partition" | "accountId">,
  teams: readonly string[],
  until?: string,
): Statement => ({
  Sid: "People",
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { AWS: `arn:${realm.partition}:iam::${realm.accountId}:root` },
  Condition: {
    StringEquals: { [`aws:PrincipalTag/${teamTag}`]: teams },
    ...(until === undefined ? {} : { DateLessThan: { "aws:CurrentTime": until } }),
  },
});
