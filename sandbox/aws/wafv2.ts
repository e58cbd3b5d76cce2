import { randomUUID } from "node:crypto";
import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model, Reference } from "../provider/model";
import { arn, between, each, exactlyOne, integer, length, matches, oneOf } from "../provider/rules";
import { isUnknown } from "../provider/values";
import { arnOf, text } from "./ids";
import { LOAD_BALANCER } from "./lb";

export const WEB_ACL = "aws:wafv2/webAcl:WebAcl";

/** What AWS's own rule groups take of the 5,000 units that a web ACL may have. */
const MANAGED_GROUPS: Readonly<Record<string, number>> = {
  AWSManagedRulesACFPRuleSet: 50,
  AWSManagedRulesATPRuleSet: 50,
  AWSManagedRulesAdminProtectionRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
  AWSManagedRulesAntiDDoSRuleSet: 50,
  AWSManagedRulesBotControlRuleSet: 50,
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200,
  AWSManagedRulesPHPRuleSet: 100,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesUnixRuleSet: 100,
  AWSManagedRulesWindowsRuleSet: 200,
  AWSManagedRulesWordPressRuleSet: 100,
};
const CAPACITY = 5000;

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly action?: object;
  readonly overrideAction?: object;
  readonly statement?: { readonly managedRuleGroupStatement?: { readonly name: string; readonly vendorName: string } };
}

const entityName = matches(/^[\w-]{1,128}$/, "must contain 1 to 128 letters, digits, hyphens and underscores");
const metricName = matches(/^[\w#:./-]{1,255}$/, "must be the name of a metric");

const ofWebAcl = (path: string, more: Partial<Reference>): Reference => ({
  path,
  type: WEB_ACL,
  by: ["arn"],
  missing: "WAFNonexistentItemException",
  ...more,
});

export const wafv2: readonly Model[] = [
  {
    type: WEB_ACL,
    cfn: "AWS::WAFv2::WebACL",
    id: (_, __, { id }) => text(id),
    assigned: ({ name, scope }, context) => {
      const id = randomUUID();
      const kind = scope === "CLOUDFRONT" ? "global" : "regional";
      return { id, arn: arnOf("wafv2", context, `${kind}/webacl/${text(name)}/${id}`), lockToken: randomUUID() };
    },
    derived: (inputs) => ({ capacity: capacityOf(inputs) }),
    autoname: { property: "name", maxLength: 128 },
    fills: { applicationIntegrationUrl: "", description: "", namePrefix: "" },
    importIds: ({ id, inputs }) => [`${id}/${text(inputs["name"])}/${text(inputs["scope"])}`],
    rules: {
      name: [entityName],
      description: [length(1, 256)],
      scope: [oneOf("CLOUDFRONT", "REGIONAL")],
      "visibilityConfig.metricName": [metricName],
      "rules.name": [length(1, 128)],
      "rules.priority": [integer, between(0, 2147483647)],
      "rules.visibilityConfig.metricName": [metricName],
      "rules.statement.rateBasedStatement.limit": [integer, between(10, 2_000_000_000)],
      "rules.statement.rateBasedStatement.evaluationWindowSec": [oneOf(60, 120, 300, 600)],
      "rules.statement.rateBasedStatement.aggregateKeyType": [oneOf("CONSTANT", "CUSTOM_KEYS", "FORWARDED_IP", "IP")],
    },
    check: (inputs) => [
      ...(isUnknown(inputs["defaultAction"])
        ? []
        : exactlyOne(inputs["defaultAction"] as Properties, ["allow", "block"]).map(({ reason }) => ({
            path: "defaultAction",
            reason,
          }))),
      ...rulesOf(inputs).flatMap((rule, index) => {
        const needed = rule.statement?.managedRuleGroupStatement ? "overrideAction" : "action";
        return rule[needed] === undefined
          ? [
              {
                path: `rules[${index}].${needed}`,
                reason: `the rule ${rule.name} needs ${needed}, and no other action`,
              },
            ]
          : [];
      }),
    ],
    replaceOn: ["name", "namePrefix", "scope"],
    unique: [{ by: ["name", "scope"], code: "WAFDuplicateItemException" }],
    refuseCreate: (inputs, context) => {
      if (inputs["scope"] === "CLOUDFRONT" && context.region !== "us-east-1") {
        throw new ApiError(
          "WAFInvalidParameterException",
          "Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT: " +
            `web ACLs of distributions are in us-east-1, not in ${context.region}`,
        );
      }
      refuseRules(inputs);
    },
    refuseUpdate: (inputs) => refuseRules(inputs),
  },
  {
    type: "aws:wafv2/webAclAssociation:WebAclAssociation",
    cfn: "AWS::WAFv2::WebACLAssociation",
    id: ({ webAclArn, resourceArn }) => `${text(webAclArn)},${text(resourceArn)}`,
    rules: { webAclArn: [arn], resourceArn: [arn] },
    replaceOn: ["webAclArn", "resourceArn"],
    references: [
      ofWebAcl("webAclArn", { blocks: "WAFAssociatedItemException" }),
      {
        path: "resourceArn",
        type: LOAD_BALANCER,
        by: ["arn"],
        missing: "WAFNonexistentItemException",
        owned: true,
        except: /:cloudfront:/,
      },
    ],
    refuseCreate: ({ webAclArn, resourceArn }, { region }) => {
      if (text(resourceArn).includes(":cloudfront:") || text(webAclArn).includes(":global/")) {
        throw new ApiError(
          "WAFInvalidParameterException",
          `Error reason: The ARN isn't valid., field: RESOURCE_ARN, parameter: ${text(resourceArn)}: ` +
            "a distribution names its web ACL itself, as webAclId",
        );
      }
      refuseElsewhere(text(webAclArn), region);
    },
  },
  {
    type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    cfn: "AWS::WAFv2::LoggingConfiguration",
    id: ({ resourceArn }) => text(resourceArn),
    rules: {
      resourceArn: [arn],
      logDestinationConfigs: [length(1, 1), each(arn)],
      redactedFields: [length(0, 100)],
      "redactedFields.singleHeader.name": [
        matches(/^[a-z0-9_-]{1,40}$/, "must contain only lowercase letters, digits, underscores and hyphens"),
      ],
    },
    replaceOn: ["resourceArn"],
    references: [
      ofWebAcl("resourceArn", { owned: true }),
      {
        path: "logDestinationConfigs",
        type: "aws:cloudwatch/logGroup:LogGroup",
        by: ["arn"],
        missing: "WAFNonexistentItemException",
        except: /:(s3|firehose):/,
      },
    ],
    refuseCreate: (inputs, context) => refuseDestination(inputs, context),
    refuseUpdate: (inputs, _, context) => refuseDestination(inputs, context),
  },
];

const rulesOf = ({ rules }: Properties): readonly Rule[] =>
  (Array.isArray(rules) ? (rules as Rule[]) : []).filter((rule) => typeof rule === "object");

const managedIn = ({ statement }: Rule) => statement?.managedRuleGroupStatement;

const capacityOf = (inputs: Properties): number =>
  rulesOf(inputs)
    .map((rule) => MANAGED_GROUPS[managedIn(rule)?.name ?? ""] ?? 2)
    .reduce((sum, units) => sum + units, 0);

function refuseRules(inputs: Properties): void {
  const rules = rulesOf(inputs);
  for (const property of ["name", "priority"] as const) {
    const values = rules.map((rule) => rule[property]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) {
      throw new ApiError("WAFDuplicateItemException", `two rules have the same ${property}: ${text(twice)}`);
    }
  }
  const unknown = rules.map(managedIn).find((group) => group?.vendorName === "AWS" && !(group.name in MANAGED_GROUPS));
  if (unknown) {
    throw new ApiError("WAFNonexistentItemException", `AWS WAF couldn't find the managed rule group ${unknown.name}`);
  }
  if (capacityOf(inputs) > CAPACITY) {
    throw new ApiError("WAFLimitsExceededException", `the rules take ${capacityOf(inputs)} of ${CAPACITY} units`);
  }
}

const regionOf = (name: string): string => name.split(":")[3] ?? "";

function refuseElsewhere(name: string, region: string): void {
  if (regionOf(name) === region) return;
  throw new ApiError(
    "WAFNonexistentItemException",
    `AWS WAF couldn't perform the operation because ${name} is not in ${region}`,
  );
}

/** Logs go to something of the same region whose name starts as WAF wants it. */
function refuseDestination({ logDestinationConfigs, resourceArn }: Properties, { region }: Context): void {
  refuseElsewhere(text(resourceArn), region);
  for (const destination of logDestinationConfigs as readonly string[]) {
    const name = destination.replace(/:\*$/, "").split(/[:/]/).at(-1) ?? "";
    if (!name.startsWith("aws-waf-logs-")) {
      throw new ApiError(
        "WAFInvalidParameterException",
        `Error reason: The ARN isn't valid., field: LOG_DESTINATION, parameter: ${destination}: ` +
          "its name must start with aws-waf-logs-",
      );
    }
    if (!destination.includes(":s3:")) refuseElsewhere(destination, region);
  }
}
