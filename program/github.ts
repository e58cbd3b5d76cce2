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
  /** What a workflow has to know to act: `PROD_ROLE_ARN`, `PROD_AWS_REGION`. */
  const actor = (of: string, arn: pulumi.Input<string> | undefined): Readonly<Record<string, pulumi.Input<string>>> =>
    arn === undefined ? {} : { [`${of}_ROLE_ARN`]: arn, [`${of}_AWS_REGION`]: region };
  const { deploy, preview, "guests-deploy": guests } = workflowRoles(settings, common);
  const [guest] = kept.environments.flatMap(({ part, name: called }) => (part === "guests" ? [scopeOf(called)] : []));
  const variables = {
    environment: { ...actor(scope, deploy), [`${scope}_URL`]: url },
    ...(guest && { guests: actor(guest, guests) }),
  };
  const shared = actor(`${scope}_PREVIEW`, preview);
  new Github(name("github"), { ...kept, variables, shared }, { providers: [providerFor(name("github"), kept.owner)] });
}

/** Its token comes from GITHUB_TOKEN when it runs; the SDK would write it into the state in plain text. */
const providerFor = (name: string, owner: string): Provider =>
  new Provider(
    name,
    { owner },
    { transformations: [({ props, opts }) => ({ props: { ...(props as object), token: undefined }, opts })] },
  );
