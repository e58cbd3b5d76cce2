import assert from "node:assert/strict";
import { testRouteHeader } from "../../core/routing";
import { tierSizes } from "../../core/tiers";
import { find, ofType, only } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

const webAcl = "aws:wafv2/webAcl:WebAcl";
const association = "aws:wafv2/webAclAssociation:WebAclAssociation";
const logging = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly statement: {
    readonly rateBasedStatement?: { readonly limit: number; readonly evaluationWindowSec: number };
    readonly managedRuleGroupStatement?: { readonly name: string };
  };
  readonly visibilityConfig: { readonly cloudwatchMetricsEnabled: boolean; readonly sampledRequestsEnabled: boolean };
}

const rulesOf = (inputs: Readonly<Record<string, unknown>>) => inputs.rules as readonly Rule[];

describe("the firewall", () => {
  for (const tier of ["preview", "dev"] as const) {
    it(`is left out of tier ${tier}`, async () => {
      assert.deepEqual(ofType((await environmentOf(tier)).resources, webAcl), []);
    });
  }

  for (const tier of ["stage", "prod"] as const) {
    it(`of tier ${tier} counts what an address sends, and knows AWS's rule groups`, async () => {
      const { inputs } = only((await environmentOf(tier)).resources, webAcl);
      const [rate, ...groups] = rulesOf(inputs);
      const { requestsPerAddress } = tierSizes[tier].edge;
      assert.deepEqual(rate?.statement.rateBasedStatement, {
        aggregateKeyType: "IP",
        limit: requestsPerAddress,
        evaluationWindowSec: 300,
      });
      assert.deepEqual(
        groups.map(({ statement }) => statement.managedRuleGroupStatement?.name),
        [
          "AWSManagedRulesAmazonIpReputationList",
          "AWSManagedRulesKnownBadInputsRuleSet",
          "AWSManagedRulesCommonRuleSet",
          "AWSManagedRulesSQLiRuleSet",
        ],
      );
      const priorities = rulesOf(inputs).map(({ priority }) => priority);
      assert.equal(new Set(priorities).size, priorities.length);
      for (const { visibilityConfig } of rulesOf(inputs)) {
        assert.deepEqual(
          [visibilityConfig.cloudwatchMetricsEnabled, visibilityConfig.sampledRequestsEnabled],
          [true, false],
        );
      }
    });

    it(`of tier ${tier} logs what it stops, without what says who somebody is, for as long as the tier keeps logs`, async () => {
      const { resources } = await environmentOf(tier);
      const group = find(resources, "aws:cloudwatch/logGroup:LogGroup", `${tier}-firewall-logs`);
      const { inputs } = only(resources, logging);
      assert.equal(group.inputs.name, `aws-waf-logs-${tier}`);
      assert.equal(group.inputs.retentionInDays, tierSizes[tier].logs.retentionDays);
      assert.deepEqual(inputs.logDestinationConfigs, [group.outputs.arn]);
      assert.deepEqual(inputs.redactedFields, [
        { singleHeader: { name: "authorization" } },
        { singleHeader: { name: "cookie" } },
        { singleHeader: { name: testRouteHeader } },
      ]);
      assert.equal((inputs.loggingFilter as { defaultBehavior: string }).defaultBehavior, "DROP");
    });
  }

  it("stands before the load balancer, in its region, under the environment's key", async () => {
    const { resources } = await environmentOf("stage");
    const acl = only(resources, webAcl);
    const key = find(resources, "aws:kms/key:Key", "stage-key").outputs.arn;
    assert.deepEqual([acl.inputs.scope, acl.inputs.region], ["REGIONAL", "eu-west-1"]);
    const { inputs } = only(resources, association);
    assert.equal(inputs.webAclArn, acl.outputs.arn);
    assert.equal(inputs.resourceArn, only(resources, "aws:lb/loadBalancer:LoadBalancer").outputs.arn);
    const group = find(resources, "aws:cloudwatch/logGroup:LogGroup", "stage-firewall-logs").inputs;
    assert.deepEqual([group.kmsKeyId, group.region], [key, "eu-west-1"]);
  });

  it("before a CDN is in us-east-1, with its logs and a key of that region, and is named by the CDN itself", async () => {
    const { resources } = await environmentOf("prod");
    const acl = only(resources, webAcl);
    const key = find(resources, "aws:kms/key:Key", "prod-edge-key");
    assert.deepEqual([acl.inputs.scope, acl.inputs.region], ["CLOUDFRONT", "us-east-1"]);
    assert.deepEqual([key.inputs.region, key.inputs.enableKeyRotation, key.protect], ["us-east-1", true, true]);
    const group = find(resources, "aws:cloudwatch/logGroup:LogGroup", "prod-firewall-logs").inputs;
    assert.deepEqual([group.kmsKeyId, group.region], [key.outputs.arn, "us-east-1"]);
    assert.equal(only(resources, logging).inputs.region, "us-east-1");
    assert.deepEqual(ofType(resources, association), []);
    const distribution = only(resources, "aws:cloudfront/distribution:Distribution");
    assert.equal(distribution.inputs.webAclId, acl.outputs.arn);
  });

  it("takes its limit from the stack file", async () => {
    const { resources } = await runProgram("stage", { edge: { requestsPerAddress: 500 } });
    assert.equal(rulesOf(only(resources, webAcl).inputs)[0]?.statement.rateBasedStatement?.limit, 500);
  });
});
