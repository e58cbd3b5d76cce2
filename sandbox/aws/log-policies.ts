import { randomUUID } from "node:crypto";
import { ApiError } from "../provider/errors";
import type { Model } from "../provider/model";
import { exactlyOne, length, matches } from "../provider/rules";
import { text } from "./ids";
import { LOG_GROUP } from "./logs";
import { policyDocument } from "./policy";

const POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";

/** Policies of an account in one region, beside those of single groups (AWS: CloudWatch Logs quotas, fixed). */
const MOST_POLICIES = 10;

/** Whom log groups let in: those of the whole account and region, or one of them. */
export const logPolicies: readonly Model[] = [
  {
    type: POLICY,
    cfn: "AWS::Logs::ResourcePolicy",
    id: ({ policyName, resourceArn }) => text(policyName ?? resourceArn),
    derived: ({ resourceArn }) =>
      resourceArn === undefined
        ? { policyScope: "ACCOUNT", revisionId: "" }
        : { policyScope: "RESOURCE", revisionId: randomUUID() },
    volatile: ["revisionId"],
    json: { policyDocument: "policy" },
    rules: {
      policyName: [length(1, 255), matches(/^([^:*/]+\/?)*[^:*/]+$/, "cannot contain : or *, nor end with a slash")],
      policyDocument: [length(1, 5120), policyDocument],
    },
    check: (inputs) => exactlyOne(inputs, ["policyName", "resourceArn"]),
    replaceOn: ["policyName", "resourceArn"],
    // One a group, which asks for the revision that it replaces; the account's are overwritten.
    unique: [{ by: ["resourceArn"], code: "OperationAbortedException" }],
    references: [
      { path: "resourceArn", type: LOG_GROUP, by: ["arn"], missing: "ResourceNotFoundException", owned: true },
    ],
    refuseCreate: ({ policyName }, { cloud, region }) => {
      if (policyName === undefined) return;
      const others = cloud
        .list(POLICY)
        .filter(({ inputs, ...other }) => other.region === region && inputs["policyName"] !== undefined)
        .filter(({ inputs }) => inputs["policyName"] !== policyName);
      if (others.length < MOST_POLICIES) return;
      throw new ApiError(
        "LimitExceededException",
        `Resource limit exceeded: ${region} has ${MOST_POLICIES} resource policies`,
      );
    },
  },
];
