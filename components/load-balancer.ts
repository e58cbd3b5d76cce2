import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { loadBalancerNameLimit, physicalName } from "../core/names";
import type { SharedLoadBalancer } from "../core/outputs";
import { named, type Tags } from "../core/tags";

export interface LoadBalancerArgs {
  /** Blocks that may reach it. */
  readonly ingress: readonly string[];
  readonly protect: boolean;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly tags: Tags;
}

/** The environment's front door. Rules of slots and traffic hang on its listener. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
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
    const testToken = new random.RandomPassword(`${name}-test-token`, { length: 32, special: false }, child);

    this.url = pulumi.interpolate`http://${loadBalancer.dnsName}`;
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
      for (const block of args.ingress) {
        const rule = `${name}-from-${block.replace("/", "-")}`;
        new vpc.SecurityGroupIngressRule(
          rule,
          {
            securityGroupId: group.id,
            description: "HTTP from those who may reach the environment",
            cidrIpv4: block,
            ipProtocol: "tcp",
            fromPort: 80,
            toPort: 80,
            tags: named(args.tags, rule),
          },
          child,
        );
      }
      return group;
    }

    function createLoadBalancer(): lb.LoadBalancer {
      return new lb.LoadBalancer(
        name,
        {
          name: physicalName([name], loadBalancerNameLimit),
          loadBalancerType: "application",
          internal: false,
          securityGroups: [securityGroup.id],
          subnets: args.subnetIds,
          dropInvalidHeaderFields: true,
          desyncMitigationMode: "defensive",
          enableDeletionProtection: args.protect,
          tags: named(args.tags, name),
        },
        { ...child, protect: args.protect },
      );
    }

    /** Plain HTTP until the environment has a domain; then this one redirects to a second one with a certificate. */
    function createListener(): lb.Listener {
      return new lb.Listener(
        `${name}-http`,
        {
          loadBalancerArn: loadBalancer.arn,
          port: 80,
          protocol: "HTTP",
          defaultActions: [{ type: "fixed-response", fixedResponse: nothingHere }],
          tags: named(args.tags, `${name}-http`),
        },
        { ...child, protect: args.protect },
      );
    }
  }
}

/** The answer to a path that no service has. Split traffic never ends here: its rules come first. */
const nothingHere = {
  statusCode: "503",
  contentType: "text/plain",
  messageBody: "No service of this environment answers this path.",
};
