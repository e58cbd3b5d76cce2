import type { Model } from "../provider/model";
import { length, matches, oneOf } from "../provider/rules";
import { arnOf, idIs, text } from "./ids";

export const ecr: readonly Model[] = [
  {
    type: "aws:ecr/repository:Repository",
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
  },
];
