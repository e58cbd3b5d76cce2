import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { differs, length, matches, oneOf } from "../provider/rules";
import { isUnknown } from "../provider/values";
import type { Problem } from "../schema/validate";
import { letsIn } from "./access";
import { arnOf, idIsArn, text } from "./ids";
import { byKey } from "./kms";
import { written } from "./s3";
import { refuseUnwritable } from "./s3-policy";

const TRAIL = "aws:cloudtrail/trail:Trail";

/** Trails of a region (AWS: CloudTrail quotas). */
const MOST = 5;

export const cloudtrail: readonly Model[] = [
  {
    type: TRAIL,
    cfn: "AWS::CloudTrail::Trail",
    id: idIsArn,
    importIds: ({ inputs }) => [text(inputs["name"])],
    assigned: ({ name }, context) => ({ arn: arnOfTrail(name, context), homeRegion: context.region, snsTopicArn: "" }),
    autoname: { property: "name", maxLength: 128 },
    defaults: {
      ...{ enableLogFileValidation: false, enableLogging: true, includeGlobalServiceEvents: true },
      ...{ isMultiRegionTrail: false, isOrganizationTrail: false },
    },
    rules: {
      name: [
        length(3, 128),
        matches(/^[a-zA-Z0-9][\w.-]*[a-zA-Z0-9]$/, "must begin and end with a letter or a digit"),
        differs(/[._-]{2}/, "cannot have adjacent periods, underscores or hyphens"),
      ],
      "advancedEventSelectors.fieldSelectors.field": [
        oneOf(
          ...["eventCategory", "eventName", "eventSource", "eventType", "readOnly", "resources.ARN"],
          ...["resources.type", "sessionCredentialFromConsole", "userIdentity.arn"],
        ),
      ],
    },
    check: (inputs) => [...combinationProblems(inputs), ...selectorProblems(inputs)],
    replaceOn: ["name"],
    unique: [{ by: ["name"], code: "TrailAlreadyExistsException" }],
    references: [
      byKey("kmsKeyId", "KmsKeyNotFoundException"),
      {
        path: "cloudWatchLogsRoleArn",
        type: "aws:iam/role:Role",
        by: ["arn"],
        missing: "InvalidCloudWatchLogsRoleArnException",
      },
    ],
    refuseCreate: (inputs, context) => {
      const here = context.cloud.list(TRAIL).filter(({ region }) => region === context.region);
      if (here.length >= MOST)
        throw new ApiError("MaximumNumberOfTrailsExceededException", `User already has ${MOST} trails in the Region`);
      refuseUnrecordable(inputs, context);
    },
    refuseUpdate: (inputs, _, context) => refuseUnrecordable(inputs, context),
    leaves: ({ inputs }, context) => {
      const { s3KeyPrefix, s3BucketName, name } = inputs;
      const folders = [s3KeyPrefix, "AWSLogs", context.account, "CloudTrail", context.region, `${text(name)}.json.gz`];
      return written(text(s3BucketName), folders.filter(Boolean).map(text).join("/"), context);
    },
  },
];

const arnOfTrail = (name: unknown, context: Context): string => arnOf("cloudtrail", context, `trail/${text(name)}`);

function combinationProblems(inputs: Properties): readonly Problem[] {
  const { eventSelectors, advancedEventSelectors, isMultiRegionTrail, includeGlobalServiceEvents } = inputs;
  const { cloudWatchLogsGroupArn: group, cloudWatchLogsRoleArn: role } = inputs;
  const found: Problem[] = [];
  if (eventSelectors !== undefined && advancedEventSelectors !== undefined)
    found.push({ path: "eventSelectors", reason: '"event_selector": conflicts with advanced_event_selector' });
  if (isMultiRegionTrail === true && includeGlobalServiceEvents === false)
    found.push({
      path: "includeGlobalServiceEvents",
      reason: "Multi-Region trail must include global service events",
    });
  if ((group === undefined) !== (role === undefined))
    found.push({
      path: "cloudWatchLogsGroupArn",
      reason: "You must specify values for both CloudWatchLogsLogGroupArn and CloudWatchLogsRoleArn",
    });
  if (group !== undefined && !isUnknown(group) && !text(group).endsWith(":*"))
    found.push({ path: "cloudWatchLogsGroupArn", reason: `the ARN of a log group ends in ":*" here: ${text(group)}` });
  return found;
}

/** What a trail's selectors may say; more fields exist for event data stores only. */
function selectorProblems({ advancedEventSelectors = [] }: Properties): readonly Problem[] {
  if (!Array.isArray(advancedEventSelectors)) return [];
  return (advancedEventSelectors as Properties[]).flatMap(({ fieldSelectors }, index) => {
    if (!Array.isArray(fieldSelectors)) return [];
    const fields = fieldSelectors as Properties[];
    const path = `advancedEventSelectors[${index}]`;
    const named = (field: string) => fields.find((each) => each["field"] === field);
    const [category] = [named("eventCategory")?.["equals"]].flat<unknown[]>();
    if (category === undefined) return [{ path, reason: "a selector needs the field eventCategory" }];
    if (category === "Data" && named("resources.type") === undefined)
      return [{ path, reason: "a selector of data events needs the field resources.type" }];
    const strange = fields.find(({ field }) => !MANAGEMENT_FIELDS.includes(text(field)));
    if (category === "Management" && strange !== undefined)
      return [{ path, reason: `${text(strange["field"])} is not a field of a trail's management events` }];
    if (category === "Management" && named("eventSource")?.["equals"] !== undefined)
      return [{ path, reason: "eventSource of management events takes notEquals only" }];
    return [];
  });
}

const MANAGEMENT_FIELDS = ["eventCategory", "eventSource", "readOnly"];

function refuseUnrecordable(inputs: Properties, context: Context): void {
  const { s3BucketName, s3KeyPrefix = "", cloudWatchLogsGroupArn, kmsKeyId, name } = inputs;
  const source = arnOfTrail(name, context);
  refuseUnwritable(
    {
      ...{ bucket: text(s3BucketName), prefix: text(s3KeyPrefix), service: "cloudtrail.amazonaws.com", source },
      ...{ missing: "S3BucketDoesNotExistException", denied: "InsufficientS3BucketPolicyException" },
    },
    context,
  );
  const groups = context.cloud.list("aws:cloudwatch/logGroup:LogGroup");
  const group = cloudWatchLogsGroupArn;
  if (group !== undefined && !groups.some(({ outputs }) => `${text(outputs["arn"])}:*` === group))
    throw new ApiError(
      "InvalidCloudWatchLogsLogGroupArnException",
      `CloudTrail cannot validate the specified log group ARN ${text(group)}`,
    );
  if (kmsKeyId !== undefined) refuseKey(text(kmsKeyId), source, context);
}

function refuseKey(key: string, source: string, { cloud, account }: Context): void {
  const found = cloud.list("aws:kms/key:Key").find(({ id, outputs }) => [id, outputs["arn"]].includes(key));
  const call = {
    ...{ service: "cloudtrail.amazonaws.com", action: "kms:GenerateDataKey", resource: text(found?.outputs["arn"]) },
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": source,
      "kms:EncryptionContext:aws:cloudtrail:arn": source,
    },
  };
  if (!letsIn(text(found?.outputs["policy"]), call))
    throw new ApiError(
      "InsufficientEncryptionPolicyException",
      `Insufficient permissions to access S3 bucket or KMS key ${key}.`,
    );
}
