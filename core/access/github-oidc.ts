import type { Repository } from "../config/repository";
import { iamArn, type Realm } from "./realm";
import type { Statement } from "./statement";

/** Who vouches for GitHub's workflows; an account knows it once. */
export const issuer = "token.actions.githubusercontent.com";

/** For whom GitHub makes the token out. */
export const audience = "sts.amazonaws.com";

/** What a workflow runs for: a GitHub environment, whose rules it has passed, or any pull request of the repository. */
export type Occasion = { readonly environment: string } | "pull_request";

/** GitHub's name for it, exactly. Repositories made or renamed since July 2026 have their ids in it. */
export function subjectOf({ name, ids }: Pick<Repository, "name" | "ids">, occasion: Occasion): string {
  const [owner = "", repository = ""] = name.split("/");
  const where = ids === undefined ? name : `${owner}@${ids.owner}/${repository}@${ids.repository}`;
  return `repo:${where}:${occasion === "pull_request" ? occasion : `environment:${occasion.environment}`}`;
}

/** Lets in one subject's workflows and nobody else. */
export const workflowTrust = (realm: Realm, subject: string): Statement => ({
  Sid: "Workflows",
  Effect: "Allow",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: iamArn(realm, `oidc-provider/${issuer}`) },
  Condition: { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject } },
});
