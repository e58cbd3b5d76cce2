import type { Cloud } from "../cloud";
import { lastSegment, properties, TYPES } from "./properties";

export interface Container {
  readonly name: string;
  readonly image: string;
  /** What runs in place of the image's own command. */
  readonly command?: readonly string[];
  readonly essential?: boolean;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly mountPoints?: readonly { readonly containerPath: string }[];
  /** Seconds between SIGTERM and SIGKILL; 30 when not said. */
  readonly stopTimeout?: number;
}

/** One revision of a task definition. */
export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly containers: readonly Container[];
}

interface Stored {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly containerDefinitions: string | readonly Container[];
}

/**
 * The definition with that ARN or `family:revision`, or the newest active one of a `family`. A deregistered revision is
 * still there for the services that run it, as on AWS.
 */
export function findTaskDefinition(cloud: Cloud, reference: string): TaskDefinition | undefined {
  const [family, revision] = lastSegment(reference).split(":");
  const inactive = revision === undefined ? [] : cloud.departed(TYPES.taskDefinition);
  return [...inactive, ...cloud.list(TYPES.taskDefinition)]
    .map((record) => properties<Stored>(record))
    .filter((stored) => stored.family === family && (revision === undefined || String(stored.revision) === revision))
    .map(definitionOf)
    .sort((a, b) => a.revision - b.revision)
    .at(-1);
}

function definitionOf({
  arn = "",
  family = "",
  revision = 1,
  containerDefinitions = [],
}: Partial<Stored>): TaskDefinition {
  const containers =
    typeof containerDefinitions === "string"
      ? (JSON.parse(containerDefinitions) as readonly Container[])
      : containerDefinitions;
  return { arn, family, revision, containers };
}

/** The container whose process stands for the whole task. */
export const mainContainer = ({ containers }: TaskDefinition): Container | undefined =>
  containers.find(({ essential = true }) => essential);
