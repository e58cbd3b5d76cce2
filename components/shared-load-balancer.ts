import * as lb from "@pulumi/aws/lb";
import * as route53 from "@pulumi/aws/route53";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { SecureEntrance, SharedLoadBalancer as Balancer } from "../core/outputs";
import { guestPort } from "../core/routing";
import { named, type Tags } from "../core/tags";

export interface SharedLoadBalancerArgs {
  readonly pullRequest: number;
  /** Blocks that may reach it, where it has a listener of its own. */
  readonly ingress: readonly string[];
  /** The host's. */
  readonly loadBalancer: Balancer;
  readonly secure: SecureEntrance | undefined;
  readonly tags: Tags;
}

/**
 * A guest's front door on its host's load balancer. Where the host serves HTTPS it is a name below the host's domain,
 * told apart on the host's listener; otherwise a listener of its own, on a port that says the pull request's number.
 */
export class SharedLoadBalancer extends pulumi.ComponentResource {
  readonly url: string;
  readonly listenerArn: pulumi.Output<string>;
  /** The name that its rules answer to; undefined where it has a listener of its own. */
  readonly hostName: string | undefined;
  /** A guest has none of its own. */
  readonly shared = undefined;
  readonly arnSuffix: string;
  readonly securityGroupId: string;
  /** Opens the test route to a slot that takes no traffic yet. Secret. */
  readonly testToken: pulumi.Output<string>;

  constructor(name: string, args: SharedLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:network:SharedLoadBalancer", name, {}, opts);
    const child = { parent: this };
    const { loadBalancer, secure } = args;
    const port = guestPort(args.pullRequest);

    this.arnSuffix = loadBalancer.arnSuffix;
    this.securityGroupId = loadBalancer.securityGroupId;
    this.hostName = secure && `pr-${args.pullRequest}.${secure.domain}`;
    this.url = this.hostName === undefined ? urlOn(loadBalancer.dnsName, port) : `https://${this.hostName}`;
    this.testToken = new random.RandomPassword(`${name}-test-token`, { length: 32, special: false }, child).result;
    this.listenerArn = secure === undefined ? openPort() : shareListener(secure);
    this.registerOutputs({ url: this.url, listenerArn: this.listenerArn });

    function shareListener({ listenerArn, domain, zoneId }: SecureEntrance): pulumi.Output<string> {
      const { dnsName, zoneId: aliasZone } = loadBalancer;
      const alias = { name: dnsName, zoneId: aliasZone, evaluateTargetHealth: false };
      new route53.Record(
        name,
        { zoneId, name: `pr-${args.pullRequest}.${domain}`, type: "A", aliases: [alias] },
        child,
      );
      return pulumi.output(listenerArn);
    }

    function openPort(): pulumi.Output<string> {
      for (const block of args.ingress) letIn(block);
      return new lb.Listener(
        name,
        {
          loadBalancerArn: loadBalancer.arn,
          port,
          protocol: "HTTP",
          defaultActions: [{ type: "fixed-response", fixedResponse: nothingHere }],
          tags: named(args.tags, name),
        },
        child,
      ).arn;
    }

    function letIn(block: string): void {
      const rule = `${name}-from-${block.replace("/", "-")}`;
      new vpc.SecurityGroupIngressRule(
        rule,
        {
          securityGroupId: loadBalancer.securityGroupId,
          description: "HTTP from those who may reach the environment",
          cidrIpv4: block,
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          tags: named(args.tags, rule),
        },
        child,
      );
    }
  }
}

function urlOn(dnsName: string, port: number): string {
  const url = new URL(`http://${dnsName}`);
  url.port = String(port);
  return url.origin;
}

/** The answer to a path that no service has. Split traffic never ends here: its rules come first. */
const nothingHere = {
  statusCode: "503",
  contentType: "text/plain",
  messageBody: "No service of this environment answers this path.",
};
