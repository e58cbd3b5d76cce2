import { isPublic, statementsOf } from "../policy-document";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const snsNotPublic: ResourceRule = {
  name: "sns-not-public",
  description: "Nobody unknown may send to a topic, or listen to it.",
  area: "Storage, messages, logs",
  severity: "critical",
  mandatoryIn: everyTier,
  fsbp: ["SNS.4"],
  checkov: ["CKV_AWS_169"],
  types: ["aws:sns/topicPolicy:TopicPolicy", "aws:sns/topic:Topic"],
  judge: ({ props }) =>
    statementsOf(props.policy).map((statement) => ({
      found: () => (isPublic(statement) ? `${statement.id} that allows everybody` : undefined),
      required: "principals by name, or a condition on who calls",
      change: "name the principals in the topic's policy",
    })),
};
