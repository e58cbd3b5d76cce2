/** The events by which CloudWatch tells that one of these alarms has another state. */
export const stateChanges = (alarmNames: readonly string[]) => ({
  source: ["aws.cloudwatch"],
  "detail-type": ["CloudWatch Alarm State Change"],
  detail: { alarmName: alarmNames },
});

/** Lets a rule of EventBridge, and nobody else, write into a log group (AWS: resource-based policies for EventBridge). */
export function letRuleWrite<Ref>(ruleArn: Ref, logStreams: Ref) {
  const Principal = { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] };
  const allow = (Sid: string, Action: string) => ({ Sid, Effect: "Allow", Principal, Action, Resource: logStreams });
  return {
    Version: "2012-10-17",
    Statement: [
      // It is not told of which rule the stream is made for.
      allow("MakeStreams", "logs:CreateLogStream"),
      { ...allow("WriteEvents", "logs:PutLogEvents"), Condition: { ArnEquals: { "aws:SourceArn": ruleArn } } },
    ],
  };
}
