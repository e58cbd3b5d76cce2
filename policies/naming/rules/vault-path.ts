import type { ResourceValidationPolicy } from "@pulumi/policy";
import { environmentOf, environmentsConfig, foreignOwner, knownEnvironments, projectOf, scopeOf } from "../environment";
import { message } from "../violation";

const vaultTypes: ReadonlySet<string> = new Set(["aws:secretsmanager/secret:Secret", "aws:ssm/parameter:Parameter"]);

/** `promenade/dev/API_KEY`; Parameter Store's paths start with a slash. The last part is the name inside a container. */
const path = /^\/?[a-z][a-z0-9-]*\/(?<environment>[a-z0-9-]+)\/(?<plain>[A-Z][A-Z0-9_]*)$/;

export const vaultPath: ResourceValidationPolicy = {
  name: "vault-path",
  description: "Vault entries lie under their environment, <project>/<environment>/NAME, in no other one's scope.",
  configSchema: environmentsConfig,
  validateResource: (args, reportViolation) => {
    if (!vaultTypes.has(args.type)) return;
    const own = environmentOf(args);
    // `namePrefix` asks AWS to complete the name, which leaves no plain last part.
    const property = ["name", "namePrefix"].find((candidate) => args.props[candidate] !== undefined);
    const name = String(args.props[property ?? "name"]);
    const { environment = own.name, plain } = path.exec(name)?.groups ?? {};
    const scope = plain === undefined ? undefined : foreignOwner(plain, own, knownEnvironments(args), scopeOf);
    const owner = environment === own.name ? scope : environment;
    if (property === "name" && plain !== undefined && owner === undefined) return;
    reportViolation(
      message(args, {
        found:
          (property === undefined ? "no name" : `${property} "${name}"`) +
          (owner === undefined ? "" : `, of environment "${owner}"`),
        required: `a name of the form <project>/${own.name}/NAME`,
        change: `change it to ${projectOf(args)}/${own.name}/ and the plain name in upper case`,
      }),
    );
  },
};
