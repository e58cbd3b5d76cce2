import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";

export interface AddressArgs {
  readonly domain: string;
  /** The Route 53 zone that the domain lies in. */
  readonly zoneId: pulumi.Input<string>;
  /** What answers there: a load balancer or a CDN. */
  readonly target: Target;
  /** Whether that is reached by IPv6 as well. */
  readonly ipv6: boolean;
}

export interface Target {
  readonly dnsName: pulumi.Input<string>;
  /** The zone in which AWS keeps that name. */
  readonly zoneId: pulumi.Input<string>;
}

/** The domain's records. Aliases: AWS answers with the target's addresses of the moment, and charges nothing for it. */
export class Address extends pulumi.ComponentResource {
  constructor(name: string, args: AddressArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:network:Address", name, {}, opts);
    const { domain, zoneId, target } = args;
    const alias = { name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth: false };

    for (const [key, type] of [["ipv4", "A"], ...(args.ipv6 ? [["ipv6", "AAAA"]] : [])] as const) {
      new route53.Record(`${name}-${key}`, { zoneId, name: domain, type, aliases: [alias] }, { parent: this });
    }
    this.registerOutputs({});
  }
}
