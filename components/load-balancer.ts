import * as ec2 from "@pulumi/aws/ec2";
import { getManagedPrefixListOutput } from "@pulumi/aws/ec2/getManagedPrefixList";
import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { loadBalancerNameLimit, physicalName } from "../core/names";
import type { SharedLoadBalancer } from "../core/outputs";
import { named, type Tags } from "../core/tags";

export interface LoadBalancerArgs {
  /** True behind a CDN: it has no public address, and the CDN alone may reach it. */
  readonly internal: boolean;
  /** Blocks that may reach it where it is not internal. */
  readonly ingress: readonly string[];
  /** What it shows to clients; undefined serves plain HTTP. */
  readonly certificateArn: pulumi.Input<string> | undefined;
  /** Where each request is recorded; undefined records none. */
  readonly accessLogs: AccessLogs | undefined;
  readonly protect: boolean;
  readonly vpcId: pulumi.Input<string>;
  /** Private ones where it is internal, public ones otherwise. */
  readonly subnetIds: pulumi.Input<string[]>;
  readonly tags: Tags;
}

export interface AccessLogs {
  /** Known once the bucket's policy lets load balancers write: AWS tries that at once. */
  readonly bucket: pulumi.Input<string>;
  readonly prefix: string;
}

/** TLS 1.3, and 1.2 with forward secrecy. */
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** Addresses from which CloudFront asks its origins, kept by AWS; in a security group it counts for 55 of 60 rules. */
const cdnAddresses = "com.amazonaws.global.cloudfront.origin-facing";

/**
 * The environment's front door. Rules of slots and traffic hang on its listener: HTTPS where it has a certificate, to
 * which a second one then redirects plain HTTP. An environment that gains a domain keeps the listener, which AWS moves
 * to HTTPS in place. Another one would replace the rules, and Pulumi makes replacements with the weights of the program,
 * not with those of the record.
 */
export class LoadBalancer extends pulumi.ComponentResource {
  /** By the name that AWS gives it; users of an environment with a domain know it by that. */
  readonly url: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  /** The zone in which AWS keeps that name. */
  readonly zoneId: pulumi.Output<string>;
  readonly listenerArn: pulumi.Output<string>;
  /** Its rules answer to every name: nobody else's are on its listener, but for guests', which come first. */
  readonly hostName = undefined;
  /** What guests need of it. */
  readonly shared: pulumi.Output<SharedLoadBalancer>;
  /** Names it in its metrics: `app/web/0123`. */
  readonly arnSuffix: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** Opens the test route to a slot that takes no traffic yet. Secret. */
  readonly testToken: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:network:LoadBalancer", name, {}, opts);
    const child = { parent: this };

    const securityGroup = createSecurityGroup();
    const loadBalancer = createLoadBalancer();
    const listener = createListener();
    if (args.certificateArn !== undefined) redirectHttp(listener);
    const testToken = new random.RandomPassword(`${name}-test-token`, { length: 32, special: false }, child);

    this.url = pulumi.interpolate`http://${loadBalancer.dnsName}`;
    this.arn = loadBalancer.arn;
    this.dnsName = loadBalancer.dnsName;
    this.zoneId = loadBalancer.zoneId;
    this.listenerArn = listener.arn;
    this.arnSuffix = loadBalancer.arnSuffix;
    const { arn, arnSuffix, dnsName, zoneId } = loadBalancer;
    this.shared = pulumi.output({ arn, arnSuffix, dnsName, zoneId, securityGroupId: securityGroup.id });
    this.securityGroupId = securityGroup.id;
    this.testToken = testToken.result;
    this.registerOutputs({ url: this.url, listenerArn: this.listenerArn });

    function createSecurityGroup(): ec2.SecurityGroup {
      const description = "Load balancer: requests in, tasks out";
      const group = new ec2.SecurityGroup(
        name,
        { name, description, vpcId: args.vpcId, tags: named(args.tags, name) },
        child,
      );
      if (args.internal) {
        const prefixListId = getManagedPrefixListOutput({ name: cdnAddresses }, child).id;
        letIn(group, `${name}-from-cdn`, 443, { prefixListId });
        return group;
      }
      for (const block of args.ingress) {
        const from = `from-${block.replace("/", "-")}`;
        letIn(group, `${name}-${from}`, 80, { cidrIpv4: block });
        if (args.certificateArn !== undefined) letIn(group, `${name}-https-${from}`, 443, { cidrIpv4: block });
      }
      return group;
    }

    function letIn(
      { id }: ec2.SecurityGroup,
      rule: string,
      port: 80 | 443,
      source: Pick<vpc.SecurityGroupIngressRuleArgs, "cidrIpv4" | "prefixListId">,
    ): void {
      const description = `${port === 80 ? "HTTP" : "HTTPS"} from those who may reach the environment`;
      const ports = { ipProtocol: "tcp", fromPort: port, toPort: port };
      new vpc.SecurityGroupIngressRule(
        rule,
        { securityGroupId: id, description, ...source, ...ports, tags: named(args.tags, rule) },
        child,
      );
    }

    function createLoadBalancer(): lb.LoadBalancer {
      return new lb.LoadBalancer(
        name,
        {
          name: physicalName([name], loadBalancerNameLimit),
          loadBalancerType: "application",
          internal: args.internal,
          securityGroups: [securityGroup.id],
          subnets: args.subnetIds,
          dropInvalidHeaderFields: true,
          desyncMitigationMode: "defensive",
          enableDeletionProtection: args.protect,
          ...(args.accessLogs && { accessLogs: { ...args.accessLogs, enabled: true } }),
          tags: named(args.tags, name),
        },
        { ...child, protect: args.protect },
      );
    }

    function createListener(): lb.Listener {
      const { certificateArn } = args;
      const secured = { port: 443, protocol: "HTTPS", sslPolicy, certificateArn };
      const plain = { port: 80, protocol: "HTTP" };
      return new lb.Listener(
        `${name}-listener`,
        {
          loadBalancerArn: loadBalancer.arn,
          ...(certificateArn === undefined ? plain : secured),
          defaultActions: [nothingHere],
          tags: named(args.tags, `${name}-listener`),
        },
        { ...child, protect: args.protect, aliases: [{ name: `${name}-http` }] },
      );
    }

    /** After the listener itself, which may have had this port before. */
    function redirectHttp(dependsOn: lb.Listener): void {
      new lb.Listener(
        `${name}-redirect`,
        {
          loadBalancerArn: loadBalancer.arn,
          ...{ port: 80, protocol: "HTTP" },
          defaultActions: [toHttps],
          tags: named(args.tags, `${name}-redirect`),
        },
        { ...child, protect: args.protect, dependsOn },
      );
    }
  }
}

/** The answer to a path that no service has. Split traffic never ends here: its rules come first. */
const nothingHere = {
  type: "fixed-response",
  fixedResponse: {
    statusCode: "503",
    contentType: "text/plain",
    messageBody: "No service of this environment answers this path.",
  },
};

const toHttps = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
