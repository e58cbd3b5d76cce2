import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import { environmentOf, surroundedBy } from "../support/program";
import { reachabilityProblems } from "./reachability";

const route = "aws:ec2/route:Route";
const association = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
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

  it("accepts the S3 gateway where there is no NAT, for S3 alone", async () => {
    const { resources } = await environmentOf("dev");
    const problems = reachabilityProblems(without("aws:ec2/natGateway:NatGateway")(resources));
    assert.equal(
      problems.some((problem) => problem.endsWith("to s3")),
      false,
    );
  });
});
