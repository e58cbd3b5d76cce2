import assert from "node:assert/strict";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { SNSClient } from "@aws-sdk/client-sns";
import { CloudWatchAlarms } from "../../../functions/report/alarms";
import { postTo } from "../../../functions/report/post";

type Input = Readonly<Record<string, unknown>>;
type Answers = (input: Input) => object;

/** A client that asks nobody: each call is noted and answered. */
function answered<Client extends CloudWatchClient | SNSClient>(client: Client, answers: Answers) {
  const calls: Input[] = [];
  client.middlewareStack.add(
    () =>
      ((call: { input: Input }) => {
        calls.push(call.input);
        return Promise.resolve({
          output: { $metadata: {}, ...answers(call.input) },
          response: {},
        });
      }) as never,
    { step: "initialize" },
  );
  return { client, calls };
}

const cloudWatch = (answers: Answers) => answered(new CloudWatchClient({ region: "eu-west-1" }), answers);

const summary = (HistorySummary: string, Timestamp = new Date(0)) => ({ AlarmName: "lag", HistorySummary, Timestamp });

describe("the report's calls to AWS", () => {
  it("describe alarms by name, page after page", async () => {
    const { client, calls } = cloudWatch(({ NextToken }) =>
      NextToken === undefined
        ? { MetricAlarms: [{ AlarmName: "a", AlarmDescription: "too hot", StateValue: "ALARM" }], NextToken: "2" }
        : { MetricAlarms: [{ AlarmName: "b", StateValue: "OK" }] },
    );
    const found = await new CloudWatchAlarms(client).describe(["a", "b", "c"]);
    assert.deepEqual(
      [...found],
      [
        ["a", { says: "too hot", state: "ALARM" }],
        ["b", { says: "", state: "OK" }],
      ],
    );
    assert.deepEqual(
      calls.map(({ AlarmNames }) => AlarmNames),
      [
        ["a", "b", "c"],
        ["a", "b", "c"],
      ],
    );
  });

  it("ask for no alarms where there are none: CloudWatch would tell of all", async () => {
    const { client, calls } = cloudWatch(() => ({ MetricAlarms: [{ AlarmName: "another's", StateValue: "OK" }] }));
    assert.equal((await new CloudWatchAlarms(client).describe([])).size, 0);
    assert.deepEqual(calls, []);
  });

  it("read an alarm's changes of state, the oldest first, page after page", async () => {
    const { client, calls } = cloudWatch(({ NextToken }) =>
      NextToken === undefined
        ? { AlarmHistoryItems: [summary("Alarm updated from INSUFFICIENT_DATA to OK")], NextToken: "2" }
        : { AlarmHistoryItems: [summary("Alarm updated from OK to ALARM", new Date(60_000))] },
    );
    const since = new Date(0);
    assert.deepEqual(await new CloudWatchAlarms(client).changes("lag", since), [
      { at: new Date(0), from: "INSUFFICIENT_DATA", to: "OK" },
      { at: new Date(60_000), from: "OK", to: "ALARM" },
    ]);
    const { AlarmName, StartDate, HistoryItemType, ScanBy } = calls[0]!;
    assert.deepEqual(
      [AlarmName, StartDate, HistoryItemType, ScanBy],
      ["lag", since, "StateUpdate", "TimestampAscending"],
    );
  });

  it("fail on a line of history that they cannot read, by the alarm's name", async () => {
    const { client } = cloudWatch(() => ({ AlarmHistoryItems: [summary("Alarm deleted")] }));
    await assert.rejects(
      new CloudWatchAlarms(client).changes("lag", new Date(0)),
      /^Error: lag: its history.*Alarm deleted/,
    );
  });

  it("publish subject and text to the topic", async () => {
    const { client, calls } = answered(new SNSClient({ region: "eu-west-1" }), () => ({ MessageId: "1" }));
    await postTo("arn:aws:sns:eu-west-1:123456789012:prod-alerts-low", client)({ subject: "s", text: "t" });
    const TopicArn = "arn:aws:sns:eu-west-1:123456789012:prod-alerts-low";
    assert.deepEqual(calls, [{ TopicArn, Subject: "s", Message: "t" }]);
  });
});
