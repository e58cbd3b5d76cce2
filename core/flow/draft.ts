import { z } from "zod";
import { mirrorSchema, type Mirror } from "../mirror";
import { branchSchema, tagSchema, type Branch, type Tag } from "./branch";
import { flowEnvironmentSchema, type FlowEnvironment } from "./environment";
import { pathSchema, type Path } from "./path-schema";
import { roleSchema, type Role } from "./role";

/** A part of a flow file that has the right shape, and where in the file it stands. */
export interface Part<T> {
  readonly where: string;
  readonly name: string;
  readonly value: T;
}

/** All of a kind: whatever is named in the file, and the parts among it that have the right shape. */
export interface Parts<T> {
  readonly names: readonly string[];
  readonly parts: readonly Part<T>[];
}

const hotfixSchema = z.object({ branch: z.string(), path: z.array(z.string()) });

/** A flow file as far as it can be read, so that a part that is wrong hides no problem of the others. */
export interface Draft {
  readonly roles: Parts<Role>;
  readonly branches: Parts<Branch>;
  readonly tags: Parts<Tag>;
  readonly environments: Parts<FlowEnvironment>;
  readonly paths: Parts<Path>;
  readonly mirrors: Parts<Mirror>;
  readonly hotfix: z.infer<typeof hotfixSchema> | undefined;
}

export function draftOf(raw: unknown): Draft {
  const file = isMap(raw) ? raw : {};
  return {
    roles: named("roles", roleSchema),
    branches: named("branches", branchSchema),
    tags: named("tags", tagSchema),
    environments: named("environments", flowEnvironmentSchema),
    paths: listed("paths", pathSchema),
    mirrors: listed("mirrors", mirrorSchema),
    hotfix: hotfixSchema.safeParse(file["hotfix"]).data,
  };

  function named<T>(key: string, schema: z.ZodType<T>): Parts<T> {
    const entries = Object.entries(isMap(file[key]) ? file[key] : {});
    return partsOf(
      entries.map(([name, value]) => ({ where: `${key}.${name}`, name, value })),
      schema,
    );
  }

  function listed<T>(key: string, schema: z.ZodType<T>): Parts<T> {
    const entries: readonly unknown[] = Array.isArray(file[key]) ? file[key] : [];
    return partsOf(
      entries.map((value, at) => ({ where: `${key}[${at}]`, name: String(at), value })),
      schema,
    );
  }
}

const partsOf = <T>(raw: readonly Part<unknown>[], schema: z.ZodType<T>): Parts<T> => ({
  names: raw.map(({ name }) => name),
  parts: raw.flatMap(({ value, ...place }) => {
    const { success, data } = schema.safeParse(value);
    return success ? [{ ...place, value: data }] : [];
  }),
});

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
