import { statementsOf } from "../policy-document";
import { list } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

const github = "token.actions.githubusercontent.com";

/** What a workflow's token has to say, each by its own name. */
const claims = { sub: "repo:ORGANISATION/REPOSITORY:environment:NAME", aud: "sts.amazonaws.com" };

export const oidcSubject: ResourceRule = {
  name: "oidc-subject",
  description: "A role that GitHub's workflows take is for one subject, named exactly.",
  area: "Access",
  severity: "critical",
  mandatoryIn: everyTier,
  checkov: ["CKV_AWS_358"],
  types: ["aws:iam/role:Role"],
  judge: ({ props }) =>
    statementsOf(props.assumeRolePolicy)
      .filter(({ effect, principals }) => effect === "Allow" && principals.some((one) => String(one).includes(github)))
      .flatMap(({ id, conditions }) =>
        Object.entries(claims).map(([claim, example]) => ({
          found: () => {
            const named = list(conditions.StringEquals?.[`${github}:${claim}`]);
            if (named.length === 0) return `${id} without StringEquals on ${github}:${claim}`;
            const wild = named.filter((value) => /[*?]/.test(String(value)));
            return wild.length === 0
              ? undefined
              : `${id} with ${claim} ${wild.map((value) => JSON.stringify(value)).join(", ")}`;
          },
          required: `StringEquals on ${github}:${claim}, without * or ?`,
          change: `name it exactly, such as ${example}`,
        })),
      ),
};
