import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context } from "../provider/model";
import { mayAs } from "./access";
import { STREAM } from "./firehose";
import { arnOf, text } from "./ids";

/** CloudWatch Logs sends a test message before it takes a subscription on. */
export function refuseUndeliverable({ destinationArn, roleArn, logGroup }: Properties, context: Context): void {
  const destination = text(destinationArn);
  if (!destination.includes(":firehose:")) return;
  const source = arnOf("logs", context, `log-group:${text(logGroup)}:*`);
  const put = { action: "firehose:PutRecord", resource: destination, context: {} };
  const exists = context.cloud.list(STREAM).some(({ outputs }) => outputs["arn"] === destination);
  if (exists && mayAs(roleArn, "logs.amazonaws.com", source, put, context)) return;
  throw new ApiError(
    "InvalidParameterException",
    "Could not deliver test message to specified Firehose stream. Check if the given Firehose stream is in ACTIVE state.",
  );
}
