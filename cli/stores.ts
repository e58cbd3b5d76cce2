import { failed } from "./failure";
import type { RestoredLike } from "./ports/databases";
import type { Deployment, ExportedResource } from "./ports/pulumi";

/** The environment's database, as the state has it. */
export interface RecordedDatabase {
  readonly urn: string;
  /** Resource id, which outlives its name. */
  readonly resourceId: string;
  readonly identifier: string;
  readonly like: RestoredLike;
  /** Whether RDS keeps its master's password, and under which key. */
  readonly managed: boolean;
  readonly keyArn: string | undefined;
}

interface Inputs {
  readonly identifier: string;
  readonly replicateSourceDb?: string;
  readonly instanceClass: string;
  readonly dbSubnetGroupName: string;
  readonly vpcSecurityGroupIds: readonly string[];
  readonly parameterGroupName: string;
  readonly multiAz: boolean;
  readonly port: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly manageMasterUserPassword?: boolean;
  readonly masterUserSecretKmsKeyId?: string;
}

/** @throws Failure when the stack has no database. */
export function databaseOf(stack: string, deployment: Deployment | undefined): RecordedDatabase {
  const resources = deployment?.deployment.resources ?? [];
  const found = resources.find((one) => one.type === "aws:rds/instance:Instance" && !inputsOf(one).replicateSourceDb);
  if (found === undefined) {
    throw failed({
      where: stack,
      wrong: "it has no database",
      found: resources.length === 0 ? "nothing deployed" : "a stack without one",
      allowed: "a stack with a database that is up",
      change: `bring it up first: npx promenade up --stack ${stack}`,
    });
  }
  const inputs = inputsOf(found);
  return {
    urn: found.urn,
    resourceId: found.id ?? "",
    identifier: inputs.identifier,
    like: {
      instanceClass: inputs.instanceClass,
      subnetGroup: inputs.dbSubnetGroupName,
      securityGroups: inputs.vpcSecurityGroupIds,
      parameterGroup: inputs.parameterGroupName,
      multiAz: inputs.multiAz,
      port: inputs.port,
      tags: inputs.tags,
    },
    managed: inputs.manageMasterUserPassword === true,
    keyArn: inputs.masterUserSecretKmsKeyId,
  };
}

/** The state with another instance in the database's place; the next refresh reads the rest. */
export const withDatabase = (state: Deployment, urn: string, id: string): Deployment => ({
  ...state,
  deployment: {
    ...state.deployment,
    resources: (state.deployment.resources ?? []).map((one) =>
      one.urn === urn ? { ...one, id, outputs: { ...one.outputs, id, resourceId: id } } : one,
    ),
  },
});

const inputsOf = ({ inputs }: ExportedResource): Inputs => inputs as unknown as Inputs;
