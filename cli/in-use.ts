import { inUse, type NamedResource } from "../core/in-use";
import type { Problem } from "../core/problem";
import type { Settings } from "../core/settings";
import { vaultEntries } from "../core/vault-entries";
import { removedResources, type EngineEvent } from "./events";
import { refused, type Failure } from "./failure";
import type { Deployment } from "./ports/pulumi";

/** What a change is told that would take from a slot what its tasks start with; undefined when it takes nothing. */
export function inUseRefusal(
  stack: string,
  deployment: Deployment | undefined,
  events: readonly EngineEvent[],
): Failure | undefined {
  const found = inUse(resourcesIn(deployment), removedResources(events));
  const urns = [...new Set(found.map(({ urn }) => urn))];
  if (urns.length === 0) return undefined;
  return refused(
    ...urns.map((urn): Problem => {
      const users = found.filter((one) => one.urn === urn).map(({ slot, service }) => `${slot}/${service}`);
      return {
        where: `${stack}: ${nameOf(urn)}`,
        wrong: "the change would remove it, and tasks still start with it; nothing has been changed",
        found: `named by ${[...new Set(users)].join(", ")}`,
        allowed: "to remove what no slot names that has tasks",
        change:
          `deploy a release with the new settings first (npx promenade deploy --stack ${stack} …), and come back ` +
          "when the slot before it is retired or has been deployed to as well",
      };
    }),
  );
}

/** Whether the settings have no place any more for an entry of the vault that a slot names: worth a look ahead. */
export function dropsEntries(settings: Settings, deployment: Deployment | undefined): boolean {
  const resources = resourcesIn(deployment);
  const kept = vaultEntries(settings).map((entry) => `promenade/${settings.environment.name}/${entry}`);
  const dropped = resources.filter(
    ({ type, outputs }) => type === "aws:secretsmanager/secret:Secret" && !kept.includes(String(outputs.name)),
  );
  return inUse(resources, new Set(dropped.map(({ urn }) => urn))).length > 0;
}

const resourcesIn = (deployment: Deployment | undefined): readonly NamedResource[] =>
  (deployment?.deployment.resources ?? []).map(({ urn, type, outputs = {} }) => ({ urn, type, outputs }));

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);
