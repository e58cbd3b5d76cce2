import { objects } from "./requirement";
import type { Properties, Resource } from "./rule";

/** A container of a task definition. */
export interface Container extends Properties {
  /** `container "app"` */
  readonly label: string;
}

/** A task definition holds them as JSON text, of which nothing is known at preview while a part is not. */
export function containersOf({ props }: Pick<Resource, "props">): readonly Container[] {
  const { containerDefinitions: text } = props;
  const definitions = objects(typeof text === "string" ? JSON.parse(text) : text);
  return definitions.map((definition) => ({ ...definition, label: `container "${String(definition.name)}"` }));
}
