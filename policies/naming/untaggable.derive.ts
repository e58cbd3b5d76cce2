import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Resource types of an installed Pulumi package whose arguments have no `tags`, sorted.
 * Read from its declarations as text: loading the package would take seconds.
 */
export function untaggableTypes(packageName: string): readonly string[] {
  const folder = dirname(require.resolve(`${packageName}/package.json`));
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) => {
      const token = /__pulumiType = '([^']+:[^']+)'/.exec(readFileSync(join(folder, file), "utf8"))?.[1];
      return token === undefined || takesTags(join(folder, file.replace(/js$/, "d.ts")), token) ? [] : [token];
    })
    .sort();
}

/** A map, or an Auto Scaling group's list; a few types have a `tags` that selects other resources instead. */
const tagsArgument = /^ {4}tags\?: pulumi\.Input<(\{|pulumi\.Input<inputs\.autoscaling\.GroupTag>)/m;

function takesTags(declarations: string, token: string): boolean {
  const name = token.slice(token.lastIndexOf(":") + 1);
  const body = new RegExp(`export interface ${name}Args \\{\\n(.*?)\\n\\}`, "s").exec(
    readFileSync(declarations, "utf8"),
  );
  return tagsArgument.test(body?.[1] ?? "");
}

if (require.main === module) {
  writeFileSync(join(__dirname, "untaggable.json"), JSON.stringify(untaggableTypes("@pulumi/aws"), null, 2) + "\n");
}
