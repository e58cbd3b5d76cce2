import type { StateResource } from "./record";
import { slots, type Capacity, type Slot } from "./release";
import { recordTags, type Tags } from "./tags";

/** A resource by its URN. */
export interface NamedResource extends StateResource {
  readonly urn: string;
}

/** What a slot cannot do without, and which service of it names it. */
export interface InUse {
  readonly urn: string;
  readonly type: string;
  readonly slot: Slot;
  readonly service: string;
}

const empty: Capacity = "none";

/** What a task needs to start, by the output that task definitions and services name it by. */
const named: Readonly<Record<string, string>> = {
  "aws:secretsmanager/secret:Secret": "arn",
  "aws:iam/role:Role": "arn",
  "aws:ec2/securityGroup:SecurityGroup": "id",
};

/**
 * Which of `removed` a slot still names. Without it no task of the slot would start any more, whether because the slot
 * grows, a task is replaced, or requests go back to it. A retired slot starts none; what is removed itself needs none.
 */
export function inUse(resources: readonly NamedResource[], removed: ReadonlySet<string>): readonly InUse[] {
  const retired = new Set(
    resources
      .filter(({ type }) => type === "aws:appautoscaling/target:Target")
      .map(tagsOf)
      .filter((tags) => tags[recordTags.capacity] === empty)
      .map((tags) => tags[recordTags.slot]),
  );
  const users = resources.flatMap((user) => {
    const { [recordTags.slot]: name, [recordTags.service]: service = "" } = tagsOf(user);
    const slot = slots.find((one) => one === name);
    const names = slot === undefined || retired.has(slot) || removed.has(user.urn) ? [] : namesIn(user);
    return slot === undefined || names.length === 0 ? [] : [{ slot, service, names }];
  });
  return resources
    .filter(({ urn, type }) => removed.has(urn) && type in named)
    .flatMap(({ urn, type, outputs }) => {
      const id = outputs[named[type] ?? ""];
      return users
        .filter(({ names }) => typeof id === "string" && names.some((text) => text === id || text.startsWith(`${id}:`)))
        .map(({ slot, service }) => ({ urn, type, slot, service }));
    });
}

const tagsOf = ({ outputs }: StateResource): Tags => (outputs.tags as Tags | undefined) ?? {};

/** What a task definition or a service names. */
function namesIn({ type, outputs }: StateResource): readonly string[] {
  switch (type) {
    case "aws:ecs/taskDefinition:TaskDefinition": {
      const { containerDefinitions: text, executionRoleArn, taskRoleArn } = outputs;
      const containers = typeof text === "string" ? (JSON.parse(text) as Container[]) : [];
      const secrets = containers.flatMap(({ secrets: own = [] }) => own.map(({ valueFrom }) => valueFrom));
      return [...secrets, ...[executionRoleArn, taskRoleArn].filter((arn) => typeof arn === "string")];
    }
    case "aws:ecs/service:Service": {
      const { networkConfiguration } = outputs as { networkConfiguration?: { securityGroups?: readonly string[] } };
      return networkConfiguration?.securityGroups ?? [];
    }
    default:
      return [];
  }
}

interface Container {
  /** Absent where a container has none. */
  readonly secrets?: readonly { readonly valueFrom: string }[];
}
