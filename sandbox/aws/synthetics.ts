import { randomUUID } from "node:crypto";
import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { arn, between, differs, exactlyOne, integer, length, matches, oneOf } from "../provider/rules";
import { arnOf, idIs, text } from "./ids";
import { ROLE } from "./iam";
import { byKey } from "./kms";
import { behindGroups, inSubnets } from "./network";
import { statementsOf } from "./policy";
import { BUCKET } from "./s3";

const retention = [integer, between(1, 455)];

export const synthetics: readonly Model[] = [
  {
    type: "aws:synthetics/canary:Canary",
    cfn: "AWS::Synthetics::Canary",
    id: idIs("name"),
    assigned: ({ name }, context) => {
      const engine = `cwsyn-${text(name)}-${randomUUID()}`;
      return {
        arn: arnOf("synthetics", context, `canary:${text(name)}`),
        engineArn: arnOf("lambda", context, `function:${engine}:1`),
        sourceLocationArn: arnOf("lambda", context, `layer:${engine}:1`),
        timelines: [],
      };
    },
    derived: ({ startCanary }) => ({ status: startCanary === true ? "RUNNING" : "READY" }),
    volatile: ["status"],
    autoname: { property: "name", maxLength: 255 },
    defaults: { failureRetentionPeriod: 31, successRetentionPeriod: 31 },
    rules: {
      name: [
        length(1, 255),
        matches(/^[0-9a-z_-]+$/, "must contain only lower-case letters, digits, hyphens and underscores"),
      ],
      artifactS3Location: [matches(/^s3:\/\/[^/]+/, "must be a location like s3://bucket/folder")],
      executionRoleArn: [arn],
      handler: [length(1, 1024), matches(/^[\w/-]+\.[\w.]+$/, "must be a file and a function, like journey.handler")],
      runtimeVersion: [
        matches(/^syn-[a-z-]+-\d+\.\d+$/, "is no runtime of Synthetics"),
        differs(
          /^syn-(1\.|nodejs-\d|nodejs-puppeteer-[3-6]\.|python-selenium-[1-3]\.)/,
          "is a runtime that is deprecated",
        ),
      ],
      failureRetentionPeriod: retention,
      successRetentionPeriod: retention,
      "schedule.expression": [matches(/^(rate\(\d+ (minutes?|hour)\)|cron\(.+\))$/, "must be rate(…) or cron(…)")],
      "runConfig.timeoutInSeconds": [integer, between(3, 840)],
      "runConfig.memoryInMb": [
        integer,
        between(960, 3008),
        (value, path) =>
          Number(value) % 64 === 0 ? undefined : `expected ${path} to be a multiple of 64, got ${text(value)}`,
      ],
      "artifactConfig.s3Encryption.encryptionMode": [oneOf("SSE_S3", "SSE_KMS")],
    },
    check: (inputs) => [...exactlyOne(inputs, ["zipFile", "s3Bucket"]), ...scheduleProblems(inputs)],
    replaceOn: ["name"],
    unique: [{ by: ["name"], code: "ConflictException" }],
    references: [
      { path: "executionRoleArn", type: ROLE, by: ["arn"], missing: "ValidationException" },
      { path: "s3Bucket", type: BUCKET, by: ["bucket"], missing: "ValidationException" },
      byKey("artifactConfig.s3Encryption.kmsKeyArn", "ValidationException"),
      inSubnets("vpcConfig.subnetIds"),
      behindGroups("vpcConfig.securityGroupIds"),
    ],
    refuseCreate: refuse,
    refuseUpdate: (inputs, _, context) => refuse(inputs, context),
  },
];

/** A run has to end before the next one begins. */
function scheduleProblems({ schedule, runConfig }: Properties) {
  const { expression } = (schedule ?? {}) as Properties;
  const { timeoutInSeconds } = (runConfig ?? {}) as Properties;
  const [, count, unit] = /^rate\((\d+) (minute|hour)/.exec(text(expression)) ?? [];
  if (count === undefined) return [];
  const seconds = Number(count) * (unit === "hour" ? 3600 : 60);
  const path = "schedule.expression";
  if (seconds > 3600) return [{ path, reason: `must be at most once an hour: ${text(expression)}` }];
  return seconds > 0 && Number(timeoutInSeconds) > seconds
    ? [{ path, reason: `runs may take ${text(timeoutInSeconds)} s, which is longer than ${text(expression)}` }]
    : [];
}

function refuse({ artifactS3Location, executionRoleArn }: Properties, { cloud }: Context): void {
  const [, bucket] = /^s3:\/\/([^/]+)/.exec(text(artifactS3Location)) ?? [];
  if (!cloud.list(BUCKET).some(({ id }) => id === bucket)) {
    throw new ApiError("ValidationException", `The artifact bucket ${bucket ?? ""} does not exist`);
  }
  const role = cloud.list(ROLE).find(({ outputs }) => outputs["arn"] === executionRoleArn);
  const trusted = statementsOf(text(role?.inputs["assumeRolePolicy"])).some(({ Principal }) =>
    JSON.stringify(Principal).includes("lambda.amazonaws.com"),
  );
  if (!trusted) {
    throw new ApiError(
      "ValidationException",
      "The role defined for the function cannot be assumed by Lambda. (Service: AWSLambdaInternal; Status Code: 400)",
    );
  }
}
