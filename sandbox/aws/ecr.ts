import type { Properties } from "../cloud";
import type { Model, Reference } from "../provider/model";
import { length, matches, oneOf } from "../provider/rules";
import type { Problem } from "../schema/validate";
import { arnOf, idIs, text } from "./ids";
import { byKey } from "./kms";
import { policyDocument } from "./policy";

const REPOSITORY = "aws:ecr/repository:Repository";

const ofRepository: Reference = {
  path: "repository",
  type: REPOSITORY,
  missing: "RepositoryNotFoundException",
  owned: true,
};

export const ecr: readonly Model[] = [
  {
    type: REPOSITORY,
    cfn: "AWS::ECR::Repository",
    id: idIs("name"),
    assigned: ({ name }, context) => ({
      arn: arnOf("ecr", context, `repository/${text(name)}`),
      registryId: context.account,
      repositoryUrl: `${context.account}.dkr.ecr.${context.region}.amazonaws.com/${text(name)}`,
    }),
    autoname: { property: "name", maxLength: 256 },
    defaults: { forceDelete: false, imageTagMutability: "MUTABLE" },
    rules: {
      name: [
        length(2, 256),
        matches(
          /^[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
          "must be lowercase words joined by . _ - or /",
        ),
      ],
      imageTagMutability: [oneOf("MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION")],
      "encryptionConfigurations.encryptionType": [oneOf("AES256", "KMS", "KMS_DSSE")],
    },
    replaceOn: ["name", "encryptionConfigurations"],
    unique: [{ by: ["name"], code: "RepositoryAlreadyExistsException" }],
    references: [byKey("encryptionConfigurations.kmsKey", "KmsException")],
  },
  {
    type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    cfn: "AWS::ECR::Repository",
    id: idIs("repository"),
    assigned: (_, { account }) => ({ registryId: account }),
    json: { policy: "document" },
    check: ({ policy }) => lifecycleProblems(text(policy)),
    replaceOn: ["repository", "policy"],
    references: [ofRepository],
  },
  {
    type: "aws:ecr/repositoryPolicy:RepositoryPolicy",
    cfn: "AWS::ECR::Repository",
    id: idIs("repository"),
    assigned: (_, { account }) => ({ registryId: account }),
    json: { policy: "policy" },
    rules: { policy: [policyDocument] },
    replaceOn: ["repository"],
    references: [ofRepository],
  },
];

/** What ECR answers to a lifecycle policy that it cannot follow. */
function lifecycleProblems(policy: string): readonly Problem[] {
  const problem = (reason: string): readonly Problem[] => [
    { path: "policy", reason: `InvalidParameterException: Invalid parameter at 'LifecyclePolicyText': ${reason}` },
  ];
  const { rules } = parsed(policy);
  if (rules === undefined) return []; // not known yet, or no JSON, which is said already
  if (rules.length === 0) return problem("rules is empty");
  const priorities = rules.map(({ rulePriority }) => Number(rulePriority));
  if (new Set(priorities).size < rules.length) return problem("rulePriority must be unique");
  return rules.flatMap(({ rulePriority, selection, action }) => {
    const { tagStatus, tagPrefixList, tagPatternList, countType, countUnit, countNumber } = (selection ??
      {}) as Properties;
    if ((action as Properties | undefined)?.["type"] !== "expire") return problem('action.type must be "expire"');
    if (!["tagged", "untagged", "any"].includes(text(tagStatus)))
      return problem('tagStatus must be one of "tagged", "untagged", "any"');
    if (tagStatus === "tagged" && tagPrefixList === undefined && tagPatternList === undefined)
      return problem('tagPrefixList or tagPatternList is required with tagStatus "tagged"');
    if (tagStatus === "any" && Number(rulePriority) < Math.max(...priorities))
      return problem('a rule with tagStatus "any" must have the highest rulePriority');
    if (!["imageCountMoreThan", "sinceImagePushed"].includes(text(countType)))
      return problem('countType must be one of "imageCountMoreThan", "sinceImagePushed"');
    if ((countType === "sinceImagePushed") !== (countUnit === "days"))
      return problem('countUnit "days" goes with countType "sinceImagePushed", and with no other');
    return Number(countNumber) > 0 ? [] : problem("countNumber must be greater than 0");
  });
}

function parsed(policy: string): { readonly rules?: readonly Properties[] } {
  try {
    return JSON.parse(policy) as { rules?: readonly Properties[] };
  } catch {
    return {};
  }
}
