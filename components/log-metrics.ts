import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { errorMetricName, errorPattern } from "../core/watch/log-metrics";

export interface LogMetricsArgs {
  /** By service. */
  readonly logGroups: Readonly<Record<string, cloudwatch.LogGroup>>;
  /** Where CloudWatch keeps the environment's own metrics. */
  readonly namespace: string;
}

/** Counts what the app's logs tell of errors. */
export class LogMetrics extends pulumi.ComponentResource {
  constructor(name: string, args: LogMetricsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:watch:LogMetrics", name, {}, opts);
    for (const [service, { name: logGroupName }] of Object.entries(args.logGroups)) {
      const key = `${name}-${service}-errors`;
      const metric = { name: errorMetricName(service), namespace: args.namespace, value: "1", defaultValue: "0" };
      new cloudwatch.LogMetricFilter(
        key,
        { name: key, logGroupName, pattern: errorPattern, metricTransformation: metric },
        { parent: this },
      );
    }
    this.registerOutputs();
  }
}
