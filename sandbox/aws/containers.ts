import type { Properties } from "../cloud";
import { isUnknown } from "../provider/values";
import type { Problem } from "../schema/validate";
import { mebibytes } from "./fargate";

const at = "containerDefinitions";

const LOG_DRIVERS = ["awsfirelens", "awslogs", "fluentd", "gelf", "journald", "json-file", "splunk", "syslog"];

/** What ECS does not accept in a task's container definitions, given as JSON text. */
export function containerProblems({ containerDefinitions, memory }: Properties): readonly Problem[] {
  if (isUnknown(containerDefinitions)) return [];
  const containers = parse(String(containerDefinitions));
  const problem = (reason: string): Problem => ({
    path: at,
    reason: `ECS Task Definition container_definitions is invalid: ${reason}`,
  });
  if (!containers) return [problem("expected a JSON list of containers")];
  if (containers.length === 0) return [problem("at least one container is needed")];

  const reasons = containers.flatMap((container, index) => containerFaults(container, index));
  const names = containers.map(({ name }) => name);
  const twice = names.find((name, index) => name !== undefined && names.indexOf(name) !== index);
  if (twice !== undefined) reasons.push(`two containers are called ${JSON.stringify(twice)}`);
  if (!containers.some(({ essential }) => essential !== false))
    reasons.push("at least one container must be essential");
  const reserved = containers.reduce((sum, each) => sum + Number(each["memory"] ?? each["memoryReservation"] ?? 0), 0);
  if (memory !== undefined && !isUnknown(memory) && reserved > mebibytes(memory)) {
    reasons.push(`the containers' memory, ${reserved} MiB, is more than the task's ${mebibytes(memory)}`);
  }
  return reasons.map(problem);
}

function containerFaults(container: Properties, index: number): string[] {
  const { name, image, logConfiguration, secrets, environment, portMappings } = container;
  const called = typeof name === "string" ? name : `#${index}`;
  const faults: string[] = [];
  if (typeof name !== "string" || !/^[\w-]{1,255}$/.test(name)) {
    faults.push(`container ${called} needs a name of up to 255 letters, numbers, hyphens and underscores`);
  }
  if (typeof image !== "string" || image === "") faults.push(`container ${called} has no image`);
  for (const list of [environment, secrets, portMappings]) {
    if (list !== undefined && !Array.isArray(list))
      faults.push(`container ${called}: a list was expected, found ${typeof list}`);
  }
  for (const each of entries(environment)) {
    if (typeof each["name"] !== "string" || typeof each["value"] !== "string") {
      faults.push(
        `container ${called}: an environment entry needs a name and a value, both texts: ${JSON.stringify(each["name"])}`,
      );
    }
  }
  for (const each of entries(secrets)) {
    if (typeof each["name"] !== "string" || typeof each["valueFrom"] !== "string") {
      faults.push(`container ${called}: a secret needs a name and valueFrom: ${JSON.stringify(each["name"])}`);
    }
  }
  for (const { containerPort } of entries(portMappings)) {
    if (!(Number(containerPort) >= 1 && Number(containerPort) <= 65535)) {
      faults.push(`container ${called}: containerPort must be 1 to 65535, not ${JSON.stringify(containerPort)}`);
    }
  }
  return [...faults, ...logFaults(called, logConfiguration as Properties | undefined)];
}

function logFaults(called: string, log: Properties | undefined): string[] {
  if (log === undefined) return [];
  const { logDriver, options } = log;
  if (!LOG_DRIVERS.includes(String(logDriver)))
    return [`container ${called}: unknown log driver ${JSON.stringify(logDriver)}`];
  if (logDriver !== "awslogs") return [];
  const needed = ["awslogs-group", "awslogs-region", "awslogs-stream-prefix"];
  return needed
    .filter((each) => typeof (options as Properties | undefined)?.[each] !== "string")
    .map((each) => `container ${called}: the log driver awslogs needs the option ${each}`);
}

const entries = (list: unknown): readonly Properties[] => (Array.isArray(list) ? (list as Properties[]) : []);

function parse(text: string): readonly Properties[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as Properties[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Where the containers' secrets come from: ARNs, perhaps with a key, stage and version behind. */
export const valueFroms = (containers: readonly Properties[]): readonly string[] =>
  containers.flatMap(({ secrets }) => entries(secrets).map(({ valueFrom }) => String(valueFrom)));

/** The same definitions as ECS gives them back: defaults filled in, keys in order, environment sorted by name. */
export function normalContainers(definitions: string): string {
  const byName = (list: unknown) => [...entries(list)].sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
  const containers = (parse(definitions) ?? []).map((container) => {
    const full: Properties = {
      cpu: 0,
      essential: true,
      mountPoints: [],
      systemControls: [],
      volumesFrom: [],
      ...container,
      environment: byName(container["environment"]),
      portMappings: entries(container["portMappings"]).map((each) => ({
        hostPort: each["containerPort"],
        protocol: "tcp",
        ...each,
      })),
    };
    return Object.fromEntries(Object.entries(full).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return JSON.stringify(containers);
}
