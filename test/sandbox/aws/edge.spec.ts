import assert from "node:assert/strict";
import { aws } from "../../../sandbox/aws/package";
import { zoneIdOf } from "../../../sandbox/aws/route53";
import type { Properties } from "../../../sandbox/cloud";
import { ApiError } from "../../../sandbox/provider/errors";
import { LocalCloud } from "../local-cloud";
import { managedRule, rateRule, zoneId } from "./edge-samples";
import { inputsOf, makeEnvironment, type Made } from "./environment";

const limit = (rate: Properties) => ({
  rules: [{ ...rateRule, statement: { rateBasedStatement: { ...rateRule.statement.rateBasedStatement, ...rate } } }],
});

const group = (name: string, priority = 3) => ({
  ...managedRule,
  name: `group ${priority}`,
  priority,
  statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
});

/** Refused before anything is called: sample, what is changed in it, what is said. */
const AT_PLAN: readonly (readonly [sample: string, changes: Properties, said: RegExp])[] = [
  ["certificate", { domainName: "stage" }, /is not a domain name/],
  ["certificate", { domainName: `${"a".repeat(60)}.example.com` }, /\(1 - 64\) characters, got 72/],
  ["certificate", { validationMethod: "POST" }, /one of \["DNS", "EMAIL", "NONE"\]/],
  ["certificate", { domainName: undefined }, /one \(and only one\) of `domainName/],
  ["record", { type: "ALIAS" }, /type to be one of/],
  ["record", { records: ["192.0.2.1"] }, /one \(and only one\) of `aliases,records`/],
  ["record", { ttl: 60 }, /conflicts with alias/],
  ["proof", { ttl: undefined }, /all of `records,ttl` must be specified/],
  ["web acl", limit({ limit: 9 }), /limit to be in the range \(10 - 2000000000\), got 9/],
  ["web acl", limit({ evaluationWindowSec: 180 }), /evaluationWindowSec to be one of \[60, 120, 300, 600\], got 180/],
  ["web acl", { scope: "GLOBAL" }, /one of \["CLOUDFRONT", "REGIONAL"\]/],
  ["web acl", { name: "a b" }, /must contain 1 to 128 letters/],
  ["web acl", { defaultAction: {} }, /one \(and only one\) of `allow,block`/],
  ["web acl", { rules: [{ ...managedRule, overrideAction: undefined }] }, /the rule common needs overrideAction/],
  ["web acl", { rules: [{ ...rateRule, action: undefined }] }, /the rule rate needs action/],
  ["firewall logging", { redactedFields: [{ singleHeader: { name: "Cookie" } }] }, /only lowercase letters/],
  ["firewall logging", { logDestinationConfigs: [] }, /length of logDestinationConfigs/],
  ["secure listener", { protocol: "HTTP" }, /certificate cannot be specified for HTTP listeners/],
  ["secure listener", { sslPolicy: "TLS13" }, /must be the name of a security policy/],
  ["distribution", { aliases: ["stage"] }, /is not a domain name/],
  ["distribution", { priceClass: "PriceClass_50" }, /priceClass to be one of/],
  ["distribution", { defaultRootObject: "/index.html" }, /cannot begin with a slash/],
  ["distribution", { loggingConfig: { bucket: "logs" } }, /must be the domain name of a bucket/],
];

/** Refused by the call itself: sample made a second time, with changes that depend on what exists. */
const AT_CREATION: readonly (readonly [
  what: string,
  sample: string,
  changes: (made: Made) => Properties,
  said: RegExp,
])[] = [
  [
    "waiting for a certificate whose owner nothing proves",
    "validation",
    (made) => ({ certificateArn: made("unproven").id, validationRecordFqdns: undefined }),
    /timeout while waiting for state to become 'ISSUED' .*_[0-9a-f]{32}\.other\.promenade\.example/,
  ],
  [
    "waiting for a certificate without its record",
    "validation",
    () => ({ validationRecordFqdns: ["_x.stage.promenade.example"] }),
    /missing _[0-9a-f]{32}.stage.promenade.example DNS validation record/,
  ],
  [
    "waiting for a certificate in another region",
    "validation",
    (made) => ({ certificateArn: made("viewers' certificate").id }),
    /Could not find certificate .* in eu-west-1/,
  ],
  [
    "a listener with a certificate that is not issued",
    "secure listener",
    (made) => ({ port: 8443, certificateArn: made("unproven").id }),
    /UnsupportedCertificate: .*not issued yet/,
  ],
  [
    "a listener with another region's certificate",
    "secure listener",
    (made) => ({ port: 8443, certificateArn: made("viewers' certificate").id }),
    /UnsupportedCertificate: .*not in eu-west-1/,
  ],
  [
    "a listener with a certificate that does not exist",
    "secure listener",
    () => ({ port: 8443, certificateArn: "arn:aws:acm:eu-west-1:000000000000:certificate/none" }),
    /CertificateNotFound/,
  ],
  [
    "a record that is there",
    "record",
    () => ({}),
    /InvalidChangeBatch: \[Tried to create resource record set \[name='stage.promenade.example.', type='A'\] but it already exists\]/,
  ],
  [
    "a record outside its zone",
    "record",
    () => ({ name: "stage.elsewhere.example" }),
    /stage.elsewhere.example. is not permitted in zone/,
  ],
  [
    "a CNAME beside an address",
    "record",
    () => ({ type: "CNAME", aliases: undefined, ttl: 60, records: ["elsewhere.example"] }),
    /conflicts with other records with the same DNS name/,
  ],
  [
    "an alias of nothing",
    "record",
    () => ({
      name: "x.promenade.example",
      aliases: [{ name: "none.cloudfront.net", zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }],
    }),
    /an alias that targets none.cloudfront.net., type A .*was not found/,
  ],
  ["a web ACL's name", "web acl", () => ({}), /WAFDuplicateItemException/],
  [
    "a distribution's web ACL outside us-east-1",
    "web acl",
    () => ({ name: "x", scope: "CLOUDFRONT" }),
    /The scope is not valid.*us-east-1, not in eu-west-1/,
  ],
  [
    "a rule group that AWS does not have",
    "web acl",
    () => ({ name: "x", rules: [group("AWSManagedRulesEverything")] }),
    /WAFNonexistentItemException: .*AWSManagedRulesEverything/,
  ],
  [
    "two rules of one priority",
    "web acl",
    () => ({ name: "x", rules: [rateRule, { ...managedRule, priority: 1 }] }),
    /two rules have the same priority: 1/,
  ],
  [
    "more rules than a web ACL holds",
    "web acl",
    () => ({ name: "x", rules: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => group("AWSManagedRulesCommonRuleSet", n)) }),
    /WAFLimitsExceededException: the rules take 5600 of 5000/,
  ],
  [
    "a web ACL put before a distribution",
    "web acl of balancer",
    (made) => ({ resourceArn: made("distribution").outputs["arn"] }),
    /a distribution names its web ACL itself/,
  ],
  [
    "a distribution's web ACL put before a balancer",
    "web acl of balancer",
    (made) => ({ webAclArn: made("viewers' web acl").outputs["arn"] }),
    /WAFInvalidParameterException/,
  ],
  [
    "firewall logs in a group of another name",
    "firewall logging",
    (made) => ({ logDestinationConfigs: [made("log group").outputs["arn"]] }),
    /LOG_DESTINATION.*must start with aws-waf-logs-/,
  ],
  [
    "firewall logs of another region",
    "firewall logging",
    (made) => ({ resourceArn: made("viewers' web acl").outputs["arn"], region: "us-east-1" }),
    /log-group:aws-waf-logs-stage is not in us-east-1/,
  ],
  [
    "an origin that faces the internet",
    "origin",
    (made) => ({
      vpcOriginEndpointConfig: {
        ...(made("origin").inputs["vpcOriginEndpointConfig"] as Properties),
        arn: made("balancer").id,
      },
    }),
    /is internet-facing/,
  ],
  ["a name that another distribution has", "distribution", () => ({}), /CNAMEAlreadyExists: .*stage.promenade.example/],
  [
    "a name without a certificate",
    "distribution",
    () => ({ aliases: ["x.promenade.example"], viewerCertificate: { cloudfrontDefaultCertificate: true } }),
    /you must attach a trusted certificate/,
  ],
  [
    "a name that the certificate does not cover",
    "distribution",
    () => ({ aliases: ["a.b.stage.promenade.example"] }),
    /doesn't cover the alternate domain name/,
  ],
  [
    "a certificate outside us-east-1",
    "distribution",
    (made) => ({
      aliases: [],
      viewerCertificate: { acmCertificateArn: made("certificate").id, sslSupportMethod: "sni-only" },
    }),
    /InvalidViewerCertificate: .*isn't in us-east-1 region/,
  ],
  [
    "a regional web ACL",
    "distribution",
    (made) => ({ aliases: [], webAclId: made("web acl").outputs["arn"] }),
    /InvalidWebACLId/,
  ],
  [
    "access logs in a bucket that does not exist",
    "distribution",
    () => ({ aliases: [], loggingConfig: { bucket: "none.s3.amazonaws.com" } }),
    /Logging Bucket does not refer to a valid S3 bucket: none/,
  ],
  [
    "access logs in a bucket that takes no ACL",
    "distribution",
    (made) => ({ aliases: [], loggingConfig: { bucket: made("bucket").outputs["bucketDomainName"] } }),
    /does not enable ACL access: dev-archive/,
  ],
  [
    "a behaviour without its origin",
    "distribution",
    (made) => ({
      aliases: [],
      defaultCacheBehavior: {
        ...(made("distribution").inputs["defaultCacheBehavior"] as Properties),
        targetOriginId: "other",
      },
    }),
    /NoSuchOrigin/,
  ],
];

/** Refused while something else needs it. */
const IN_USE: readonly (readonly [sample: string, said: RegExp])[] = [
  ["certificate", /ResourceInUseException: .*Listener/],
  ["viewers' certificate", /ResourceInUseException: .*Distribution/],
  ["web acl", /WAFAssociatedItemException/],
  ["viewers' web acl", /WAFAssociatedItemException/],
  ["origin", /CannotDeleteEntityWhileInUse/],
  ["internal balancer", /ResourceInUse/],
];

describe("what AWS refuses at the edge", () => {
  let local: LocalCloud;
  let made: Made;
  before(async () => {
    local = await LocalCloud.open(aws);
    const environment = await makeEnvironment(local);
    const { type, inputs } = inputsOf("certificate", environment, { domainName: "other.promenade.example" });
    const unproven = await local.create(type, { ...inputs, subjectAlternativeNames: undefined });
    made = (name) => (name === "unproven" ? unproven : environment(name));
  });
  after(() => local.close());

  for (const [sample, changes, said] of AT_PLAN) {
    it(`${sample} with ${JSON.stringify(changes).slice(0, 90)}`, () => {
      const { type, inputs } = inputsOf(sample, made);
      assert.deepEqual(local.problems(type, inputs), []);
      assert.match(local.problems(type, { ...inputs, ...changes }).join("\n"), said);
    });
  }

  for (const [what, sample, changes, said] of AT_CREATION) {
    it(what, async () => {
      const before = local.cloud.list().length;
      const { type, inputs } = inputsOf(sample, made, changes(made));
      await assert.rejects(local.create(type, inputs), said);
      assert.equal(local.cloud.list().length, before, "nothing was created");
    });
  }

  for (const [sample, said] of IN_USE) {
    it(`deleting the ${sample} while it is used`, async () => {
      await assert.rejects(
        local.delete(made(sample)),
        (error: Error) => error instanceof ApiError && said.test(error.message),
      );
    });
  }

  it("a change of an origin while a distribution uses it", async () => {
    const { inputs } = inputsOf("origin", made);
    const config = inputs["vpcOriginEndpointConfig"] as Properties;
    await assert.rejects(
      local.update(made("origin"), { vpcOriginEndpointConfig: { ...config, httpPort: 8080 } }),
      /CannotUpdateEntityWhileInUse/,
    );
  });
});

describe("the edge of the local cloud", () => {
  let local: LocalCloud;
  let made: Made;
  before(async () => {
    local = await LocalCloud.open(aws);
    made = await makeEnvironment(local);
  });
  after(() => local.close());

  it("proves a name by one record, for its wildcard and for every region", () => {
    const [own, wildcard] = made("certificate").outputs["domainValidationOptions"] as Record<string, string>[];
    assert.equal(own?.["resourceRecordName"], wildcard?.["resourceRecordName"]);
    assert.deepEqual(
      made("viewers' certificate").outputs["domainValidationOptions"],
      made("certificate").outputs["domainValidationOptions"],
    );
    assert.equal(made("certificate").outputs["status"], "PENDING_VALIDATION");
    assert.equal(made("viewers' certificate").outputs["status"], "ISSUED", "its record was there already");
  });

  it("keeps what belongs to another region there, also when the provider's is a third one", () => {
    const places = ["certificate", "viewers' certificate", "viewers' web acl"].map((name) => [
      made(name).region,
      String(made(name).outputs["arn"]).split(":")[3],
    ]);
    assert.deepEqual(places, [
      ["eu-west-1", "eu-west-1"],
      ["us-east-1", "us-east-1"],
      ["us-east-1", "us-east-1"],
    ]);
  });

  it("counts the units that a web ACL's rules take", () => {
    assert.equal(made("web acl").outputs["capacity"], 702);
  });

  it("overwrites a record only when asked to", async () => {
    const { type, inputs } = inputsOf("proof", made, { allowOverwrite: true });
    const again = await local.create(type, inputs);
    assert.equal(again.id, made("proof").id);
  });

  it("finds the zone of any name, and CloudFront's list of addresses", () => {
    const context = { cloud: local.cloud, region: "eu-west-1", account: "000000000000", now: new Date() };
    const zone = aws.invokes["aws:route53/getZone:getZone"]?.({ name: "promenade.example." }, context);
    assert.deepEqual([zone?.["zoneId"], zone?.["name"]], [zoneId, "promenade.example"]);
    assert.notEqual(zoneIdOf("promenade.example"), zoneIdOf("other.example"));
    const list = aws.invokes["aws:ec2/getManagedPrefixList:getManagedPrefixList"];
    assert.match(
      String(list?.({ name: "com.amazonaws.global.cloudfront.origin-facing" }, context)["id"]),
      /^pl-[0-9a-f]+$/,
    );
    assert.throws(() => list?.({ name: "none" }, context), /InvalidPrefixListName.NotFound/);
  });
});
