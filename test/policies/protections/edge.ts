import { set, setEach, setWithin, without, type Protection } from "./switched-off";

const balancer = "aws:lb/loadBalancer:LoadBalancer";
const listener = "aws:lb/listener:Listener";
const cdn = "aws:cloudfront/distribution:Distribution";
const origin = "aws:cloudfront/vpcOrigin:VpcOrigin";
const firewall = "aws:wafv2/webAcl:WebAcl";
const firewallLog = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const closedGroup = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const flowLog = "aws:ec2/flowLog:FlowLog";

/** What stands between users and the app. */
export const edge: readonly Protection[] = [
  [
    "elb-http-redirects",
    "HTTP that is served",
    setEach(listener, "defaultActions", { type: "forward" }, "prod-web-redirect"),
  ],
  [
    "elb-http-redirects",
    "a redirect to HTTP",
    setEach(listener, "defaultActions", { redirect: { protocol: "HTTP" } }, "prod-web-redirect"),
  ],
  ["elb-drop-invalid-headers", "invalid headers", set(balancer, { dropInvalidHeaderFields: false })],
  ["elb-access-logs", "no access logs", setWithin(balancer, "accessLogs", { enabled: false })],
  ["elb-deletion-protection", "no deletion protection", set(balancer, { enableDeletionProtection: false })],
  ["elb-desync", "requests as they come", set(balancer, { desyncMitigationMode: "monitor" })],
  ["elb-zones", "one zone", set(balancer, { subnets: ["subnet-a"] })],
  ["elb-tls-policy", "weak ciphers", set(listener, { sslPolicy: "ELBSecurityPolicy-2016-08" }, "prod-web-listener")],
  ["elb-tls-policy", "AWS's ciphers", set(listener, { sslPolicy: undefined }, "prod-web-listener")],
  ["elb-firewall", "a way past the CDN", set(balancer, { internal: false })],
  [
    "cloudfront-root-object",
    "a bucket's list",
    set(cdn, { origins: [{ originId: "files", domainName: "files.s3.amazonaws.com", originAccessControlId: "E1" }] }),
  ],
  ["cloudfront-https", "plain HTTP", setWithin(cdn, "defaultCacheBehavior", { viewerProtocolPolicy: "allow-all" })],
  [
    "cloudfront-https",
    "plain HTTP for some paths",
    set(cdn, { orderedCacheBehaviors: [{ pathPattern: "/old/*", viewerProtocolPolicy: "allow-all" }] }),
  ],
  ["cloudfront-logs", "no logs", set(cdn, { loggingConfig: undefined })],
  ["cloudfront-firewall", "no firewall", set(cdn, { webAclId: undefined })],
  [
    "cloudfront-certificate",
    "CloudFront's certificate",
    setWithin(cdn, "viewerCertificate", { acmCertificateArn: undefined, cloudfrontDefaultCertificate: true }),
  ],
  ["cloudfront-tls-policy", "old TLS", setWithin(cdn, "viewerCertificate", { minimumProtocolVersion: "TLSv1" })],
  [
    "cloudfront-origin-tls",
    "HTTP to the origin",
    setWithin(origin, "vpcOriginEndpointConfig", { originProtocolPolicy: "match-viewer" }),
  ],
  [
    "cloudfront-origin-tls",
    "old TLS to the origin",
    setWithin(origin, "vpcOriginEndpointConfig", { originSslProtocols: { items: ["TLSv1", "TLSv1.2"], quantity: 2 } }),
  ],
  ["waf-rules", "no rules", set(firewall, { rules: [] }), ["waf-rate-rule"]],
  ["waf-metrics", "no metrics", setWithin(firewall, "visibilityConfig", { cloudwatchMetricsEnabled: false })],
  [
    "waf-metrics",
    "rules without metrics",
    setEach(firewall, "rules", { visibilityConfig: { cloudwatchMetricsEnabled: false } }),
  ],
  ["waf-rate-rule", "a limit that only counts", setEach(firewall, "rules", { action: { count: {} } })],
  ["waf-rate-rule", "no limit", setEach(firewall, "rules", { statement: { geoMatchStatement: {} } })],
  ["waf-logs", "no logs", without(firewallLog)],
  [
    "vpc-default-group-closed",
    "an open default group",
    set(closedGroup, { ingress: [{ protocol: "-1", self: true }] }),
  ],
  ["vpc-default-group-closed", "a way out of the default group", set(closedGroup, { egress: [{ protocol: "-1" }] })],
  ["vpc-default-group-managed", "AWS's default group", without(closedGroup)],
  ["vpc-flow-logs", "no flow logs", without(flowLog)],
  ["vpc-flow-log-traffic", "only what was let through", set(flowLog, { trafficType: "ACCEPT" })],
  ["subnet-no-public-addresses", "public addresses", set("aws:ec2/subnet:Subnet", { mapPublicIpOnLaunch: true })],
  ["ingress-not-open", "a database for everybody", set(ingress, { cidrIpv4: "0.0.0.0/0" }, "prod-database-from-tasks")],
  ["ingress-not-open", "SSH", set(ingress, { cidrIpv4: "0.0.0.0/0", fromPort: 22, toPort: 22 }, "prod-web-from-cdn")],
  ["ingress-not-open", "RDP", set(ingress, { cidrIpv6: "::/0", fromPort: 3389, toPort: 3389 }, "prod-web-from-cdn")],
  ["ingress-not-open", "every port", set(ingress, { cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }, "prod-web-from-cdn")],
];
