import * as pulumi from "@pulumi/pulumi";
import { Boundary } from "../components/boundary";
import { ShellAccess } from "../components/shell-access";
import { WorkflowRoles } from "../components/workflow-roles";
import { boundaryStatements } from "../core/access/boundary";
import { deployStatements } from "../core/access/deploy";
import { workflowTrust } from "../core/access/github-oidc";
import { peopleTrust } from "../core/access/people";
import { previewStatements } from "../core/access/preview";
import { guestsOf, realmOf, type Realm } from "../core/access/realm";
import { sourceStatements } from "../core/access/sources";
import { stateStatements } from "../core/access/state";
import { policyOf, type Statement } from "../core/access/statement";
import type { SharedOutputs } from "../core/outputs";
import type { Settings } from "../core/settings";
import type { Cluster } from "../components/cluster";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";

/** Bounds what roles of the environment, and of its guests, can ever be given: where workflows make roles. */
export function bounded(settings: Settings, common: Common, host: SharedOutputs | undefined): Common {
  const { workflows } = settings.access;
  if (settings.environment.guest !== undefined) return { ...common, permissionsBoundary: host?.boundary };
  if (workflows === undefined) return common;
  const boundary = (what: string, realm: pulumi.Output<Realm>) =>
    new Boundary(namesOf(settings)(what), {
      ...common,
      policy: realm.apply((known) => policyOf(boundaryStatements(known))),
    }).arn;
  const realm = ownRealm(settings, common);
  return {
    ...common,
    permissionsBoundary: boundary("boundary", realm),
    ...(workflows.guests && { guestsBoundary: boundary("guests-boundary", realm.apply(guestsOf)) }),
  };
}

/**
 * Who GitHub's workflows are for this environment, and for its guests: ARNs by what each may do. Whoever deploys by hand
 * takes on the same role.
 */
export function workflowRoles(settings: Settings, common: Common): Readonly<Record<string, pulumi.Output<string>>> {
  const { workflows, teams, state } = settings.access;
  const { guest, name } = settings.environment;
  if (workflows === undefined || guest !== undefined) return {};
  const images = settings.ownsRegistry ? "keep" : "look";
  const domain = settings.domain?.name;
  const below = (...prefixes: readonly string[]) =>
    domain === undefined ? [] : prefixes.map((prefix) => `${prefix}${domain}`);
  const realm = ownRealm(settings, common);
  const stored = (known: Realm, stack: string, access: "read" | "write"): readonly Statement[] =>
    state === undefined ? [] : stateStatements(known, state, pulumi.getProject(), stack, access);
  const role = (
    of: (realm: Realm) => { readonly trust: readonly Statement[]; readonly may: readonly Statement[] },
  ) => ({
    trust: realm.apply((known) => policyOf(of(known).trust)),
    permissions: realm.apply((known) => policyOf(of(known).may)),
  });
  const { preview, guests } = workflows;
  return new WorkflowRoles(namesOf(settings)("workflows"), {
    ...common,
    environment: name,
    ownsProvider: workflows.ownsProvider,
    roles: {
      deploy: role((known) => ({
        trust: [
          workflowTrust(known, workflows.deploy),
          ...(teams.deploy.length > 0 ? [peopleTrust(known, teams.deploy)] : []),
        ],
        may: [
          ...deployStatements({ realm: known, addresses: below("", "*."), images }),
          ...stored(known, name, "write"),
          ...sourceStatements(known, workflows.sources),
          ...workflows.sources.flatMap((source, at) =>
            stored(known, source, "read").map((one) => ({ ...one, Sid: `${one.Sid}OfSource${at + 1}` })),
          ),
        ],
      })),
      ...(preview && {
        preview: role((known) => ({
          trust: [workflowTrust(known, preview)],
          may: [...previewStatements, ...stored(known, name, "read")],
        })),
      }),
      ...(guests && {
        "guests-deploy": role((host) => {
          const known = guestsOf(host);
          return {
            trust: [workflowTrust(known, guests)],
            may: [
              ...deployStatements({ realm: known, host, addresses: below("pr-*."), images: "fill" }),
              ...stored(known, known.name, "write"),
              ...stored(known, name, "read").map((one) => ({ ...one, Sid: `${one.Sid}OfHost` })),
            ],
          };
        }),
      }),
    },
  }).arns;
}

/** A shell into tasks for people, while it is open. */
export function shellAccess(
  settings: Settings,
  common: Common,
  { keyArn }: Foundation,
  { clusterName }: Cluster,
): void {
  const { shell, access } = settings;
  if (shell === undefined) return;
  const place = { opening: shell, teams: access.teams.shell, clusterName, keyArn };
  new ShellAccess(namesOf(settings)("shell-access"), { ...common, ...place });
}

const ownRealm = ({ environment, region, allowedRegions }: Settings, { accountId }: Common): pulumi.Output<Realm> =>
  accountId.apply((known) => realmOf(environment.name, { region, allowedRegions, accountId: known }));
