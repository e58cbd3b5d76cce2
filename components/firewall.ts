import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import { firewallLogGroup } from "../core/edge";
import { firewallRules } from "../core/firewall-rules";
import { testRouteHeader } from "../core/routing";
import { named, type Tags } from "../core/tags";

export interface FirewallArgs {
  readonly environment: string;
  /** Where it is, and its logs: the environment's region before a load balancer, us-east-1 before a CDN. */
  readonly region: string;
  /** The load balancer it stands before; undefined before a CDN, which names its firewall itself. */
  readonly loadBalancerArn: pulumi.Input<string> | undefined;
  /** Requests that one address may send in 5 minutes (AWS: at least 10). */
  readonly requestsPerAddress: number;
  readonly logRetentionDays: number;
  /** A key of that region, which lets CloudWatch Logs encrypt `aws-waf-logs-<environment>`. */
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Headers that say who somebody is, or open the test route; the logs do without. */
const redacted = ["authorization", "cookie", testRouteHeader];

/**
 * What requests are checked for before the environment sees them. Only those that are stopped are logged, the access
 * logs have all the others. Samples are not kept, for AWS does not take the redacted headers out of them.
 */
export class Firewall extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Names it in its metrics. */
  readonly webAclName: pulumi.Output<string>;

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:network:Firewall", name, {}, opts);
    const child = { parent: this };
    const { region, loadBalancerArn } = args;

    const webAcl = createWebAcl();
    if (loadBalancerArn !== undefined) standBefore(loadBalancerArn);
    log();

    this.arn = webAcl.arn;
    this.webAclName = webAcl.name;
    this.registerOutputs({ arn: this.arn });

    function createWebAcl(): wafv2.WebAcl {
      return new wafv2.WebAcl(
        name,
        {
          name,
          description: "What requests are checked for before the environment sees them",
          scope: loadBalancerArn === undefined ? "CLOUDFRONT" : "REGIONAL",
          defaultAction: { allow: {} },
          rules: firewallRules(args.requestsPerAddress).map((rule) => ({
            ...rule,
            visibilityConfig: visible(`${name}-${rule.name}`),
          })),
          visibilityConfig: visible(name),
          region,
          tags: named(args.tags, name),
        },
        child,
      );
    }

    function standBefore(resourceArn: pulumi.Input<string>): void {
      new wafv2.WebAclAssociation(name, { webAclArn: webAcl.arn, resourceArn, region }, child);
    }

    function log(): void {
      const groupName = firewallLogGroup(args.environment);
      const group = new cloudwatch.LogGroup(
        `${name}-logs`,
        {
          name: groupName,
          retentionInDays: args.logRetentionDays,
          kmsKeyId: args.keyArn,
          region,
          tags: named(args.tags, groupName),
        },
        child,
      );
      new wafv2.WebAclLoggingConfiguration(
        name,
        {
          resourceArn: webAcl.arn,
          logDestinationConfigs: [group.arn],
          redactedFields: redacted.map((header) => ({ singleHeader: { name: header } })),
          loggingFilter: stoppedOnly,
          region,
        },
        child,
      );
    }
  }
}

const visible = (metricName: string) => ({
  cloudwatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: false,
});

const stoppedOnly = {
  defaultBehavior: "DROP",
  filters: [
    {
      behavior: "KEEP",
      requirement: "MEETS_ANY",
      conditions: ["BLOCK", "COUNT"].map((action) => ({ actionCondition: { action } })),
    },
  ],
};
