import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model, Reference } from "../provider/model";
import { arn, between, differs, integer, length, matches, oneOf, valuesAt, type Rule } from "../provider/rules";
import { isUnknown } from "../provider/values";
import { refuseUnloggable } from "./access-logs";
import { CERTIFICATE, issuedIn } from "./acm";
import { behindGroups, inSubnets, inVpc, SUBNET } from "./network";
import { arnOf, hex16, idIsArn, text } from "./ids";

export const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
export const LISTENER = "aws:lb/listener:Listener";
export const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";

/** Load balancers and target groups: at most 32 letters, digits and hyphens, none at an edge. */
const name: readonly Rule[] = [
  length(1, 32),
  matches(/^[0-9A-Za-z-]+$/, "can only contain alphanumeric characters and hyphens"),
  differs(/^-/, "cannot begin with a hyphen"),
  differs(/-$/, "cannot end with a hyphen"),
];

const actionRules = (path: string): Model["rules"] => ({
  [`${path}.type`]: [
    oneOf("authenticate-cognito", "authenticate-oidc", "fixed-response", "forward", "jwt-validation", "redirect"),
  ],
  [`${path}.forward.targetGroups`]: [length(1, 5)],
  [`${path}.forward.targetGroups.weight`]: [integer, between(0, 999)],
  [`${path}.forward.stickiness.duration`]: [integer, between(1, 604800)],
  [`${path}.redirect.statusCode`]: [oneOf("HTTP_301", "HTTP_302")],
  [`${path}.fixedResponse.contentType`]: [
    oneOf("text/plain", "text/css", "text/html", "application/javascript", "application/json"),
  ],
  [`${path}.fixedResponse.messageBody`]: [length(0, 1024)],
  [`${path}.fixedResponse.statusCode`]: [matches(/^[245]\d\d$/, "must be a 2XX, 4XX or 5XX status code")],
});

const forwardsTo = (path: string): readonly Reference[] =>
  [`${path}.targetGroupArn`, `${path}.forward.targetGroups.arn`].map((each) => ({
    path: each,
    type: TARGET_GROUP,
    by: ["arn"],
    missing: "TargetGroupNotFound",
    blocks: "ResourceInUse",
  }));

/** An action needs the block of its type. */
const actionBlocks = (actions: unknown, path: string) =>
  (Array.isArray(actions) ? actions : []).flatMap((action: Properties, index) => {
    const needed = { "fixed-response": "fixedResponse", redirect: "redirect" }[text(action["type"])];
    const at = `${path}[${index}]`;
    if (needed && action[needed] === undefined) {
      return [{ path: `${at}.${needed}`, reason: `an action of type ${text(action["type"])} needs ${needed}` }];
    }
    const forwards = [action["targetGroupArn"], action["forward"]].filter((each) => each !== undefined).length;
    return action["type"] === "forward" && forwards !== 1
      ? [{ path: at, reason: "an action of type forward needs one of targetGroupArn and forward" }]
      : [];
  });

export const lb: readonly Model[] = [
  {
    type: LOAD_BALANCER,
    cfn: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    id: idIsArn,
    assigned: (inputs, context) => {
      const suffix = `${kindOf(inputs)}/${text(inputs["name"])}/${hex16()}`;
      const scheme = inputs["internal"] ? "internal-" : "";
      return {
        arn: arnOf("elasticloadbalancing", context, `loadbalancer/${suffix}`),
        arnSuffix: suffix,
        dnsName: `${scheme}${text(inputs["name"])}-${parseInt(hex16().slice(0, 8), 16)}.${context.region}.elb.amazonaws.com`,
        zoneId: "Z215JYRZR1TBD5",
        vpcId: subnetsOf(inputs, context)[0]?.inputs["vpcId"] ?? "",
      };
    },
    autoname: { property: "name", maxLength: 32 },
    defaults: {
      clientKeepAlive: 3600,
      desyncMitigationMode: "defensive",
      dropInvalidHeaderFields: false,
      enableCrossZoneLoadBalancing: false,
      enableDeletionProtection: false,
      enableHttp2: true,
      enableTlsVersionAndCipherSuiteHeaders: false,
      enableWafFailOpen: false,
      enableXffClientPort: false,
      enableZonalShift: false,
      idleTimeout: 60,
      loadBalancerType: "application",
      preserveHostHeader: false,
      xffHeaderProcessingMode: "append",
    },
    fills: { internal: false, ipAddressType: "ipv4", namePrefix: "", subnetMappings: [] },
    rules: {
      name: [...name, differs(/^internal-/, 'cannot begin with "internal-"')],
      loadBalancerType: [oneOf("application", "network", "gateway")],
      ipAddressType: [oneOf("ipv4", "dualstack", "dualstack-without-public-ipv4")],
      idleTimeout: [between(1, 4000)],
      clientKeepAlive: [between(60, 604800)],
      desyncMitigationMode: [oneOf("monitor", "defensive", "strictest")],
      xffHeaderProcessingMode: [oneOf("append", "preserve", "remove")],
    },
    check: ({ loadBalancerType, subnets }) =>
      loadBalancerType === "application" && Array.isArray(subnets) && subnets.length < 2
        ? [{ path: "subnets", reason: "At least two subnets in two different Availability Zones must be specified" }]
        : [],
    replaceOn: ["name", "namePrefix", "internal", "loadBalancerType", "customerOwnedIpv4Pool"],
    unique: [{ by: ["name"], code: "DuplicateLoadBalancerName" }],
    references: [inSubnets("subnets"), inSubnets("subnetMappings.subnetId"), behindGroups("securityGroups")],
    refuseCreate: (inputs, context) => {
      const zones = subnetsOf(inputs, context).map((each) => each.outputs["availabilityZone"]);
      if (new Set(zones).size < zones.length) {
        throw new ApiError(
          "InvalidConfigurationRequest",
          "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        );
      }
      refuseUnloggable(inputs, context);
    },
    refuseUpdate: (inputs, _, context) => refuseUnloggable(inputs, context),
    refuseDelete: ({ id, inputs }) => {
      if (inputs["enableDeletionProtection"] === true) {
        throw new ApiError(
          "OperationNotPermitted",
          `Load balancer '${id}' cannot be deleted because deletion protection is enabled`,
        );
      }
    },
  },
  {
    type: TARGET_GROUP,
    cfn: "AWS::ElasticLoadBalancingV2::TargetGroup",
    id: idIsArn,
    assigned: (inputs, context) => {
      const suffix = `targetgroup/${text(inputs["name"])}/${hex16()}`;
      return { arn: arnOf("elasticloadbalancing", context, suffix), arnSuffix: suffix, loadBalancerArns: [] };
    },
    autoname: { property: "name", maxLength: 32 },
    defaults: {
      deregistrationDelay: 300,
      lambdaMultiValueHeadersEnabled: false,
      proxyProtocolV2: false,
      slowStart: 0,
      targetType: "instance",
      "healthCheck.enabled": true,
      "healthCheck.interval": 30,
      "healthCheck.healthyThreshold": 3,
      "healthCheck.unhealthyThreshold": 3,
      "healthCheck.port": "traffic-port",
      "healthCheck.protocol": "HTTP",
      "stickiness.enabled": true,
      "stickiness.cookieDuration": 86400,
    },
    fills: {
      ipAddressType: "ipv4",
      loadBalancingAlgorithmType: "round_robin",
      loadBalancingCrossZoneEnabled: "use_load_balancer_configuration",
      protocolVersion: "HTTP1",
      namePrefix: "",
    },
    rules: {
      name,
      port: [between(1, 65535)],
      protocol: [oneOf("GENEVE", "HTTP", "HTTPS", "QUIC", "TCP", "TCP_QUIC", "TCP_UDP", "TLS", "UDP")],
      protocolVersion: [oneOf("HTTP1", "HTTP2", "GRPC")],
      targetType: [oneOf("instance", "ip", "lambda", "alb")],
      deregistrationDelay: [between(0, 3600)],
      slowStart: [(value, path) => (value === 0 ? undefined : between(30, 900)(value, path))],
      loadBalancingAlgorithmType: [oneOf("round_robin", "least_outstanding_requests", "weighted_random")],
      "healthCheck.interval": [between(5, 300)],
      "healthCheck.timeout": [between(2, 120)],
      "healthCheck.healthyThreshold": [between(2, 10)],
      "healthCheck.unhealthyThreshold": [between(2, 10)],
      "healthCheck.path": [matches(/^\//, "must begin with a '/' character"), length(1, 1024)],
      "healthCheck.matcher": [
        matches(/^\d{1,3}([,-]\d{1,3})*$/, "must be codes or ranges of codes, like 200 or 200-299"),
      ],
      "healthCheck.port": [matches(/^(traffic-port|\d{1,5})$/, 'must be "traffic-port" or a port number')],
      "healthCheck.protocol": [oneOf("HTTP", "HTTPS", "TCP")],
      "stickiness.type": [
        oneOf("lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto"),
      ],
      "stickiness.cookieDuration": [between(0, 604800)],
    },
    check: (inputs) => {
      const needed = inputs["targetType"] === "lambda" ? [] : ["port", "protocol", "vpcId"];
      const { interval, timeout } = (inputs["healthCheck"] ?? {}) as Properties;
      return [
        ...needed
          .filter((each) => inputs[each] === undefined)
          .map((path) => ({
            path,
            reason: `"${path}" is required when "target_type" is "${text(inputs["targetType"])}"`,
          })),
        ...(Number(timeout) >= Number(interval)
          ? [
              {
                path: "healthCheck.timeout",
                reason: `Health check timeout '${text(timeout)}' must be smaller than the interval '${text(interval)}'`,
              },
            ]
          : []),
      ];
    },
    replaceOn: [
      "name",
      "namePrefix",
      "port",
      "protocol",
      "protocolVersion",
      "targetType",
      "vpcId",
      "ipAddressType",
      "targetControlPort",
    ],
    unique: [{ by: ["name"], code: "DuplicateTargetGroupName" }],
    // A VPC may go while target groups still name it.
    references: [{ path: "vpcId", type: inVpc.type, missing: "ValidationError" }],
  },
  {
    type: LISTENER,
    cfn: "AWS::ElasticLoadBalancingV2::Listener",
    id: idIsArn,
    assigned: ({ loadBalancerArn }, _) => ({
      arn: `${text(loadBalancerArn).replace(":loadbalancer/", ":listener/")}/${hex16()}`,
    }),
    derived: ({ protocol, sslPolicy }) => ({
      protocol: protocol ?? "HTTP",
      sslPolicy: sslPolicy ?? (protocol === "HTTPS" || protocol === "TLS" ? "ELBSecurityPolicy-2016-08" : ""),
    }),
    fills: { routingHttpResponseServerEnabled: true },
    rules: {
      port: [between(1, 65535)],
      protocol: [oneOf("GENEVE", "HTTP", "HTTPS", "QUIC", "TCP", "TCP_QUIC", "TCP_UDP", "TLS", "UDP")],
      certificateArn: [arn],
      loadBalancerArn: [arn],
      sslPolicy: [matches(/^ELBSecurityPolicy-/, "must be the name of a security policy")],
      ...actionRules("defaultActions"),
    },
    check: ({ protocol, certificateArn, defaultActions }) => [
      ...(protocol === "HTTPS" && certificateArn === undefined
        ? [{ path: "certificateArn", reason: "A certificate must be specified for HTTPS listeners" }]
        : []),
      ...(protocol === "HTTP" && certificateArn !== undefined
        ? [{ path: "certificateArn", reason: "A certificate cannot be specified for HTTP listeners" }]
        : []),
      ...actionBlocks(defaultActions, "defaultActions"),
    ],
    replaceOn: ["loadBalancerArn"],
    unique: [{ by: ["loadBalancerArn", "port"], code: "DuplicateListener" }],
    references: [
      { path: "loadBalancerArn", type: LOAD_BALANCER, by: ["arn"], missing: "LoadBalancerNotFound", owned: true },
      {
        path: "certificateArn",
        type: CERTIFICATE,
        by: ["arn"],
        missing: "CertificateNotFound",
        blocks: "ResourceInUseException",
        except: /^arn:[\w-]+:iam:/,
      },
      ...forwardsTo("defaultActions"),
    ],
    refuseCreate: (inputs, context) => {
      refuseCertificate(inputs, context);
      refuseForeignGroups(inputs, "defaultActions", text(inputs["loadBalancerArn"]), context);
    },
    refuseUpdate: (inputs, _, context) => refuseCertificate(inputs, context),
  },
  {
    type: LISTENER_RULE,
    cfn: "AWS::ElasticLoadBalancingV2::ListenerRule",
    id: idIsArn,
    assigned: ({ listenerArn, priority }, { cloud }) => ({
      arn: `${text(listenerArn).replace(":listener/", ":listener-rule/")}/${hex16()}`,
      priority:
        priority ??
        1 + Math.max(0, ...rulesOf(text(listenerArn), cloud).map((each) => Number(each.outputs["priority"]))),
    }),
    rules: {
      priority: [integer, between(1, 50000)],
      listenerArn: [arn],
      actions: [length(1, 5)],
      conditions: [length(1, 5)],
      "conditions.httpHeader.httpHeaderName": [
        length(1, 40),
        matches(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "is not a valid header name"),
      ],
      "conditions.httpHeader.values": [length(1, 5)],
      "conditions.pathPattern.values": [length(1, 5)],
      "conditions.hostHeader.values": [length(1, 5)],
      ...actionRules("actions"),
    },
    check: ({ actions, conditions }) => [
      ...actionBlocks(actions, "actions"),
      ...(Array.isArray(conditions) ? conditions : []).flatMap((condition: unknown, index) =>
        isUnknown(condition) || Object.keys(condition as object).filter((each) => !each.startsWith("__")).length === 1
          ? []
          : [{ path: `conditions[${index}]`, reason: "Exactly one condition type must be set in a condition" }],
      ),
    ],
    replaceOn: ["listenerArn"],
    unique: [{ by: ["priority", "listenerArn"], code: "PriorityInUse" }],
    references: [
      { path: "listenerArn", type: LISTENER, by: ["arn"], missing: "ListenerNotFound", owned: true },
      ...forwardsTo("actions"),
    ],
    refuseCreate: (inputs, context) => {
      const listener = context.cloud.get(LISTENER, text(inputs["listenerArn"]));
      refuseForeignGroups(inputs, "actions", text(listener?.inputs["loadBalancerArn"]), context);
    },
  },
];

const kindOf = ({ loadBalancerType }: Properties): string =>
  ({ network: "net", gateway: "gwy" })[text(loadBalancerType)] ?? "app";

const subnetsOf = ({ subnets }: Properties, { cloud }: Context): readonly CloudResource[] =>
  (Array.isArray(subnets) ? subnets : []).flatMap((id) => cloud.get(SUBNET, text(id)) ?? []);

const rulesOf = (listenerArn: string, cloud: Context["cloud"]): readonly CloudResource[] =>
  cloud.list(LISTENER_RULE).filter((each) => each.inputs["listenerArn"] === listenerArn);

const groupsIn = (inputs: Properties, path: string): readonly string[] =>
  [`${path}.targetGroupArn`, `${path}.forward.targetGroups.arn`].flatMap((each) =>
    valuesAt(inputs, each).map(({ value }) => text(value)),
  );

/** The load balancers that forward to a target group, by a listener's default or by a rule. */
export function balancersOf(targetGroupArn: string, { cloud }: Context): readonly string[] {
  const listeners = cloud.list(LISTENER);
  const byDefault = listeners.filter((each) => groupsIn(each.inputs, "defaultActions").includes(targetGroupArn));
  const byRule = cloud
    .list(LISTENER_RULE)
    .filter((each) => groupsIn(each.inputs, "actions").includes(targetGroupArn))
    .flatMap((rule) => listeners.filter((each) => each.id === rule.inputs["listenerArn"]));
  return [...new Set([...byDefault, ...byRule].map((each) => text(each.inputs["loadBalancerArn"])))];
}

/** A listener shows only a certificate of its own region that is issued. */
function refuseCertificate({ certificateArn }: Properties, context: Context): void {
  if (certificateArn === undefined || /^arn:[\w-]+:iam:/.test(text(certificateArn))) return;
  if (issuedIn(text(certificateArn), context)) return;
  throw new ApiError(
    "UnsupportedCertificate",
    `The certificate '${text(certificateArn)}' must have a fully-qualified domain name, a supported signature, and a ` +
      `supported key size: it is not issued yet, or not in ${context.region}`,
  );
}

function refuseForeignGroups(inputs: Properties, path: string, loadBalancerArn: string, context: Context): void {
  for (const group of groupsIn(inputs, path)) {
    if (balancersOf(group, context).some((each) => each !== loadBalancerArn)) {
      throw new ApiError(
        "TargetGroupAssociationLimit",
        `The following target groups cannot be associated with more than one load balancer: ${group}`,
      );
    }
  }
}
