import { type Requirement, described, isText, objects, property } from "../requirement";
import type { Resource, ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** The parameter that makes an engine refuse plain connections, by how the family's name starts. */
const switches: Readonly<Record<string, string>> = {
  "aurora-mysql": "require_secure_transport",
  "aurora-postgresql": "rds.force_ssl",
  mariadb: "require_secure_transport",
  mysql: "require_secure_transport",
  postgres: "rds.force_ssl",
};

/** Whether it is on is told by the group, and that a group of one's own is used by the database. */
export const rdsTls: ResourceRule = {
  name: "rds-tls",
  description: "Databases refuse connections without TLS.",
  area: "RDS",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["RDS.38", "RDS.39"],
  checkov: ["CKV2_AWS_69"],
  types: ["aws:rds/instance:Instance", "aws:rds/parameterGroup:ParameterGroup"],
  judge: (resource) => (resource.type === "aws:rds/instance:Instance" ? ofDatabase(resource) : ofGroup(resource)),
};

function ofDatabase(database: Resource): readonly Requirement[] {
  if (isText(database.props.replicateSourceDb)) return [];
  return [
    property(database, "parameterGroupName", {
      holds: (group) => isText(group) && !group.startsWith("default."),
      required: "a parameter group that forces TLS",
      change: "set parameterGroupName to a group of its own",
    }),
  ];
}

function ofGroup({ props }: Resource): readonly Requirement[] {
  const family = String(props.family);
  const parameter = Object.entries(switches).find(([engine]) => family.startsWith(engine))?.[1];
  if (parameter === undefined) return [];
  return [
    {
      found: () => {
        const value = objects(props.parameters).find(({ name }) => name === parameter)?.value;
        return ["1", "ON"].includes(String(value).toUpperCase()) ? undefined : described(parameter, value);
      },
      required: `${parameter} "1"`,
      change: `add { name: "${parameter}", value: "1" } to parameters`,
    },
  ];
}
