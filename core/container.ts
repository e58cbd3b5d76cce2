import type { ServiceSettings } from "./config/services";
import { shortHash } from "./names";
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
  const { service, slot, release } = args;
  return {
    ...baseOf({
      ...args,
      variables: { ...args.variables, ...identity(args), PORT: String(service.port), SLOT: slot },
      image: release?.images[service.name] ?? emptySlotImage,
      stream: slot,
    }),
    portMappings: [{ containerPort: service.port, hostPort: service.port, protocol: "tcp" }],
  };
}

export interface MigrationContainerArgs<Ref> extends Omit<ContainerArgs<Ref>, "slot" | "variables"> {
  readonly command: readonly string[];
  /** As the container gets them, addresses among them. */
  readonly variables: Readonly<Record<string, Ref | string>>;
}

/** The container that migrates the database: the service's image, with a command of its own and no port. */
export function migrationContainer<Ref>(args: MigrationContainerArgs<Ref>) {
  const { service, release, command } = args;
  return {
    ...baseOf<Ref>({
      ...args,
      variables: { ...args.variables, ...identity(args) },
      image: release?.images[service.name] ?? emptySlotImage,
      stream: "migrate",
    }),
    command: [...command],
  };
}

const identity = ({
  release,
  environment,
  service,
}: Pick<ContainerArgs<never>, "release" | "environment" | "service">) => ({
  ...(release === undefined ? {} : { RELEASE: release.release }),
  ENVIRONMENT: environment,
  SERVICE: service.name,
});

interface BaseArgs<Ref> extends Pick<ContainerArgs<Ref>, "service" | "region" | "secrets" | "logGroup"> {
  readonly image: string;
  readonly variables: Readonly<Record<string, Ref | string>>;
  /** What the log's streams begin with. */
  readonly stream: string;
}

/** What all containers of the app have alike. */
function baseOf<Ref>({ service, image, variables, secrets, region, logGroup, stream }: BaseArgs<Ref>) {
  return {
    name: service.name,
    image,
    essential: true,
    memory: service.containerMemoryMiB,
    // Sorted, so that reordering a stack file changes nothing.
    environment: sorted(variables).map(([name, value]) => ({ name, value })),
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
        "awslogs-group": logGroup,
        "awslogs-region": region,
        "awslogs-stream-prefix": stream,
        // A log that cannot be delivered must not block the app.
        mode: "non-blocking",
      },
    },
  };
}

/** A task of a service as ECS takes it, but for its container and who it is (API: RegisterTaskDefinition). */
export const taskSettings = ({ cpu, taskMemoryMiB }: ServiceSettings) => ({
  requiresCompatibilities: ["FARGATE"],
  networkMode: "awsvpc",
  runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
  cpu: String(cpu),
  memory: String(taskMemoryMiB),
  volumes: Object.keys(taskVolumes).map((volume) => ({ name: volume })),
});

export interface SettingsHashArgs extends Pick<
  ContainerArgs<never>,
  "service" | "environment" | "region" | "variables"
> {
  /** Names of the variables that come from the vault. */
  readonly secrets: readonly string[];
}

/**
 * Tells apart what a service's tasks are started with: all of it but the release, the slot, and what only the cloud
 * knows. A slot whose hash is another one gets the new settings by the next deploy.
 */
export function settingsHash({ secrets, ...args }: SettingsHashArgs): string {
  const container = containerDefinition({
    ...{ ...args, slot: "blue", release: undefined, logGroup: "" },
    secrets: Object.fromEntries(secrets.map((name) => [name, name])),
  });
  const { healthPath } = args.service;
  return shortHash(JSON.stringify({ container, task: taskSettings(args.service), healthPath }), 12);
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
