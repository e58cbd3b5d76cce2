import type { Given } from "./pack";
import { changed, judges, judgesStack } from "./judging";

const balancer: Given = {
  type: "aws:lb/loadBalancer:LoadBalancer",
  protect: true,
  props: {
    dropInvalidHeaderFields: true,
    accessLogs: { enabled: true, bucket: "logs" },
    enableDeletionProtection: true,
    subnets: ["a", "b"],
  },
};

const toHttps = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
const http: Given = { type: "aws:lb/listener:Listener", props: { protocol: "HTTP", defaultActions: [toHttps] } };
const https: Given = {
  type: "aws:lb/listener:Listener",
  props: {
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    defaultActions: [{ type: "fixed-response" }],
  },
};

describe("policies/guardrails: ELB", () => {
  const redirect =
    "required: a redirect to HTTPS; give the environment a domain (promenade:domain), or redirect the listener to HTTPS";
  judges("elb-http-redirects", http, {
    "answers itself": [
      { defaultActions: [{ type: "fixed-response" }] },
      `found an HTTP listener with default action "fixed-response"; ${redirect}`,
    ],
    "redirects to HTTP": [
      { defaultActions: [{ type: "redirect", redirect: { protocol: "HTTP" } }] },
      `found a redirect with protocol "HTTP"; ${redirect}`,
    ],
    "redirects to the protocol it came by": [
      { defaultActions: [{ type: "redirect", redirect: {} }] },
      `found a redirect with no protocol; ${redirect}`,
    ],
  });

  const switches = {
    "elb-drop-invalid-headers": ["dropInvalidHeaderFields", "set dropInvalidHeaderFields: true"],
    "elb-deletion-protection": ["enableDeletionProtection", "set enableDeletionProtection: true"],
  };
  for (const [rule, [path, change]] of Object.entries(switches)) {
    judges(rule, balancer, {
      "turned off": [{ [path!]: false }, `found ${path!} false; required: ${path!} true; ${change!}`],
      "says nothing": [{ [path!]: undefined }, `found no ${path!}; required: ${path!} true; ${change!}`],
    });
  }
  const network = { loadBalancerType: "network", dropInvalidHeaderFields: undefined };
  judges(
    "elb-drop-invalid-headers",
    changed(balancer, { loadBalancerType: "application" }),
    {
      "an application's, by name": [
        { dropInvalidHeaderFields: false },
        "found dropInvalidHeaderFields false; required: dropInvalidHeaderFields true; set dropInvalidHeaderFields: true",
      ],
    },
    { accepts: { "one that reads no headers": network } },
  );

  const logs = "required: accessLogs.enabled true; set accessLogs: { enabled: true, bucket }";
  judges("elb-access-logs", balancer, {
    "turned off": [{ accessLogs: { enabled: false, bucket: "logs" } }, `found accessLogs.enabled false; ${logs}`],
    "says nothing": [{ accessLogs: undefined }, `found no accessLogs.enabled; ${logs}`],
  });

  const desync = 'required: defensive or strictest; set desyncMitigationMode: "defensive", or leave it out';
  judges(
    "elb-desync",
    balancer,
    { monitor: [{ desyncMitigationMode: "monitor" }, `found desyncMitigationMode "monitor"; ${desync}`] },
    {
      accepts: {
        defensive: { desyncMitigationMode: "defensive" },
        strictest: { desyncMitigationMode: "strictest" },
      },
    },
  );

  const zones = "required: at least 2, each in a zone of its own; add a subnet of another zone to subnets";
  judges(
    "elb-zones",
    balancer,
    {
      "one zone": [{ subnets: ["a"] }, `found 1 subnet; ${zones}`],
      "one mapping": [{ subnets: undefined, subnetMappings: [{ subnetId: "a" }] }, `found 1 subnet; ${zones}`],
      "says nothing": [{ subnets: undefined }, `found 0 subnets; ${zones}`],
    },
    {
      accepts: {
        "three zones": { subnets: ["a", "b", "c"] },
        mappings: { subnets: undefined, subnetMappings: [{ subnetId: "a" }, { subnetId: "b" }] },
      },
    },
  );

  const tls = 'required: a policy of TLS 1.2 or newer; set sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06"';
  judges(
    "elb-tls-policy",
    https,
    Object.fromEntries(
      [
        "ELBSecurityPolicy-2016-08",
        "ELBSecurityPolicy-TLS13-1-0-2021-06",
        "ELBSecurityPolicy-TLS13-1-1-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
        "Other-ELBSecurityPolicy-TLS13-1-2-2021-06",
      ].map((sslPolicy) => [sslPolicy, [{ sslPolicy }, `found sslPolicy "${sslPolicy}"; ${tls}`]]),
    ),
    {
      accepts: Object.fromEntries(
        ["ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"].map((sslPolicy) => [
          sslPolicy,
          { sslPolicy },
        ]),
      ),
    },
  );
  judges("elb-tls-policy", https, {
    "says nothing": [{ sslPolicy: undefined }, `found no sslPolicy; ${tls}`],
    "TLS of a network load balancer": [{ protocol: "TLS", sslPolicy: undefined }, `found no sslPolicy; ${tls}`],
  });

  const web: Given = { type: "aws:lb/loadBalancer:LoadBalancer", name: "web", props: { arn: "arn:web" } };
  const inner = { ...changed(web, { internal: true, arn: "arn:inner" }), name: "inner" };
  const association: Given = {
    type: "aws:wafv2/webAclAssociation:WebAclAssociation",
    name: "before-web",
    props: { resourceArn: "arn:web" },
  };
  const unprotected =
    "web (aws:lb/loadBalancer:LoadBalancer): found no firewall; required: a firewall; " +
    "add aws:wafv2/webAclAssociation:WebAclAssociation with its resourceArn";
  judgesStack(
    "elb-firewall",
    [web, association],
    {
      "no association": [[web], unprotected],
      "another load balancer's": [[web, inner, changed(association, { resourceArn: "arn:inner" })], unprotected],
    },
    {
      accepts: {
        "an internal one": [inner],
        "an ARN that is not known yet": [
          changed(web, { arn: undefined }),
          { ...association, props: {}, from: { resourceArn: ["web"] } },
        ],
      },
    },
  );
});
