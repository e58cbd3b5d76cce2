import type { ServiceSettings } from "./config/services";
import type { Release, Slot } from "./release";

/** `Ref` stands for values that only the cloud knows: plain text, or a promise of it. */
export interface ContainerArgs<Ref> {
  readonly service: ServiceSettings;
  readonly slot: Slot;
  /** Undefined in a slot that has never been given a release. */
  readonly release: Release | undefined;
  readonly environment: string;
  readonly region: string;
  readonly variables: Readonly<Record<string, string>>;
  /** ARN of the vault's entry by variable name. */
  readonly secrets: Readonly<Record<string, Ref>>;
  /** Name of the log group. */
  readonly logGroup: Ref;
}

/** Stands in for the image of an empty slot; no registry has it, for nothing is to run there. */
export const emptySlotImage = `promenade/empty-slot@sha256:${"0".repeat(64)}`;

/** A service's one container as ECS takes it (API: ContainerDefinition). */
export function containerDefinition<Ref>(args: ContainerArgs<Ref>) {
  const { service, slot, release, environment, variables, secrets } = args;
  const plain: Readonly<Record<string, string>> = {
    ...variables,
    ...(release === undefined ? {} : { RELEASE: release.release }),
    ENVIRONMENT: environment,
    PORT: String(service.port),
    SERVICE: service.name,
    SLOT: slot,
  };
  return {
    name: service.name,
    image: release?.images[service.name] ?? emptySlotImage,
    essential: true,
    memory: service.containerMemoryMiB,
    portMappings: [{ containerPort: service.port, hostPort: service.port, protocol: "tcp" }],
    // Sorted, so that reordering a stack file changes nothing.
    environment: sorted(plain).map(([name, value]) => ({ name, value })),
    secrets: sorted(secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    privileged: false,
    readonlyRootFilesystem: true,
    // The root is read-only, and most runtimes want a place for temporary files. It belongs to root unless the image
    // declares VOLUME /tmp with an owner of its own.
    mountPoints: Object.entries(taskVolumes).map(([sourceVolume, containerPath]) => ({
      sourceVolume,
      containerPath,
      readOnly: false,
    })),
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": args.logGroup,
        "awslogs-region": args.region,
        "awslogs-stream-prefix": slot,
        // A log that cannot be delivered must not block the app.
        mode: "non-blocking",
      },
    },
  };
}

/**
 * Where a container may write, by the name of the task's volume, which ends with the task: for temporary files, and
 * for the agent of an emergency shell. It wants a root that it can write; with these three folders it takes a read-only
 * one (aws/containers-roadmap#1359; AWS does not promise it). They are there before anybody needs them, for a running
 * task gets no others.
 */
export const taskVolumes = {
  tmp: "/tmp",
  "shell-agents": "/managed-agents",
  "shell-state": "/var/lib/amazon/ssm",
  "shell-log": "/var/log/amazon/ssm",
} as const;

const sorted = <T>(map: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1));
