import type { Model } from "../provider/model";
import { between, length, matches } from "../provider/rules";
import { arnOf, text } from "./ids";
import { byKey } from "./kms";
import { policyDocument } from "./policy";

export const sqs: readonly Model[] = [
  {
    type: "aws:sqs/queue:Queue",
    cfn: "AWS::SQS::Queue",
    id: (_, __, { url }) => text(url),
    assigned: ({ name }, context) => ({
      arn: arnOf("sqs", context, text(name)),
      url: `https://sqs.${context.region}.amazonaws.com/${context.account}/${text(name)}`,
    }),
    autoname: { property: "name", maxLength: 80 },
    defaults: {
      contentBasedDeduplication: false,
      delaySeconds: 0,
      fifoQueue: false,
      maxMessageSize: 262144,
      messageRetentionSeconds: 345600,
      receiveWaitTimeSeconds: 0,
      visibilityTimeoutSeconds: 30,
    },
    fills: {
      deduplicationScope: "",
      fifoThroughputLimit: "",
      kmsDataKeyReusePeriodSeconds: 300,
      namePrefix: "",
      policy: "",
      redriveAllowPolicy: "",
      redrivePolicy: "",
      sqsManagedSseEnabled: false,
    },
    json: { policy: "policy", redrivePolicy: "document", redriveAllowPolicy: "document" },
    rules: {
      name: [length(1, 80), matches(/^[\w-]+(\.fifo)?$/, "must contain only letters, digits, hyphens and underscores")],
      policy: [policyDocument],
      delaySeconds: [between(0, 900)],
      messageRetentionSeconds: [between(60, 1209600)],
      receiveWaitTimeSeconds: [between(0, 20)],
      visibilityTimeoutSeconds: [between(0, 43200)],
      kmsDataKeyReusePeriodSeconds: [between(60, 86400)],
    },
    replaceOn: ["name", "namePrefix", "fifoQueue"],
    unique: [{ by: ["name"], code: "QueueNameExists" }],
    references: [byKey("kmsMasterKeyId", "KMS.NotFoundException")],
  },
];
