import { by, ofType, type Stack, type StackResource } from "./resources";

export const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
export const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** Whether a rule of a security group is about that TCP port. */
export const covers = ({ ipProtocol, fromPort, toPort }: StackResource["inputs"], port: number): boolean =>
  ipProtocol === "-1" || (ipProtocol === "tcp" && Number(fromPort) <= port && port <= Number(toPort));

export const routeTable = (stack: Stack, subnet: string): unknown =>
  ofType(stack, "aws:ec2/routeTableAssociation:RouteTableAssociation").find(({ inputs }) => inputs.subnetId === subnet)
    ?.inputs.routeTableId;

export function defaultRoute(stack: Stack, subnet: string): StackResource | undefined {
  const table = routeTable(stack, subnet);
  return ofType(stack, "aws:ec2/route:Route").find(
    ({ inputs }) => table !== undefined && inputs.routeTableId === table && inputs.destinationCidrBlock === "0.0.0.0/0",
  );
}

/** Whether a subnet reaches the internet itself, and is reached from there. */
export const isPublic = (stack: Stack, subnet: string): boolean =>
  by(stack, "aws:ec2/internetGateway:InternetGateway", "id", defaultRoute(stack, subnet)?.inputs.gatewayId) !==
  undefined;

/** NAT that stands in a subnet which itself reaches the internet. */
export function hasWayOut(stack: Stack, subnet: string): boolean {
  const nat = by(stack, "aws:ec2/natGateway:NatGateway", "id", defaultRoute(stack, subnet)?.inputs.natGatewayId);
  return nat !== undefined && isPublic(stack, String(nat.inputs.subnetId));
}

export const vpcOf = (stack: Stack, subnet: string): unknown =>
  by(stack, "aws:ec2/subnet:Subnet", "id", subnet)?.inputs.vpcId;
