import type { ResourceValidationPolicy } from "@pulumi/policy";
import { environmentOf, projectOf } from "../environment";
import { message } from "../violation";

const vaultTypes: ReadonlySet<string> = new Set(["aws:secretsmanager/secret:Secret", "aws:ssm/parameter:Parameter"]);

/** `promenade/dev/API_KEY`; Parameter Store's paths start with a slash. The last part is the name inside a container. */
const path = /^\/?[a-z][a-z0-9-]*\/([a-z0-9-]+)\/([A-Z][A-Z0-9_]*)$/;

export const vaultPath: ResourceValidationPolicy = {
  name: "vault-path",
  description: "Vault entries lie under their environment: <project>/<environment>/NAME.",
  validateResource: (args, reportViolation) => {
    if (!vaultTypes.has(args.type)) return;
    const own = environmentOf(args);
    // `namePrefix` asks AWS to complete the name, which leaves no plain last part.
    const property = ["name", "namePrefix"].find((candidate) => args.props[candidate] !== undefined);
    const name = property === undefined ? "" : String(args.props[property]);
    const environment = path.exec(name)?.[1];
    if (property === "name" && environment === own.name) return;
    const owner = environment === undefined || environment === own.name ? "" : `, of environment "${environment}"`;
    reportViolation(
      message(args, {
        found: (property === undefined ? "no name" : `${property} "${name}"`) + owner,
        required: `a name of the form <project>/${own.name}/NAME`,
        change: `change it to ${projectOf(args)}/${own.name}/ and the plain name in upper case`,
      }),
    );
  },
};
