import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model, Reference } from "../provider/model";
import { arn, between, each, length, matches, oneOf, type Rule } from "../provider/rules";
import { contentHash } from "../provider/values";
import { ROLE } from "./iam";
import { alphanumeric, arnOf, idIs, text } from "./ids";
import { byKey } from "./kms";
import { behindGroups, inSubnets } from "./network";
import { statementsOf } from "./policy";

export const FUNCTION = "aws:lambda/function:Function";
const PERMISSION = "aws:lambda/permission:Permission";

const ofFunction = (path: string): Reference => ({
  path,
  type: FUNCTION,
  by: ["name", "arn"],
  missing: "ResourceNotFoundException",
  owned: true,
});

/** Runtimes that new functions may have. */
const RUNTIMES = ["nodejs20.x", "nodejs22.x", "nodejs24.x", "python3.12", "python3.13", "provided.al2023"];

const variables: Rule = (value, path) => {
  const names = Object.keys(value as Properties);
  const wrong = names.find((name) => !/^[a-zA-Z]\w+$/.test(name) || /^(AWS_(?!LAMBDA_EXEC)|LAMBDA_|_X_)/.test(name));
  if (wrong !== undefined) return `${path}: ${wrong} is reserved for Lambda, or no name of a variable`;
  const size = JSON.stringify(value).length;
  return size <= 4096 ? undefined : `${path}: environment variables take ${size} bytes; at most 4096 are allowed`;
};

export const lambda: readonly Model[] = [
  {
    type: FUNCTION,
    cfn: "AWS::Lambda::Function",
    id: idIs("name"),
    assigned: ({ name }, context) => {
      const own = arnOf("lambda", context, `function:${text(name)}`);
      const invoked = (path: string) =>
        `${arnOf("apigateway", { ...context, account: "lambda" }, "path")}/${path}/functions/${own}`;
      return {
        arn: own,
        invokeArn: `${invoked("2015-03-31")}/invocations`,
        responseStreamingInvokeArn: `${invoked("2021-11-15")}/response-streaming-invocations`,
        qualifiedArn: `${own}:$LATEST`,
        qualifiedInvokeArn: `${invoked("2015-03-31")}:$LATEST/invocations`,
        version: "$LATEST",
        signingJobArn: "",
        signingProfileVersionArn: "",
      };
    },
    derived: ({ code, sourceCodeHash }, _, { now }) => {
      const hash = contentHash(code) ?? "";
      const codeSha256 = Buffer.from(hash, "hex").toString("base64");
      return {
        codeSha256,
        sourceCodeHash: sourceCodeHash ?? codeSha256,
        sourceCodeSize: hash.length,
        lastModified: now.toISOString(),
      };
    },
    volatile: ["codeSha256", "lastModified", "sourceCodeHash", "sourceCodeSize"],
    autoname: { property: "name", maxLength: 64 },
    defaults: {
      memorySize: 128,
      packageType: "Zip",
      publish: false,
      reservedConcurrentExecutions: -1,
      skipDestroy: false,
      timeout: 3,
    },
    fills: {
      architectures: ["x86_64"],
      ephemeralStorage: { size: 512 },
      loggingConfig: { logFormat: "Text" },
      tracingConfig: { mode: "PassThrough" },
    },
    rules: {
      name: [length(1, 64), matches(/^[\w-]+$/, "must contain only letters, digits, hyphens and underscores")],
      description: [length(0, 256)],
      role: [arn],
      runtime: [oneOf(...RUNTIMES)],
      packageType: [oneOf("Zip", "Image")],
      architectures: [each(oneOf("x86_64", "arm64"))],
      memorySize: [between(128, 10240)],
      timeout: [between(1, 900)],
      reservedConcurrentExecutions: [between(-1, 1000)],
      "ephemeralStorage.size": [between(512, 10240)],
      "tracingConfig.mode": [oneOf("Active", "PassThrough")],
      "deadLetterConfig.targetArn": [arn],
      "environment.variables": [variables],
    },
    check: (inputs) => {
      if (inputs["packageType"] === "Image") return [];
      const missing = ["handler", "runtime"].filter((name) => inputs[name] === undefined);
      const unpacked = inputs["code"] === undefined && inputs["s3Bucket"] === undefined;
      return [
        ...missing.map((path) => ({ path, reason: `handler and runtime must be set when PackageType is Zip` })),
        ...(unpacked ? [{ path: "code", reason: "one of `filename,image_uri,s3_bucket` must be specified" }] : []),
      ];
    },
    replaceOn: ["name", "packageType"],
    unique: [{ by: ["name"], code: "ResourceConflictException" }],
    references: [
      { path: "role", type: ROLE, by: ["arn"], missing: "InvalidParameterValueException" },
      inSubnets("vpcConfig.subnetIds"),
      behindGroups("vpcConfig.securityGroupIds"),
      byKey("kmsKeyArn", "InvalidParameterValueException"),
    ],
    refuseCreate: refuseRole,
    refuseUpdate: (inputs, _, context) => refuseRole(inputs, context),
  },
  {
    type: PERMISSION,
    cfn: "AWS::Lambda::Permission",
    id: ({ statementId }) => text(statementId),
    importIds: ({ id, inputs }) => [`${text(inputs["function"])}/${id}`],
    autoname: { property: "statementId", maxLength: 100 },
    fills: { statementIdPrefix: "" },
    rules: {
      action: [matches(/^(lambda:\*|lambda:[a-zA-Z]+|\*)$/, "is not an action of Lambda")],
      statementId: [length(1, 100), matches(/^[\w-]+$/, "must contain only letters, digits, hyphens and underscores")],
      sourceAccount: [matches(/^\d{12}$/, "is not an account id")],
      sourceArn: [arn],
    },
    replaceOn: { allBut: [] },
    unique: [{ by: ["statementId", "function"], code: "ResourceConflictException" }],
    references: [ofFunction("function")],
  },
  {
    type: "aws:lambda/invocation:Invocation",
    cfn: "AWS::Lambda::Invocation",
    id: (_, __, { id }) => text(id),
    assigned: ({ functionName }) => ({ id: `${text(functionName)}_$LATEST_${alphanumeric(32)}` }),
    defaults: { lifecycleScope: "CREATE_ONLY", qualifier: "$LATEST", terraformKey: "tf" },
    fills: { result: "" },
    json: { input: "document" },
    rules: { lifecycleScope: [oneOf("CREATE_ONLY", "CRUD")] },
    replaceOn: ["functionName", "input", "qualifier", "triggers"],
    references: [ofFunction("functionName")],
  },
];

/** Lambda takes on the role before it answers, and places interfaces in the network as that role. */
function refuseRole({ role, vpcConfig }: Properties, { cloud }: Context): void {
  const found = cloud.list(ROLE).find(({ outputs }) => outputs["arn"] === role);
  if (!found) return;
  const trusted = statementsOf(text(found.inputs["assumeRolePolicy"])).flatMap(({ Principal }) =>
    servicesIn(Principal),
  );
  if (!trusted.includes("lambda.amazonaws.com")) {
    throw new ApiError(
      "InvalidParameterValueException",
      "The role defined for the function cannot be assumed by Lambda.",
    );
  }
  if (vpcConfig === undefined) return;
  const own = cloud
    .list("aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => inputs["role"] === found.inputs["name"]);
  const places = own
    .flatMap(({ inputs }) => statementsOf(text(inputs["policy"])))
    .some(({ Action }) =>
      [Action].flat().some((action) => /^(\*|ec2:(\*|CreateNetworkInterface))$/.test(text(action))),
    );
  if (!places) {
    throw new ApiError(
      "InvalidParameterValueException",
      "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
    );
  }
}

const servicesIn = (principal: unknown): readonly unknown[] =>
  [(principal as { Service?: unknown } | undefined)?.Service ?? []].flat();
