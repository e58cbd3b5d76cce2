import type { CloudResource } from "../cloud";
import type { ApiContext, Handlers } from "./handler";
import { AwsError } from "./protocol";

/** Properties as CloudFormation spells them, with tags as a list; nothing that is secret. */
function toProperties({ inputs, outputs, secrets = [] }: CloudResource): string {
  const { tags, tagsAll, ...rest } = { ...inputs, ...outputs };
  const shown = Object.entries(rest).filter(([name]) => !secrets.includes(name) && !name.startsWith("__"));
  const all = { ...(tags as object), ...(tagsAll as object) };
  return JSON.stringify({
    ...(capitalised(Object.fromEntries(shown)) as object),
    Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value: Value as string })),
  });
}

function capitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, child]) => [
    name.slice(0, 1).toUpperCase() + name.slice(1),
    capitalised(child),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function typeOf({ cloudControlTypes }: ApiContext, name: string): string {
  const type = cloudControlTypes.get(name);
  if (type === undefined) {
    throw new AwsError(
      "TypeNotFoundException",
      `The sandbox does not model ${name}. Modelled: ${[...cloudControlTypes.keys()].join(", ")}`,
    );
  }
  return type;
}

const describe = (record: CloudResource) => ({ Identifier: record.id, Properties: toProperties(record) });

/** Cloud Control: what there is, by CloudFormation's type names. A resource's identifier is its id in the local cloud. */
export const cloudcontrol: Handlers = {
  ListResources: ({ TypeName = "" }: { TypeName?: string }, context) => ({
    TypeName,
    ResourceDescriptions: context.cloud.list(typeOf(context, TypeName)).map(describe),
  }),

  GetResource: ({ TypeName = "", Identifier = "" }: { TypeName?: string; Identifier?: string }, context) => {
    const record = context.cloud.get(typeOf(context, TypeName), Identifier);
    if (!record) throw new AwsError("ResourceNotFoundException", `${TypeName} ${Identifier} was not found`);
    return { TypeName, ResourceDescription: describe(record) };
  },
};
