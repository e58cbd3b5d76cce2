import { arn, between, each, length, matches, type Rule } from "../provider/rules";
import type { Model, Reference } from "../provider/model";
import { alphanumeric, arnOf, idIs, idIsArn, text } from "./ids";
import { iamName, policyDocument } from "./policy";

export const ROLE = "aws:iam/role:Role";

const path: Rule = matches(/^\/([!-~]+\/)?$/, "must begin and end with a slash");

const ofRole: Reference = { path: "role", type: ROLE, missing: "NoSuchEntity", blocks: "DeleteConflict" };

/** Names a managed policy of the account; those of AWS are there. */
const namingPolicy: Omit<Reference, "path"> = {
  type: "aws:iam/policy:Policy",
  by: ["arn"],
  missing: "NoSuchEntity",
  blocks: "DeleteConflict",
  except: /^arn:aws:iam::aws:policy\//,
};

export const iam: readonly Model[] = [
  {
    type: ROLE,
    cfn: "AWS::IAM::Role",
    id: idIs("name"),
    assigned: (inputs, context) => ({
      arn: arnOf("iam", context, `role${text(inputs["path"])}${text(inputs["name"])}`),
      createDate: context.now.toISOString().replace(/\.\d+/, ""),
      uniqueId: `AROA${alphanumeric(17)}`,
    }),
    autoname: { property: "name", maxLength: 64 },
    defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
    fills: { inlinePolicies: [], managedPolicyArns: [], namePrefix: "" },
    json: { assumeRolePolicy: "policy" },
    rules: {
      name: [length(1, 64), iamName],
      path: [path],
      assumeRolePolicy: [policyDocument],
      maxSessionDuration: [between(3600, 43200)],
      description: [length(0, 1000)],
      permissionsBoundary: [arn],
    },
    replaceOn: ["name", "namePrefix", "path"],
    unique: [{ by: ["name"], scope: "account", code: "EntityAlreadyExists" }],
    references: [{ ...namingPolicy, path: "permissionsBoundary" }],
  },
  {
    type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    cfn: "AWS::IAM::OIDCProvider",
    id: idIsArn,
    assigned: (inputs, context) => ({
      arn: arnOf("iam", context, `oidc-provider/${text(inputs["url"]).replace("https://", "")}`),
    }),
    // AWS trusts GitHub's certificates by their root; it shows the thumbprint that it found.
    fills: { thumbprintLists: ["ffffffffffffffffffffffffffffffffffffffff"] },
    rules: {
      url: [length(8, 255), matches(/^https:\/\/[^/?#:]+(\/[^?#]*)?$/, "must be an https URL without port or query")],
      clientIdLists: [
        length(1, 100),
        each((value) => (text(value).length <= 255 ? undefined : "at most 255 characters")),
      ],
      thumbprintLists: [length(0, 5), each(matches(/^[0-9a-fA-F]{40}$/, "must be 40 hex digits"))],
    },
    replaceOn: ["url"],
    unique: [{ by: ["url"], scope: "account", code: "EntityAlreadyExists" }],
  },
  {
    type: "aws:iam/policy:Policy",
    cfn: "AWS::IAM::ManagedPolicy",
    id: idIsArn,
    assigned: (inputs, context) => ({
      arn: arnOf("iam", context, `policy${text(inputs["path"])}${text(inputs["name"])}`),
      policyId: `ANPA${alphanumeric(17)}`,
      attachmentCount: 0,
    }),
    autoname: { property: "name", maxLength: 128 },
    defaults: { path: "/" },
    fills: { namePrefix: "" },
    json: { policy: "policy" },
    rules: { name: [length(1, 128), iamName], path: [path], policy: [policyDocument, withinCharacters(6144)] },
    replaceOn: ["name", "namePrefix", "path", "description"],
    unique: [{ by: ["name"], scope: "account", code: "EntityAlreadyExists" }],
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    cfn: "AWS::IAM::RolePolicy",
    id: ({ role, name }) => `${text(role)}:${text(name)}`,
    autoname: { property: "name", maxLength: 128 },
    fills: { namePrefix: "" },
    json: { policy: "policy" },
    rules: { name: [length(1, 128), iamName], policy: [policyDocument, withinCharacters(10240)] },
    replaceOn: ["name", "namePrefix", "role"],
    references: [ofRole],
  },
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    cfn: "AWS::IAM::RolePolicy",
    id: ({ role, policyArn }) => `${text(role)}/${text(policyArn)}`,
    rules: { policyArn: [arn] },
    replaceOn: ["role", "policyArn"],
    references: [ofRole, { ...namingPolicy, path: "policyArn" }],
  },
];

/** IAM counts a policy's characters without white space. */
function withinCharacters(most: number): Rule {
  return (value) => {
    const count = text(value).replace(/\s/g, "").length;
    return count <= most
      ? undefined
      : `the policy has ${count} characters without white space; at most ${most} are allowed`;
  };
}
