import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { exactlyOne, oneOf, type Rule } from "../provider/rules";
import type { Properties } from "../cloud";
import { cidrFault, contains, overlap } from "./cidr";
import { ec2Id, ec2Identity, text } from "./ids";
import { behindGroups, inSubnets, inVpc, SUBNET, VPC } from "./network";
import { zoneId, zonesOf } from "./zones";

const cidr: Rule = (value) => cidrFault(text(value));

/** Address space, gateways and routes. */
export const ec2: readonly Model[] = [
  {
    type: VPC,
    cfn: "AWS::EC2::VPC",
    ...ec2Identity("vpc", "vpc", () => ({
      defaultSecurityGroupId: ec2Id("sg"),
      defaultNetworkAclId: ec2Id("acl"),
      defaultRouteTableId: ec2Id("rtb"),
      mainRouteTableId: ec2Id("rtb"),
      dhcpOptionsId: ec2Id("dopt"),
      ipv6AssociationId: "",
    })),
    defaults: { enableDnsSupport: true, instanceTenancy: "default" },
    fills: {
      enableDnsHostnames: false,
      enableNetworkAddressUsageMetrics: false,
      ipv6CidrBlock: "",
      ipv6CidrBlockNetworkBorderGroup: "",
    },
    rules: { cidrBlock: [cidr], instanceTenancy: [oneOf("default", "dedicated")] },
    check: ({ cidrBlock, ipv4IpamPoolId }) =>
      cidrBlock === undefined && ipv4IpamPoolId === undefined
        ? [{ path: "cidrBlock", reason: "one of `cidrBlock,ipv4IpamPoolId` must be specified" }]
        : [],
    replaceOn: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "ipv6CidrBlockNetworkBorderGroup"],
  },
  {
    type: SUBNET,
    cfn: "AWS::EC2::Subnet",
    ...ec2Identity("subnet", "subnet", ({ availabilityZone }, { region }) => ({
      availabilityZone: availabilityZone ?? zonesOf(region)[0],
    })),
    derived: (_, { availabilityZone }) => ({ availabilityZoneId: zoneId(text(availabilityZone)) }),
    defaults: {
      assignIpv6AddressOnCreation: false,
      enableDns64: false,
      enableResourceNameDnsARecordOnLaunch: false,
      enableResourceNameDnsAaaaRecordOnLaunch: false,
      ipv6Native: false,
      mapPublicIpOnLaunch: false,
    },
    fills: { ipv6CidrBlock: "", ipv6CidrBlockAssociationId: "", privateDnsHostnameTypeOnLaunch: "ip-name" },
    rules: { cidrBlock: [cidr] },
    replaceOn: ["vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId", "ipv6Native", "outpostArn"],
    references: [inVpc],
    refuseCreate: refuseSubnet,
  },
  {
    type: "aws:ec2/internetGateway:InternetGateway",
    cfn: "AWS::EC2::InternetGateway",
    ...ec2Identity("igw", "internet-gateway"),
    references: [inVpc],
    unique: [{ by: ["vpcId"], code: "Resource.AlreadyAssociated" }],
  },
  {
    type: "aws:ec2/eip:Eip",
    cfn: "AWS::EC2::EIP",
    ...ec2Identity("eipalloc", "elastic-ip", (_, { region, cloud }, id) => {
      // A network reserved for documentation: these addresses lead nowhere.
      const publicIp = `198.51.100.${(cloud.list("aws:ec2/eip:Eip").length % 254) + 1}`;
      const publicDns = `ec2-${publicIp.replaceAll(".", "-")}.${region}.compute.amazonaws.com`;
      return {
        allocationId: id,
        publicIp,
        publicDns,
        ptrRecord: "",
        privateIp: "",
        privateDns: "",
        associationId: "",
        carrierIp: "",
        customerOwnedIp: "",
      };
    }),
    fills: { domain: "vpc", publicIpv4Pool: "amazon", instance: "", networkInterface: "" },
    rules: { domain: [oneOf("vpc")] },
    replaceOn: ["domain", "address", "publicIpv4Pool", "networkBorderGroup", "ipamPoolId"],
  },
  {
    type: "aws:ec2/natGateway:NatGateway",
    cfn: "AWS::EC2::NatGateway",
    ...ec2Identity("nat", "natgateway", ({ allocationId }, { cloud }) => ({
      publicIp:
        allocationId === undefined ? "" : (cloud.get("aws:ec2/eip:Eip", text(allocationId))?.outputs["publicIp"] ?? ""),
      networkInterfaceId: ec2Id("eni"),
      associationId: ec2Id("eipassoc"),
    })),
    defaults: { connectivityType: "public" },
    fills: { secondaryAllocationIds: [], secondaryPrivateIpAddresses: [], secondaryPrivateIpAddressCount: 0 },
    rules: { connectivityType: [oneOf("public", "private")] },
    check: ({ connectivityType, allocationId, availabilityMode }) =>
      connectivityType === "public" && allocationId === undefined && availabilityMode !== "regional"
        ? [{ path: "allocationId", reason: '`allocation_id` is required when `connectivity_type` is "public"' }]
        : [],
    replaceOn: ["subnetId", "connectivityType", "allocationId", "privateIp", "vpcId", "availabilityMode"],
    references: [
      inSubnets("subnetId"),
      {
        path: "allocationId",
        type: "aws:ec2/eip:Eip",
        missing: "InvalidAllocationID.NotFound",
        blocks: "InvalidIPAddress.InUse",
      },
    ],
    unique: [{ by: ["allocationId"], code: "Resource.AlreadyAssociated" }],
  },
  {
    type: "aws:ec2/routeTable:RouteTable",
    cfn: "AWS::EC2::RouteTable",
    ...ec2Identity("rtb", "route-table"),
    fills: { propagatingVgws: [], routes: [] },
    replaceOn: ["vpcId"],
    references: [inVpc],
  },
  {
    type: "aws:ec2/route:Route",
    cfn: "AWS::EC2::Route",
    id: ({ routeTableId, ...destination }) => `r-${text(routeTableId)}-${destinationOf(destination)}`,
    importIds: ({ inputs: { routeTableId, ...destination } }) => [
      `${text(routeTableId)}_${destinationOf(destination)}`,
    ],
    assigned: () => ({ state: "active", origin: "CreateRoute", instanceId: "", instanceOwnerId: "" }),
    check: (inputs) => [
      ...exactlyOne(inputs, DESTINATIONS),
      ...exactlyOne(inputs, [
        "gatewayId",
        "natGatewayId",
        "networkInterfaceId",
        "egressOnlyGatewayId",
        "transitGatewayId",
        "vpcEndpointId",
        "vpcPeeringConnectionId",
        "carrierGatewayId",
        "coreNetworkArn",
        "localGatewayId",
        "odbNetworkArn",
      ]),
    ],
    rules: { destinationCidrBlock: [(value) => cidrFault(text(value), 0, 32)] },
    replaceOn: ["routeTableId", ...["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"]],
    unique: [
      { by: ["destinationCidrBlock", "routeTableId"], code: "RouteAlreadyExists" },
      { by: ["destinationIpv6CidrBlock", "routeTableId"], code: "RouteAlreadyExists" },
      { by: ["destinationPrefixListId", "routeTableId"], code: "RouteAlreadyExists" },
    ],
    references: [
      {
        path: "routeTableId",
        type: "aws:ec2/routeTable:RouteTable",
        missing: "InvalidRouteTableID.NotFound",
        owned: true,
      },
      {
        path: "gatewayId",
        type: "aws:ec2/internetGateway:InternetGateway",
        missing: "InvalidGatewayID.NotFound",
        except: /^(local|vgw-)/,
      },
      { path: "natGatewayId", type: "aws:ec2/natGateway:NatGateway", missing: "InvalidNatGatewayID.NotFound" },
    ],
  },
  {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    cfn: "AWS::EC2::SubnetRouteTableAssociation",
    ...ec2Identity("rtbassoc", "route-table-association"),
    importIds: ({ inputs: { subnetId, gatewayId, routeTableId } }) => [
      `${text(subnetId ?? gatewayId)}/${text(routeTableId)}`,
    ],
    check: (inputs) => exactlyOne(inputs, ["subnetId", "gatewayId"]),
    replaceOn: ["subnetId", "gatewayId"],
    unique: [{ by: ["subnetId"], code: "Resource.AlreadyAssociated" }],
    references: [
      {
        path: "routeTableId",
        type: "aws:ec2/routeTable:RouteTable",
        missing: "InvalidRouteTableID.NotFound",
        blocks: "DependencyViolation",
      },
      { path: "subnetId", type: SUBNET, missing: "InvalidSubnetID.NotFound", owned: true },
    ],
  },
  {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    cfn: "AWS::EC2::VPCEndpoint",
    ...ec2Identity("vpce", "vpc-endpoint", ({ vpcEndpointType }) => ({
      state: "available",
      requesterManaged: false,
      networkInterfaceIds: [],
      dnsEntries: [],
      cidrBlocks: [],
      ...(vpcEndpointType === "Gateway" && { prefixListId: ec2Id("pl") }),
    })),
    defaults: { vpcEndpointType: "Gateway" },
    fills: { ipAddressType: "ipv4", privateDnsEnabled: false, routeTableIds: [], securityGroupIds: [], subnetIds: [] },
    json: { policy: "policy" },
    rules: { vpcEndpointType: [oneOf("Gateway", "GatewayLoadBalancer", "Interface", "Resource", "ServiceNetwork")] },
    check: ({ vpcEndpointType, serviceName }) =>
      vpcEndpointType === "Gateway" &&
      typeof serviceName === "string" &&
      /^com\.amazonaws\./.test(serviceName) &&
      !/\.(s3|dynamodb)$/.test(serviceName)
        ? [
            {
              path: "vpcEndpointType",
              reason: `The VPC endpoint type Gateway is not available for the service ${serviceName}; use Interface`,
            },
          ]
        : [],
    replaceOn: [
      "vpcId",
      "serviceName",
      "vpcEndpointType",
      "serviceRegion",
      "resourceConfigurationArn",
      "serviceNetworkArn",
    ],
    references: [
      inVpc,
      inSubnets("subnetIds"),
      behindGroups("securityGroupIds"),
      { path: "routeTableIds", type: "aws:ec2/routeTable:RouteTable", missing: "InvalidRouteTableId.NotFound" },
    ],
    refuseCreate: refuseEndpoint,
  },
];

const DESTINATIONS = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];

const destinationOf = (inputs: Properties): string =>
  text(DESTINATIONS.map((name) => inputs[name]).find((each) => each !== undefined));

function refuseSubnet({ vpcId, cidrBlock, availabilityZone }: Properties, { cloud, region }: Context): void {
  const block = text(cidrBlock);
  const vpcBlock = text(cloud.get(VPC, text(vpcId))?.inputs["cidrBlock"]);
  if (!contains(vpcBlock, block)) {
    throw new ApiError("InvalidSubnet.Range", `The CIDR '${block}' is invalid: it is not within the VPC's ${vpcBlock}`);
  }
  const sibling = cloud
    .list(SUBNET)
    .find((each) => each.inputs["vpcId"] === vpcId && overlap(text(each.inputs["cidrBlock"]), block));
  if (sibling) {
    throw new ApiError(
      "InvalidSubnet.Conflict",
      `The CIDR '${block}' conflicts with another subnet: ${sibling.id} has ${text(sibling.inputs["cidrBlock"])}`,
    );
  }
  const zones = zonesOf(region);
  if (availabilityZone !== undefined && !zones.includes(text(availabilityZone))) {
    throw new ApiError(
      "InvalidParameterValue",
      `Value (${text(availabilityZone)}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(", ")}`,
    );
  }
}

function refuseEndpoint({ vpcId, privateDnsEnabled }: Properties, { cloud }: Context): void {
  const vpc = cloud.get(VPC, text(vpcId));
  if (privateDnsEnabled === true && !(vpc?.outputs["enableDnsSupport"] && vpc.outputs["enableDnsHostnames"])) {
    throw new ApiError(
      "InvalidParameter",
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${text(vpcId)}`,
    );
  }
}
