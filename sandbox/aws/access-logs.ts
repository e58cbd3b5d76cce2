import type { Properties } from "../cloud";
import type { Context } from "../provider/model";
import { text } from "./ids";
import { refuseUnwritable } from "./s3-policy";

/** A load balancer writes a test file before it takes a bucket for its requests. */
export function refuseUnloggable({ accessLogs }: Properties, context: Context): void {
  const { enabled, bucket, prefix = "" } = (accessLogs ?? {}) as Properties;
  if (enabled !== true) return;
  refuseUnwritable(
    {
      ...{ bucket: text(bucket), prefix: text(prefix), service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      source: `arn:aws:elasticloadbalancing:${context.region}:${context.account}:loadbalancer/app/x`,
      ...{ missing: "InvalidConfigurationRequest", denied: "InvalidConfigurationRequest" },
    },
    context,
  );
}
