import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { severities as all, type Alerts as Addresses, type Severity } from "../core/config/operations";
import { named, type Tags } from "../core/tags";

export interface AlertsArgs {
  /** Where the topics are: alarms tell none of another region. */
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** Of what there is to tell; default: all. */
  readonly severities?: readonly Severity[];
  /** E-mail addresses by severity; each has to confirm the mail that AWS sends it first. */
  readonly addresses: Addresses;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Who is told of what: a topic a severity, to which alarms, budgets and AWS's own events publish. */
export class Alerts extends pulumi.ComponentResource {
  /** By severity; known once AWS's services may publish. */
  readonly topicArns: Readonly<Partial<Record<Severity, pulumi.Output<string>>>>;

  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:watch:Alerts", name, {}, opts);
    const child = { parent: this };
    const arn = (service: string, rest: string) =>
      pulumi.interpolate`arn:${partitionOf(args.region)}:${service}:${args.accountId}:${rest}`;

    const { region, severities = all } = args;
    this.topicArns = Object.fromEntries(severities.map((severity) => [severity, createTopic(severity)]));
    this.registerOutputs({ topicArns: this.topicArns });

    function createTopic(severity: Severity): pulumi.Output<string> {
      const key = `${name}-${severity}`;
      const own = { name: key, kmsMasterKeyId: args.keyArn, region, tags: named(args.tags, key) };
      const topic = new sns.Topic(key, own, child);
      const policy = new sns.TopicPolicy(key, { arn: topic.arn, policy: letServicesPublish(topic.arn), region }, child);
      for (const endpoint of args.addresses[severity]) {
        const subscription = { topic: topic.arn, protocol: "email", endpoint, region };
        new sns.TopicSubscription(`${key}-${endpoint}`, subscription, child);
      }
      return pulumi.all([topic.arn, policy.id]).apply(([topicArn]) => topicArn);
    }

    function letServicesPublish(topic: pulumi.Input<string>): pulumi.Output<string> {
      const publish = { Action: "sns:Publish", Resource: topic };
      const from = (service: string, source: pulumi.Input<string>) => ({
        ...{ Effect: "Allow", Principal: { Service: service }, ...publish },
        Condition: { StringEquals: { "aws:SourceAccount": args.accountId }, ArnLike: { "aws:SourceArn": source } },
      });
      return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          { Sid: "Alarms", ...from("cloudwatch.amazonaws.com", arn(`cloudwatch:${args.region}`, "alarm:*")) },
          { Sid: "Budgets", ...from("budgets.amazonaws.com", arn("budgets:", "*")) },
          // EventBridge publishes to no topic whose policy has conditions for it.
          { Sid: "Events", Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, ...publish },
          {
            ...{ Sid: "OverTlsOnly", Effect: "Deny", Principal: "*", ...publish },
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      });
    }
  }

  /** @throws Error where nobody is told of that severity here. */
  topicOf(severity: Severity): pulumi.Output<string> {
    const arn = this.topicArns[severity];
    if (arn === undefined) throw new Error(`there is no topic here for what is ${severity}`);
    return arn;
  }
}
