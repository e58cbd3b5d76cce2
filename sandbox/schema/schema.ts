/** The shape of one value, as an SDK's declarations give it. `{ object }` names an entry of `PackageSchema.objects`. */
export type PropertyType =
  | "string"
  | "number"
  | "boolean"
  | "any"
  | { readonly array: PropertyType }
  | { readonly map: PropertyType }
  | { readonly object: string }
  | { readonly oneOf: readonly PropertyType[] };

export interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly type: PropertyType; readonly required?: true }>>;
}

export interface ResourceSchema extends ObjectSchema {
  /** Every output; `optional` when the provider may leave it out. */
  readonly outputs: Readonly<Record<string, { readonly optional?: true }>>;
}

/** What a Pulumi SDK's declarations say of some of its resource types. Plain JSON. */
export interface PackageSchema {
  readonly version: string;
  readonly resources: Readonly<Record<string, ResourceSchema>>;
  readonly objects: Readonly<Record<string, ObjectSchema>>;
}
