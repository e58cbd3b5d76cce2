import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import { environmentOf, surroundedBy } from "../support/program";
import { reachabilityProblems } from "./reachability";

const route = "aws:ec2/route:Route";
const association = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const record = "aws:route53/record:Record";
const distribution = "aws:cloudfront/distribution:Distribution";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

const breakages = [
  ["no route to the NAT", without(route, "dev-network-private-b"), /no way from .*-private-b to ecr.api/],
  ["a private subnet without a route table", without(association, "dev-network-private-a"), /-private-a to s3/],
  ["no NAT", without("aws:ec2/natGateway:NatGateway"), /no way from .*-private-a to secretsmanager/],
  ["a NAT that is shut in itself", without(route, "dev-network-public"), /no way from .*-private-a to logs/],
  [
    "a NAT in a private subnet",
    changed("aws:ec2/natGateway:NatGateway", undefined, () => ({ subnetId: "Subnet-dev-network-private-a" })),
    /no way from .*-private-a to logs/,
  ],
  ["no internet gateway", without("aws:ec2/internetGateway:InternetGateway"), /no way from the internet to/],
  ["no HTTPS out of tasks", without(egress, "dev-cluster-https"), /lets no HTTPS out/],
  [
    "HTTPS to one block only",
    changed(egress, "dev-cluster-https", () => ({ cidrIpv4: "10.0.0.0/16" })),
    /no HTTPS out/,
  ],
  [
    "nothing out to the database",
    without(egress, "dev-database-from-tasks"),
    /dev-database: nothing lets port 5432 out/,
  ],
  ["nothing into the database", without(ingress, "dev-database-from-tasks"), /dev-database: nothing lets port 5432 in/],
  [
    "another port into the database",
    changed(ingress, "dev-database-from-tasks", () => ({ fromPort: 3306, toPort: 3306 })),
    /dev-database: nothing lets port 5432 in/,
  ],
  ["no HTTPS out of the rotation", without(egress, "dev-rotation-https"), /dev-rotation: .*lets no HTTPS out/],
  [
    "nothing from the rotation to the database",
    without(egress, "dev-rotation-to-database"),
    /dev-rotation: nothing lets port 5432 out/,
  ],
  [
    "nothing from the rotation into the database",
    without(ingress, "dev-rotation-to-database"),
    /dev-rotation: nothing lets port 5432 in/,
  ],
  ["no way out for the rotation", without(route, "dev-network-private-b"), /dev-rotation: no way out of .*-private-b/],
  ["nothing out to the cache", without(egress, "dev-cache-from-tasks"), /dev-cache: nothing lets port 6379 out/],
  ["nothing into the cache", without(ingress, "dev-cache-from-tasks"), /dev-cache: nothing lets port 6379 in/],
  [
    "a database of another network",
    changed("aws:rds/subnetGroup:SubnetGroup", undefined, () => ({ subnetIds: ["elsewhere"] })),
    /dev-database is not in its network/,
  ],
  [
    "nothing out of the load balancer",
    without(egress, "dev-cluster-from-load-balancer"),
    /from dev-web: nothing lets port 8080 out/,
  ],
  ["nothing into tasks", without(ingress, "dev-cluster-from-load-balancer"), /from dev-web: nothing lets port 8080 in/],
  [
    "no rule to a slot",
    (resources: Parameters<ReturnType<typeof without>>[0]) =>
      without(
        "aws:lb/listenerRule:ListenerRule",
        "dev-traffic-app",
      )(without("aws:lb/listenerRule:ListenerRule", "dev-green-app-test")(resources)),
    /^dev-green-app: no rule of a load balancer leads to its target group/,
  ],
  [
    "nobody let in",
    without(ingress, "dev-web-from-0.0.0.0-0"),
    /dev-web: its security group lets nobody in on port 80/,
  ],
  [
    "a load balancer in one zone",
    changed("aws:lb/loadBalancer:LoadBalancer", undefined, () => ({ subnets: ["Subnet-dev-network-public-a"] })),
    /dev-web: stands in fewer than two zones/,
  ],
  [
    "a load balancer in private subnets",
    changed("aws:lb/loadBalancer:LoadBalancer", undefined, () => ({ subnets: ["Subnet-dev-network-private-a"] })),
    /dev-web: no way from the internet/,
  ],
] as const;

/** As above, of an environment with a domain: in stage users reach the load balancer, in prod the CDN does. */
const atTheEdge = [
  ["stage", "no proof of who owns the domain", without(record, "stage-certificate-proof"), /nothing proves who owns/],
  ["stage", "no address", without(record, "stage-address-ipv4"), /no record leads from stage.promenade.example to it/],
  [
    "stage",
    "an address of something else",
    changed(record, "stage-address-ipv4", () => ({ aliases: [{ name: "elsewhere.example" }] })),
    /no record leads from stage.promenade.example/,
  ],
  [
    "stage",
    "nobody let in by HTTPS",
    changed(ingress, undefined, ({ fromPort }) => (fromPort === 443 ? { fromPort: 444, toPort: 444 } : {})),
    /lets nobody in on port 443/,
  ],
  [
    "stage",
    "an app on plain HTTP",
    changed("aws:lb/listener:Listener", "stage-web-redirect", () => ({ defaultActions: [] })),
    /stage-web: answers on plain HTTP/,
  ],
  ["stage", "another's certificate", without("aws:acm/certificate:Certificate"), /certificate is not of this stack/],
  ["prod", "no origin", without("aws:cloudfront/vpcOrigin:VpcOrigin"), /is internal, and no CDN has it/],
  [
    "prod",
    "a distribution that is off",
    changed(distribution, undefined, () => ({ enabled: false })),
    /no distribution that is on uses prod-cdn/,
  ],
  [
    "prod",
    "no HTTPS listener",
    without("aws:lb/listener:Listener", "prod-web-listener"),
    /no HTTPS listener where the CDN/,
  ],
  ["prod", "the CDN kept out", without(ingress, "prod-web-from-cdn"), /keeps the CDN out on port 443/],
  [
    "prod",
    "everybody let in",
    changed(ingress, "prod-web-from-cdn", () => ({ cidrIpv4: "0.0.0.0/0" })),
    /prod-web: lets others than the CDN in/,
  ],
  ["prod", "no internet gateway", without("aws:ec2/internetGateway:InternetGateway"), /without an internet gateway/],
  [
    "prod",
    "the viewers' certificate elsewhere",
    changed("aws:acm/certificate:Certificate", "prod-certificate-us-east-1", () => ({ region: "eu-west-1" })),
    /the CDN's certificate is not in us-east-1/,
  ],
  [
    "prod",
    "a certificate of another name",
    changed(distribution, undefined, () => ({ aliases: ["other.promenade.example"] })),
    /certificate is for another name/,
  ],
  ["prod", "no firewall", without("aws:wafv2/webAcl:WebAcl"), /the CDN has no firewall of its kind/],
  [
    "prod",
    "the domain led past the CDN",
    changed(record, "prod-address-ipv4", () => ({ aliases: [{ name: "prod-web.elb.example" }] })),
    /no record leads from www.promenade.example to it/,
  ],
] as const;

describe("reachability", () => {
  for (const tier of tiers) {
    it(`holds in tier ${tier}`, async () => {
      assert.deepEqual(reachabilityProblems(await surroundedBy(tier)), []);
    });
  }

  for (const [breakage, broken, problem] of breakages) {
    it(`is found lacking with ${breakage}`, async () => {
      const { resources } = await environmentOf("dev");
      const problems = reachabilityProblems(broken(resources));
      assert.ok(
        problems.some((found) => problem.test(found)),
        `${String(problem)} is not in\n${problems.join("\n") || "nothing"}`,
      );
    });
  }

  for (const [tier, breakage, broken, problem] of atTheEdge) {
    it(`of ${tier} is found lacking with ${breakage}`, async () => {
      const { resources } = await environmentOf(tier);
      assert.match(reachabilityProblems(broken(resources)).join("\n"), problem);
    });
  }

  it("accepts the S3 gateway where there is no NAT, for S3 alone", async () => {
    const { resources } = await environmentOf("dev");
    const problems = reachabilityProblems(without("aws:ec2/natGateway:NatGateway")(resources));
    assert.equal(
      problems.some((problem) => problem.endsWith("to s3")),
      false,
    );
  });
});
