import * as ec2 from "@pulumi/aws/ec2";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkSettings } from "../core/config/network";
import { archiveFolders } from "../core/log-archive";
import { named, type Tags } from "../core/tags";

export interface NetworkArgs extends NetworkSettings {
  readonly region: string;
  /** ARN of the bucket that keeps a record of every connection; undefined records none. */
  readonly flowLogsTo: pulumi.Input<string> | undefined;
  readonly tags: Tags;
}

/**
 * A network with a public and a private subnet in each zone. Private subnets reach out through NAT, and S3, where
 * image layers come from, through a gateway endpoint that costs nothing. Interface endpoints are left out on purpose:
 * each costs about 8 USD a month and zone, more than the NAT traffic of registry, logs and secrets that they save.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** Known once their way out exists: a task that starts earlier cannot pull its image. */
  readonly privateSubnetIds: pulumi.Output<string[]>;
  /** Addresses from which private subnets reach the internet, by zone: `a`. */
  readonly outgoing: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:network:Network", name, {}, opts);
    const child = { parent: this };
    const zones = ["a", "b", "c", "d"].slice(0, args.zones);
    const zoneNames = getAvailabilityZonesOutput({
      state: "available",
      // Local Zones have neither NAT nor Fargate.
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    }).names;

    const vpc = createVpc();
    closeDefaultGroup();
    const publicSubnets = zones.map((zone, index) => createSubnet("public", zone, index));
    const toInternet = routePublicSubnets();
    const natGateways = zones.slice(0, args.natGateways === "one" ? 1 : zones.length).map(createNatGateway);
    const privateSubnets = zones.map((zone, index) => createSubnet("private", zone, index));
    const privateRoutes = zones.map(routePrivateSubnet);
    createStorageEndpoint();
    if (args.flowLogsTo !== undefined) recordConnections(args.flowLogsTo);

    this.vpcId = vpc.id;
    this.publicSubnetIds = pulumi.output(publicSubnets.map(({ id }) => id));
    this.privateSubnetIds = pulumi
      .all([privateSubnets.map(({ id }) => id), privateRoutes.map(({ ready }) => ready)])
      .apply(([ids]) => ids);
    this.outgoing = Object.fromEntries(natGateways.map(({ publicIp }, index) => [zones[index] ?? "", publicIp]));
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
    });

    function createVpc(): ec2.Vpc {
      const dns = { enableDnsSupport: true, enableDnsHostnames: true };
      return new ec2.Vpc(name, { cidrBlock: args.cidr, ...dns, tags: named(args.tags, name) }, child);
    }

    /** What forgets to name a security group gets the default one: it lets nothing through. */
    function closeDefaultGroup(): void {
      const group = `${name}-default`;
      const closed = { vpcId: vpc.id, ingress: [], egress: [], tags: named(args.tags, group) };
      new ec2.DefaultSecurityGroup(group, closed, child);
    }

    function createSubnet(kind: "public" | "private", zone: string, index: number): ec2.Subnet {
      const subnet = `${name}-${kind}-${zone}`;
      return new ec2.Subnet(
        subnet,
        {
          vpcId: vpc.id,
          cidrBlock: args.subnets[kind][index],
          availabilityZone: zoneNames.apply((names) => names[index]),
          mapPublicIpOnLaunch: false,
          tags: named(args.tags, subnet),
        },
        // A subnet cannot move: a zone that AWS opens later must not replace those that are in use.
        { ...child, ignoreChanges: ["availabilityZone"] },
      );
    }

    function routePublicSubnets(): ec2.Route {
      const gateway = new ec2.InternetGateway(
        `${name}-internet`,
        { vpcId: vpc.id, tags: named(args.tags, `${name}-internet`) },
        child,
      );
      const table = createRouteTable("public");
      publicSubnets.forEach((subnet, index) => associate(table, subnet, `public-${zones[index]}`));
      return createDefaultRoute(table, "public", { gatewayId: gateway.id });
    }

    function createNatGateway(zone: string, index: number): ec2.NatGateway {
      const nat = `${name}-nat-${zone}`;
      const tags = named(args.tags, nat);
      const address = new ec2.Eip(nat, { domain: "vpc", tags }, child);
      return new ec2.NatGateway(
        nat,
        { allocationId: address.id, subnetId: publicSubnets[index]?.id, tags },
        { ...child, dependsOn: toInternet },
      );
    }

    function routePrivateSubnet(zone: string, index: number) {
      const [subnet, nat] = [privateSubnets[index], natGateways[index] ?? natGateways[0]];
      if (subnet === undefined || nat === undefined) throw new Error(`zone ${zone} has no private subnet or NAT`);
      const table = createRouteTable(`private-${zone}`);
      const association = associate(table, subnet, `private-${zone}`);
      const route = createDefaultRoute(table, `private-${zone}`, { natGatewayId: nat.id });
      return { table, ready: pulumi.all([association.id, route.id]) };
    }

    function createStorageEndpoint(): void {
      const endpoint = `${name}-storage`;
      new ec2.VpcEndpoint(
        endpoint,
        {
          vpcId: vpc.id,
          vpcEndpointType: "Gateway",
          serviceName: `com.amazonaws.${args.region}.s3`,
          routeTableIds: privateRoutes.map(({ table }) => table.id),
          tags: named(args.tags, endpoint),
        },
        child,
      );
    }

    /** In a file format that costs a quarter to keep and to search; every ten minutes, which is as often as it is read. */
    function recordConnections(bucketArn: pulumi.Input<string>): void {
      const flowLog = `${name}-connections`;
      new ec2.FlowLog(
        flowLog,
        {
          vpcId: vpc.id,
          trafficType: "ALL",
          logDestinationType: "s3",
          logDestination: pulumi.interpolate`${bucketArn}/${archiveFolders.network}`,
          destinationOptions: { fileFormat: "parquet" },
          maxAggregationInterval: 600,
          tags: named(args.tags, flowLog),
        },
        child,
      );
    }

    function createRouteTable(key: string): ec2.RouteTable {
      return new ec2.RouteTable(`${name}-${key}`, { vpcId: vpc.id, tags: named(args.tags, `${name}-${key}`) }, child);
    }

    function associate({ id }: ec2.RouteTable, subnet: ec2.Subnet, key: string): ec2.RouteTableAssociation {
      return new ec2.RouteTableAssociation(`${name}-${key}`, { routeTableId: id, subnetId: subnet.id }, child);
    }

    function createDefaultRoute(
      { id }: ec2.RouteTable,
      key: string,
      target: Pick<ec2.RouteArgs, "gatewayId" | "natGatewayId">,
    ): ec2.Route {
      const route = { routeTableId: id, destinationCidrBlock: "0.0.0.0/0", ...target };
      return new ec2.Route(`${name}-${key}`, route, child);
    }
  }
}
