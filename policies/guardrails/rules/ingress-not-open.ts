import { list, objects } from "../requirement";
import type { Properties, Resource, ResourceRule } from "../rule";

const everybody = ["0.0.0.0/0", "::/0"];

interface Config {
  readonly publicPorts: readonly number[];
}

const usual: Config = { publicPorts: [80, 443] };

/**
 * Whose group it is cannot be seen from a rule: of those for users, it knows the ports. Previews that share a load
 * balancer have a port each.
 */
export const ingressNotOpen: ResourceRule<Config> = {
  name: "ingress-not-open",
  description: "The internet is let in to HTTP and HTTPS only.",
  area: "Network",
  severity: "critical",
  mandatoryIn: ["dev", "stage", "prod"],
  fsbp: ["EC2.18", "EC2.19", "EC2.53", "EC2.54"],
  checkov: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"],
  config: {
    properties: {
      publicPorts: {
        type: "array",
        items: { type: "integer", minimum: 1, maximum: 65535 },
        default: [...usual.publicPorts],
        description: "Ports at which everybody may come in.",
      },
    },
    defaults: usual,
  },
  types: [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/securityGroup:SecurityGroup",
  ],
  judge: (resource) =>
    ingressOf(resource).map((rule) => ({
      found: () => {
        const blocks = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"].flatMap((key) => list(rule[key]));
        const open = blocks.filter((block) => everybody.includes(String(block)));
        if (open.length === 0 || isForUsers(rule, resource.config)) return undefined;
        return `${open.join(", ")} let in to ${portsOf(rule)}`;
      },
      required: `tcp ${resource.config.publicPorts.join(" or ")}, where everybody is let in`,
      change: "name the blocks or the security group that may come in",
    })),
};

/** One rule by itself, in two types of resource, or those that a group lists. */
function ingressOf({ type, props }: Resource<Config>): readonly Properties[] {
  const isGroup = type === "aws:ec2/securityGroup:SecurityGroup";
  return isGroup ? objects(props.ingress) : [props].filter((rule) => rule.type !== "egress");
}

const protocolOf = ({ ipProtocol, protocol }: Properties): unknown => ipProtocol ?? protocol;

const isForUsers = (rule: Properties, { publicPorts }: Config): boolean =>
  protocolOf(rule) === "tcp" && rule.fromPort === rule.toPort && publicPorts.includes(Number(rule.fromPort));

function portsOf(rule: Properties): string {
  const { fromPort, toPort } = rule;
  const protocol = String(protocolOf(rule));
  if (protocol === "-1" || fromPort === undefined) return "every port";
  return `${protocol} ${[...new Set([fromPort, toPort])].join("-")}`;
}
