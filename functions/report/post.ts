import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Letter } from "./text";

/** Whoever gets the report. */
export type Post = (letter: Letter) => Promise<void>;

export const postTo =
  (TopicArn: string, client = new SNSClient()): Post =>
  async ({ subject, text }) => {
    await client.send(new PublishCommand({ TopicArn, Subject: subject, Message: text }));
  };
