import { Provider } from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { Github } from "../components/github";
import type { Settings } from "../core/settings";
import { namesOf } from "./common";

/** What GitHub keeps of the environment: its host keeps what pull requests need. */
export async function delivery(settings: Settings, url: pulumi.Input<string>): Promise<void> {
  const { delivery: kept, environment, region } = settings;
  const { scope } = environment;
  if (environment.guest !== undefined) return;
  if (kept === undefined) {
    await pulumi.log.info("promenade:repository is not set: GitHub's environments, gates and labels are left out");
    return;
  }
  const name = namesOf(settings);
  const variables = { [`${scope}_AWS_REGION`]: region, [`${scope}_URL`]: url };
  new Github(name("github"), { ...kept, variables }, { providers: [providerFor(name("github"), kept.owner)] });
}

/** Its token comes from GITHUB_TOKEN when it runs; the SDK would write it into the state in plain text. */
const providerFor = (name: string, owner: string): Provider =>
  new Provider(
    name,
    { owner },
    { transformations: [({ props, opts }) => ({ props: { ...(props as object), token: undefined }, opts })] },
  );
