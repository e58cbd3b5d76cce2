import { type Statement, statementsOf } from "../../checks/iam";
import { changed, without } from "../../support/breaking";
import type { Registered } from "../../support/mocks";

type Resources = readonly Registered[];
type Properties = Readonly<Record<string, unknown>>;

/** An environment whose components have lost one protection. */
export type Breaking = (resources: Resources) => Resources;

/** A protection that is off: the rule that has to say so, what was done, and the rules that `also` say so. */
export type Protection = readonly [rule: string, switchedOff: string, breaking: Breaking, also?: readonly string[]];

export { without };

/** With other inputs in every resource of a type, or in the one of that name; undefined takes one away. */
export const set = (type: string, inputs: Properties, name?: string): Breaking => changed(type, name, () => inputs);

/** The same for a part of an input, such as `accessLogs.enabled`. */
export const setWithin = (type: string, input: string, part: Properties, name?: string): Breaking =>
  changed(type, name, (inputs) => ({ [input]: { ...(inputs[input] as Properties), ...part } }));

/** With other properties in each object of a list. */
export const setEach = (type: string, input: string, part: Properties, name?: string): Breaking =>
  changed(type, name, (inputs) => ({ [input]: (inputs[input] as Properties[]).map((one) => ({ ...one, ...part })) }));

/** What a policy says as well. */
export const allowing = (type: string, input: string, statement: Partial<Statement>, name?: string): Breaking =>
  changed(type, name, (inputs) => ({
    [input]: JSON.stringify({ Statement: [...statementsOf(inputs[input]), { Effect: "Allow", ...statement }] }),
  }));

const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";

/** With other properties in every container. */
export const inContainers = (part: (container: Properties) => Properties): Breaking =>
  changed(taskDefinition, undefined, ({ containerDefinitions }) => ({
    containerDefinitions: JSON.stringify(
      (JSON.parse(String(containerDefinitions)) as Properties[]).map((one) => ({ ...one, ...part(one) })),
    ),
  }));

/** Without the resource option `protect`. */
export const unprotected =
  (type: string): Breaking =>
  (resources) => {
    if (!resources.some((one) => one.type === type && one.protect)) throw new Error(`nothing protected: ${type}`);
    return resources.map((one) => (one.type === type ? { ...one, protect: false } : one));
  };

/** A slot's release as a promotion leaves it: with references to what was verified, and to who approved. */
export const promoted: Breaking = changed(taskDefinition, undefined, ({ tags }) => ({
  tags: { ...(tags as Properties), "promenade:verified": "stage/1.0.0", "promenade:approvals": "runs/4711" },
}));

/** Without one of a resource's tags, or with another value. */
export const tagged = (type: string, tags: Properties, name?: string): Breaking => setWithin(type, "tags", tags, name);
