/** A resource as an exported state holds it, or a preview plans it. What is not known yet may be missing. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export type Resources = readonly Resource[];

export const ofType = (resources: Resources, type: string): Resources =>
  resources.filter((resource) => resource.type === type);

type Properties = Readonly<Record<string, unknown>>;

/** A map among the inputs; empty where there is none. */
export const mapAt = (properties: Properties, key: string): Properties => {
  const value = properties[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : {};
};

/** A list of maps among the inputs; AWS writes a block that may come once as a map. */
export const listAt = (properties: Properties, key: string): readonly Properties[] => {
  const value = properties[key];
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as readonly Properties[];
};

export const numberAt = (properties: Properties, key: string, otherwise: number): number => {
  const value = Number(properties[key] ?? otherwise);
  return Number.isFinite(value) ? value : otherwise;
};

export const textAt = (properties: Properties, key: string): string => {
  const value = properties[key];
  return typeof value === "string" ? value : "";
};

/** A tag's value; a state that was read back from AWS has it as well. */
export const tagOf = ({ inputs }: Resource, key: string): string | undefined => {
  const value = mapAt(inputs, "tags")[key];
  return typeof value === "string" ? value : undefined;
};
