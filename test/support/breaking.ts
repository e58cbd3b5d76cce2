import type { Registered } from "./mocks";

type Resources = readonly Registered[];

/** The stack without the resources that `gone` names: by type, and by name where that is said. */
export const without =
  (type: string, name?: string) =>
  (resources: Resources): Resources => {
    const left = resources.filter((one) => one.type !== type || (name !== undefined && one.name !== name));
    if (left.length === resources.length) throw new Error(`nothing to take away: ${type} ${name ?? ""}`);
    return left;
  };

/** The stack with other inputs in the resources of a type, and of a name where that is said. */
export const changed =
  (type: string, name: string | undefined, change: (inputs: Registered["inputs"]) => Registered["inputs"]) =>
  (resources: Resources): Resources => {
    const fits = (one: Registered): boolean => one.type === type && (name === undefined || one.name === name);
    if (!resources.some(fits)) throw new Error(`nothing to change: ${type} ${name ?? ""}`);
    return resources.map((one) => (fits(one) ? { ...one, inputs: { ...one.inputs, ...change(one.inputs) } } : one));
  };
