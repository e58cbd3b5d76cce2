import { subjectOf } from "../access/github-oidc";
import { teamsWith } from "../access/people";
import type { StatePlace } from "../access/state";
import { firstEnvironment, pathsTo, placeOf, stacksOf, type Flow } from "../flow";
import { when, type Choice } from "./choice";
import type { Config } from "./keys";

/** Who may act for an environment, in AWS. */
export interface AccessSettings {
  /** Undefined where no repository is named. */
  readonly workflows: WorkflowAccess | undefined;
  readonly state: StatePlace | undefined;
  /** Teams that may, by what the flow's roles are given. */
  readonly teams: { readonly deploy: Teams; readonly database: Teams; readonly shell: Teams };
}

type Teams = readonly string[];

/** GitHub's workflows, by the subject that each of them has. */
export interface WorkflowAccess {
  /** Whether this stack keeps what the account trusts GitHub by. */
  readonly ownsProvider: boolean;
  readonly deploy: string;
  /** Stacks that releases are promoted from, which it reads for that. */
  readonly sources: readonly string[];
  /** Undefined where pull requests may not preview. */
  readonly preview: string | undefined;
  /** Those that bring pull requests' environments up; undefined where this stack has no guests. */
  readonly guests: string | undefined;
}

/** Doors that are opened for people, and so need somebody who may go through. */
const doors = ["shell", "databaseAccess"] as const;

export function chooseAccess(
  config: Config,
  flow: Flow,
  stack: string,
  opened: Readonly<Record<(typeof doors)[number], boolean>>,
): Choice<AccessSettings> {
  const { repository, state } = config;
  const access = placeOf(flow, stack)?.environment.access ?? { deploy: [], database: [], shell: [] };
  const teams = {
    deploy: teamsWith(flow, access.deploy),
    database: teamsWith(flow, access.database),
    shell: teamsWith(flow, access.shell),
  };
  const able = { shell: teams.shell, databaseAccess: teams.database };
  const guest = Object.entries(flow.environments).find(([, { host }]) => host === stack)?.[0];
  const first = config.oidcProvider === undefined ? stack === firstEnvironment(flow) : config.oidcProvider === "own";
  return {
    value: {
      ...{ state, teams },
      workflows: repository && {
        ownsProvider: first,
        deploy: subjectOf(repository, { environment: stack }),
        sources: sourcesOf(flow, stack),
        preview: repository.previews ? subjectOf(repository, "pull_request") : undefined,
        guests: guest === undefined ? undefined : subjectOf(repository, { environment: guest }),
      },
    },
    problems: doors.flatMap((door) =>
      when(opened[door] && able[door].length === 0, () => ({
        where: `promenade:${door}`,
        wrong: "opened for nobody: the flow gives it to no team here",
        found: "no team",
        allowed: "an environment whose access in the flow names roles with teams",
        change: `remove promenade:${door}, or say in the flow who may`,
      })),
    ),
  };
}

const sourcesOf = (flow: Flow, stack: string): readonly string[] =>
  pathsTo(flow, stack).flatMap(({ from }) => {
    const environment = flow.environments[from];
    return environment === undefined ? [] : stacksOf(from, environment);
  });
