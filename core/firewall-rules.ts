/** Seconds over which the requests of an address are counted (AWS WAF: 60, 120, 300 or 600). */
export const firewallWindow = 300;

/**
 * Rule groups that AWS keeps up to date, in the order in which they are tried: what costs least first. Of the 1,500
 * units that a web ACL has without a surcharge they take 1,125.
 */
const managed = [
  ["reputation", "AWSManagedRulesAmazonIpReputationList"],
  ["known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"],
  ["common", "AWSManagedRulesCommonRuleSet"],
  ["sql-injection", "AWSManagedRulesSQLiRuleSet"],
] as const;

/**
 * What a firewall checks: how much one address sends, then what it sends. The common group is as AWS has it, and stops
 * bodies of more than 8 KB too.
 */
export function firewallRules(requestsPerAddress: number) {
  const rate = {
    name: "rate",
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: { aggregateKeyType: "IP", limit: requestsPerAddress, evaluationWindowSec: firewallWindow },
    },
  };
  const groups = managed.map(([name, group]) => ({
    name,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group } },
  }));
  return [rate, ...groups].map((rule, index) => ({ ...rule, priority: index }));
}
