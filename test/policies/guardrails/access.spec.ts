import assert from "node:assert/strict";
import { catalogue } from "../../../policies/guardrails/catalogue";
import { judges } from "./judging";
import { type Given, Pack } from "./pack";

const document = (...statements: readonly object[]) => JSON.stringify({ Statement: statements });
const policies = ["groupPolicy:GroupPolicy", "policy:Policy", "rolePolicy:RolePolicy", "userPolicy:UserPolicy"];
const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

const github = "token.actions.githubusercontent.com";
const subject = "repo:shop/shop:environment:prod";
const trust = (claims: object, more: object = {}) => ({
  assumeRolePolicy: document({
    Effect: "Allow",
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${github}` },
    Condition: { StringEquals: claims },
    ...more,
  }),
});
const exact = { [`${github}:sub`]: subject, [`${github}:aud`]: "sts.amazonaws.com" };
const role: Given = { type: "aws:iam/role:Role", props: trust(exact) };

const stateful = [
  "aws:backup/vault:Vault",
  "aws:cloudfront/distribution:Distribution",
  "aws:dynamodb/table:Table",
  "aws:efs/fileSystem:FileSystem",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:kms/key:Key",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
];

describe("policies/guardrails: access", () => {
  const required = "required: actions by name, or resources by ARN; name in the statement what is needed";
  const broken = {
    "everything on everything": [{ ...allow, Action: "*" }, `found statement 1 that allows * on *; ${required}`],
    "a service on everything": [
      { ...allow, Sid: "Wide", Action: ["s3:*", "sns:Publish", "ec2:*"] },
      `found statement "Wide" that allows s3:*, ec2:* on *; ${required}`,
    ],
    "all but something on everything": [
      { Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" },
      `found statement 1 that allows all but iam:*, sts:* on *; ${required}`,
    ],
    "everything on all but something": [
      { Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::archive" },
      `found statement 1 that allows * on *; ${required}`,
    ],
    "one resource of several": [
      { ...allow, Action: "s3:*", Resource: ["arn:aws:s3:::logs/*", "*"] },
      `found statement 1 that allows s3:* on *; ${required}`,
    ],
  } as const;
  const accepted = {
    "an action on everything": allow,
    "some of a service on everything": { ...allow, Action: "kms:ReEncrypt*" },
    "a service on something": { ...allow, Action: "s3:*", Resource: "arn:aws:s3:::logs/*" },
    "all but something on something": { Effect: "Allow", NotAction: "s3:*", Resource: "arn:aws:s3:::logs/*" },
    "a refusal": { Effect: "Deny", Action: "*", Resource: "*" },
    "an action that only looks like one": { ...allow, Action: "s3:Get:*" },
    "an action that starts like one": { ...allow, Action: "s3:*Object" },
  };
  for (const token of policies) {
    judges(
      "iam-no-wildcards",
      { type: `aws:iam/${token}`, props: { policy: document(allow) } },
      Object.fromEntries(
        Object.entries(broken).map(([because, [statement, text]]) => [
          because,
          [{ policy: document(statement) }, text],
        ]),
      ),
      {
        accepts: Object.fromEntries(
          Object.entries(accepted).map(([because, statement]) => [because, { policy: document(statement) }]),
        ),
      },
    );
  }
  judges("iam-no-wildcards", role, {
    "a policy in the role": [
      {
        inlinePolicies: [
          { name: "read", policy: document(allow) },
          { name: "do", policy: document({ ...allow, Action: "*" }) },
        ],
      },
      `found statement 1 that allows * on *; ${required}`,
    ],
  });

  const named = (claim: string) =>
    `required: StringEquals on ${github}:${claim}, without * or ?; name it exactly, such as`;
  const example = "repo:ORGANISATION/REPOSITORY:environment:NAME";
  judges(
    "oidc-subject",
    role,
    {
      "any subject": [
        trust({ [`${github}:aud`]: "sts.amazonaws.com" }),
        `found statement 1 without StringEquals on ${github}:sub; ${named("sub")} ${example}`,
      ],
      "any audience": [
        trust({ [`${github}:sub`]: subject }),
        `found statement 1 without StringEquals on ${github}:aud; ${named("aud")} sts.amazonaws.com`,
      ],
      "any environment": [
        trust({ ...exact, [`${github}:sub`]: "repo:shop/shop:*" }),
        `found statement 1 with sub "repo:shop/shop:*"; ${named("sub")} ${example}`,
      ],
      "one character": [
        trust({ ...exact, [`${github}:sub`]: [subject, "repo:shop/shop:environment:pro?", "repo:*"] }),
        `found statement 1 with sub "repo:shop/shop:environment:pro?", "repo:*"; ${named("sub")} ${example}`,
      ],
      "a pattern": [
        trust(exact, { Condition: { StringLike: exact } }),
        `found statement 1 without StringEquals on ${github}:sub; ${named("sub")} ${example}`,
        `found statement 1 without StringEquals on ${github}:aud; ${named("aud")} sts.amazonaws.com`,
      ],
      "GitHub among others": [
        trust({}, { Principal: { Federated: ["arn:aws:iam::123456789012:oidc-provider/other.example", github] } }),
        `found statement 1 without StringEquals on ${github}:sub; ${named("sub")} ${example}`,
        `found statement 1 without StringEquals on ${github}:aud; ${named("aud")} sts.amazonaws.com`,
      ],
      "no condition": [
        trust(exact, { Condition: undefined }),
        `found statement 1 without StringEquals on ${github}:sub; ${named("sub")} ${example}`,
        `found statement 1 without StringEquals on ${github}:aud; ${named("aud")} sts.amazonaws.com`,
      ],
    },
    {
      accepts: {
        "a service's role": trust({}, { Principal: { Service: "ecs-tasks.amazonaws.com" } }),
        "a refusal": trust({}, { Effect: "Deny" }),
        "several subjects": trust({ ...exact, [`${github}:sub`]: [subject, "repo:shop/shop:environment:stage"] }),
      },
    },
  );

  const unprotected =
    "found no protection; required: the resource option protect; set protect: true in the resource's options";
  for (const type of stateful) {
    it(`asks protection of ${type}`, () => {
      const alone = new Pack(catalogue.filter(({ name }) => name === "protected-in-prod"));
      assert.deepEqual(alone.judge({ type, protect: true }), []);
      const finding = { policy: "protected-in-prod", level: "mandatory", message: `it (${type}): ${unprotected}` };
      assert.deepEqual(alone.judge({ type }), [finding]);
    });
  }
  judges(
    "protected-in-prod",
    { type: "aws:rds/instance:Instance", props: { replicateSourceDb: "shop" } },
    {
      "no replica": [{ replicateSourceDb: undefined }, unprotected],
    },
    { only: true },
  );
});
