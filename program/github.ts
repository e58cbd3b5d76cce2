import { Provider } from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { Github } from "../components/github";
import { scopeOf } from "../core/flow";
import type { Settings } from "../core/settings";
import { workflowRoles } from "./access";
import { namesOf, type Common } from "./common";

/** What GitHub keeps of the environment: its host keeps what pull requests need. */
export async function delivery(settings: Settings, common: Common, url: pulumi.Input<string>): Promise<void> {
  const { delivery: kept, environment, region } = settings;
  const { scope } = environment;
  if (environment.guest !== undefined) return;
  if (kept === undefined) {
    await pulumi.log.info("promenade:repository is not set: what GitHub keeps, and its workflows' roles, are left out");
    return;
  }
  const name = namesOf(settings);
  const { deploy, ...others } = workflowRoles(settings, common);
  const variables = {
    [`${scope}_AWS_REGION`]: region,
    [`${scope}_URL`]: url,
    ...(deploy && { [arnVariable(scope, "deploy")]: deploy }),
  };
  const shared = Object.fromEntries(Object.entries(others).map(([what, arn]) => [arnVariable(scope, what), arn]));
  new Github(name("github"), { ...kept, variables, shared }, { providers: [providerFor(name("github"), kept.owner)] });
}

/** `PROD_DEPLOY_ROLE_ARN`. */
const arnVariable = (scope: string, role: string): string => `${scope}_${scopeOf(role)}_ROLE_ARN`;

/** Its token comes from GITHUB_TOKEN when it runs; the SDK would write it into the state in plain text. */
const providerFor = (name: string, owner: string): Provider =>
  new Provider(
    name,
    { owner },
    { transformations: [({ props, opts }) => ({ props: { ...(props as object), token: undefined }, opts })] },
  );
