import { changed, judges, judgesStack } from "./judging";
import type { Given } from "./pack";

const visible = { cloudwatchMetricsEnabled: true };
const rate = {
  name: "rate",
  action: { block: {} },
  statement: { rateBasedStatement: { limit: 2000 } },
  visibilityConfig: visible,
};
const acl: Given = { type: "aws:wafv2/webAcl:WebAcl", props: { rules: [rate], visibilityConfig: visible } };

describe("policies/guardrails: WAF", () => {
  const slow =
    "found no rule that blocks by rate; required: a rule with a rateBasedStatement and the action block; " +
    "add one to rules (promenade:edge.requestsPerAddress)";
  judges(
    "waf-rate-rule",
    acl,
    {
      "only other rules": [{ rules: [{ ...rate, statement: { geoMatchStatement: {} } }] }, slow],
      "one that only counts": [{ rules: [{ ...rate, action: { count: {} } }] }, slow],
      "one in another group's hands": [{ rules: [{ ...rate, action: undefined }] }, slow],
    },
    { accepts: { "one of several": { rules: [{ ...rate, statement: { geoMatchStatement: {} } }, rate] } } },
  );

  // It has no rule that blocks by rate either.
  const empty = "found no rules; required: at least one rule; add AWS's managed rule groups to rules";
  judges(
    "waf-rules",
    acl,
    { "an empty list": [{ rules: [] }, empty], "says nothing": [{ rules: undefined }, empty] },
    { only: true },
  );

  const metrics = "required: cloudwatchMetricsEnabled true; set visibilityConfig.cloudwatchMetricsEnabled: true";
  judges("waf-metrics", acl, {
    "turned off": [
      { visibilityConfig: { cloudwatchMetricsEnabled: false } },
      `found visibilityConfig.cloudwatchMetricsEnabled false; ${metrics}`,
    ],
    "says nothing": [{ visibilityConfig: undefined }, `found no visibilityConfig.cloudwatchMetricsEnabled; ${metrics}`],
    "turned off for a rule": [
      { rules: [{ ...rate, visibilityConfig: { cloudwatchMetricsEnabled: false } }] },
      `found visibilityConfig.cloudwatchMetricsEnabled false of rule "rate"; ${metrics}`,
    ],
  });

  const firewall: Given = { type: acl.type, name: "firewall", props: { arn: "arn:firewall" } };
  const logs: Given = {
    type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    name: "logs",
    props: { resourceArn: "arn:firewall" },
  };
  const silent =
    "firewall (aws:wafv2/webAcl:WebAcl): found no logging configuration; required: a logging configuration; " +
    "add aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration with its resourceArn";
  judgesStack("waf-logs", [firewall, logs], {
    "no logs": [[firewall], silent],
    "another firewall's": [[firewall, changed(logs, { resourceArn: "arn:other" })], silent],
  });
});
