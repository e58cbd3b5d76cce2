import type { Flow } from "../flow";
import { deliveryOf, teamsOf, type Delivery } from "../github/delivery";
import { offers, withheld } from "../github/plan-limits";
import { didYouMean } from "../suggest";
import { when, type Choice } from "./choice";
import { isPlaceholder, type Repository } from "./repository";

const where = "promenade:repository";

export interface ChosenDelivery extends Choice<Delivery | undefined> {
  readonly warnings: readonly string[];
}

/** Without a repository, what GitHub would keep is left out. */
export function chooseDelivery(
  { repository, cloud }: { readonly repository?: Repository; readonly cloud?: string },
  flow: Flow,
  stack: string,
): ChosenDelivery {
  if (repository === undefined) return { value: undefined, problems: [], warnings: [] };
  const wanted = deliveryOf(flow, stack, repository);
  const known = Object.keys(repository.teams);
  const asked = teamsOf(flow, stack);
  const problems = [
    ...when(cloud === "aws" && isPlaceholder(repository.name), () => ({
      where: `${where}.name`,
      wrong: "a placeholder, which is nobody's repository",
      found: repository.name,
      allowed: "owner/name of yours",
      change: `set ${where}.name, or remove ${where} to leave out what GitHub keeps`,
    })),
    ...asked
      .filter((team) => !known.includes(team))
      .map((team) => ({
        where: `${where}.teams`,
        wrong: `no id of the team ${team}, which approves here${didYouMean(team, known)}`,
        found: known.join(", ") || "nothing",
        allowed: `ids of ${asked.join(", ")}`,
        change: `set ${where}.teams.${team}: gh api orgs/ORGANIZATION/teams/${team} --jq .id`,
      })),
    ...wanted.environments
      .filter(({ teams, users }) => teams.length + users.length > mostReviewers)
      .map(({ name, teams, users }) => ({
        where: `${where}.teams`,
        wrong: `too many reviewers of ${name}`,
        found: `${teams.length} teams and ${users.length} people`,
        allowed: `${mostReviewers} together (GitHub's limit)`,
        change: "put people into teams, or name fewer roles as reviewers in the flow",
      })),
  ];
  const offered = offers(repository);
  return { value: withheld(wanted, offered), problems, warnings: offered.warnings(wanted) };
}

/** Teams and users of one environment (GitHub's limit). */
const mostReviewers = 6;
