import { randomUUID } from "node:crypto";
import type { Model, Reference } from "../provider/model";
import { arn, length, matches, oneOf } from "../provider/rules";
import { arnOf, idIs, idIsArn, text } from "./ids";
import { byKey } from "./kms";
import { policyDocument } from "./policy";

const TOPIC = "aws:sns/topic:Topic";

const ofTopic = (path: string): Reference => ({ path, type: TOPIC, by: ["arn"], missing: "NotFound", owned: true });

export const sns: readonly Model[] = [
  {
    type: TOPIC,
    cfn: "AWS::SNS::Topic",
    id: idIsArn,
    assigned: ({ name }, context) => ({
      arn: arnOf("sns", context, text(name)),
      owner: context.account,
      beginningArchiveTime: "",
      policy: JSON.stringify({ Version: "2008-10-17", Id: "__default_policy_ID", Statement: [] }),
    }),
    autoname: { property: "name", maxLength: 256 },
    defaults: { contentBasedDeduplication: false, fifoTopic: false },
    fills: { namePrefix: "", signatureVersion: 0, tracingConfig: "" },
    json: { policy: "policy", deliveryPolicy: "document" },
    rules: {
      name: [
        length(1, 256),
        matches(/^[\w-]+(\.fifo)?$/, "must contain only letters, numbers, underscores and hyphens"),
      ],
      policy: [policyDocument],
    },
    replaceOn: ["name", "namePrefix", "fifoTopic"],
    unique: [{ by: ["name"], code: "InvalidParameter" }],
    references: [byKey("kmsMasterKeyId", "InvalidParameter")],
  },
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    cfn: "AWS::SNS::TopicPolicy",
    id: idIs("arn"),
    assigned: (_, { account }) => ({ owner: account }),
    json: { policy: "policy" },
    rules: { arn: [arn], policy: [policyDocument] },
    replaceOn: ["arn"],
    references: [ofTopic("arn")],
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    cfn: "AWS::SNS::Subscription",
    id: idIsArn,
    assigned: ({ topic, protocol }, { account }) => ({
      arn: `${text(topic)}:${randomUUID()}`,
      ownerId: account,
      confirmationWasAuthenticated: false,
      pendingConfirmation: ["email", "email-json", "http", "https"].includes(text(protocol)),
    }),
    defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
    fills: { filterPolicyScope: "" },
    json: { filterPolicy: "document", deliveryPolicy: "document", redrivePolicy: "document" },
    rules: {
      topic: [arn],
      protocol: [oneOf("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs")],
    },
    replaceOn: ["topic", "protocol", "endpoint"],
    references: [ofTopic("topic")],
  },
];
