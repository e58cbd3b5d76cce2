import assert from "node:assert/strict";
import { boundaryStatements } from "../../core/access/boundary";
import { deployStatements, type DeployReach } from "../../core/access/deploy";
import { boundaryOf, guestsOf, realmOf } from "../../core/access/realm";
import { policyOf } from "../../core/access/statement";
import { account, ofType, region } from "../support/mocks";
import { environmentOf } from "../support/program";
import { deploymentProblems, intrusions } from "./deployment";
import { allows, statementsOf, unknownActions, type Statement } from "./iam";

const deployed = ["dev", "stage", "prod"] as const;
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";

async function deployerOf(environment: (typeof deployed)[number]): Promise<readonly Statement[]> {
  const { resources } = await environmentOf(environment);
  const [own] = ofType(resources, rolePolicy).filter(({ inputs }) => inputs.role === `${environment}-deploy`);
  return statementsOf(own?.inputs.policy);
}

const realm = realmOf("dev", { region, allowedRegions: [region, "us-east-1"], accountId: account });
const statementsFor = (reach: Partial<DeployReach>): readonly Statement[] =>
  statementsOf(policyOf(deployStatements({ realm, addresses: [], images: "look", ...reach })));

type Escape = readonly [what: string, action: string, resource: string, context?: Readonly<Record<string, string>>];

/** What AWS takes no narrower resource for, nor a tag: an account that must be safe from it is another account. */
const anywhere = [
  "ecs:DeregisterTaskDefinition",
  "elasticloadbalancing:SetWebAcl",
  "logs:CreateLogDelivery",
  "logs:DeleteResourcePolicy",
  "logs:PutResourcePolicy",
];

/** What is made anew, and so is nobody's yet. */
const making =
  /^(acm:RequestC|application-autoscaling:RegisterS|backup:CreateBackupPlan|cloudfront:Create|kms:CreateKey|synthetics:CreateC|ec2:(AllocateA|Create(FlowL|I|N|RouteT|Se|Su|V)))/;

describe("the role that deploys", () => {
  for (const environment of deployed) {
    it(`may do all that ${environment} takes`, async () => {
      const { resources: stack } = await environmentOf(environment);
      const statements = await deployerOf(environment);
      const label = `env/${environment}`;
      assert.deepEqual(await deploymentProblems({ stack, environment, label, statements }), []);
      assert.deepEqual(await unknownActions(statements), []);
    });

    it(`may change nothing of another environment than ${environment}`, async () => {
      const statements = await deployerOf(environment);
      for (const other of deployed.filter((one) => one !== environment)) {
        const { resources: stack } = await environmentOf(other);
        const found = await intrusions({
          stack,
          environment: other,
          label: `env/${other}`,
          asked: `env/${environment}`,
          statements,
        });
        assert.deepEqual(
          found.filter((call) => !making.test(call) && !anywhere.some((action) => call === `${action} on *`)),
          [],
        );
      }
    });
  }

  it("may read the evidence of where releases come from, which a promotion asks, and write none of it", async () => {
    const statements = await deployerOf("prod");
    const inS3 = { "kms:ViaService": `s3.${region}.amazonaws.com`, "aws:RequestedRegion": region };
    const key = `arn:aws:kms:${region}:${account}:key/1`;
    const calls: readonly (readonly [action: string, resource: string, of: string, allowed: boolean])[] = [
      ["s3:GetObject", `arn:aws:s3:::stage-evidence-${account}/events/1.json`, "stage", true],
      ["s3:ListBucket", `arn:aws:s3:::stage-evidence-${account}`, "stage", true],
      ["kms:Decrypt", key, "stage", true],
      ["s3:PutObject", `arn:aws:s3:::stage-evidence-${account}/events/1.json`, "stage", false],
      ["kms:Encrypt", key, "stage", false],
      ["s3:GetObject", `arn:aws:s3:::dev-evidence-${account}/events/1.json`, "dev", false],
      ["kms:Decrypt", key, "dev", false],
    ];
    for (const [action, resource, of, allowed] of calls) {
      const context = { ...inS3, "aws:ResourceTag/env": `env/${of}` };
      assert.equal(allows(statements, { action, resource, context }), allowed, `${action} on ${resource} of ${of}`);
    }
  });

  it("of pull requests may do all that one of them takes, on its host's network and load balancer", async () => {
    const { resources } = await environmentOf("preview");
    const permissionsBoundary = boundaryOf(guestsOf(realm));
    const stack = resources.map((one) =>
      one.type === "aws:iam/role:Role" ? { ...one, inputs: { ...one.inputs, permissionsBoundary } } : one,
    );
    const statements = statementsFor({ realm: guestsOf(realm), host: realm, images: "fill" });
    const guest = { stack, environment: "dev", label: "env/pr-7", statements };
    assert.deepEqual(await deploymentProblems(guest), []);
    const { resources: host } = await environmentOf("dev");
    const shared = /^(elasticloadbalancing:(\w*Listener|\w*Rule|AddTags)|ec2:\w*SecurityGroup(In|E)gress) /;
    const found = await intrusions({
      stack: host,
      environment: "dev",
      label: "env/dev",
      asked: "env/pr-7",
      statements,
    });
    assert.deepEqual(
      found.filter(
        (call) => !making.test(call) && !shared.test(call) && !anywhere.some((action) => call === `${action} on *`),
      ),
      [],
    );
  });

  const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
  const bound = { "iam:PermissionsBoundary": `arn:aws:iam::${account}:policy/dev-boundary` };
  const escapes: readonly Escape[] = [
    ["make a role without a boundary", "iam:CreateRole", role("dev-x")],
    [
      "make one with another boundary",
      "iam:CreateRole",
      role("dev-x"),
      { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/X" },
    ],
    ["make one of another environment", "iam:CreateRole", role("prod-x"), bound],
    ["lift a boundary", "iam:DeleteRolePermissionsBoundary", role("dev-x"), bound],
    ["give itself more", "iam:PutRolePolicy", role("dev-deploy"), bound],
    ["let others be it", "iam:UpdateAssumeRolePolicy", role("dev-deploy")],
    ["attach what AWS keeps", "iam:AttachRolePolicy", role("dev-x"), bound],
    ["change the boundary", "iam:CreatePolicyVersion", `arn:aws:iam::${account}:policy/dev-boundary`],
    ["trust somebody else's tokens", "iam:CreateOpenIDConnectProvider", `arn:aws:iam::${account}:oidc-provider/x`],
    ["make a user", "iam:CreateUser", `arn:aws:iam::${account}:user/dev-x`],
    ["hand a role to a machine", "iam:PassRole", role("dev-x"), { "iam:PassedToService": "ec2.amazonaws.com" }],
    ["hand itself on", "iam:PassRole", role("dev-deploy"), { "iam:PassedToService": "ecs-tasks.amazonaws.com" }],
    ["be another role", "sts:AssumeRole", role("prod-deploy")],
    [
      "read another's secret",
      "secretsmanager:GetSecretValue",
      `arn:aws:secretsmanager:${region}:${account}:secret:promenade/prod/JWT_SECRET-x`,
    ],
    [
      "use another's key",
      "kms:Decrypt",
      `arn:aws:kms:${region}:${account}:key/0`,
      { "aws:ResourceTag/env": "env/prod" },
    ],
    ["use a key without a tag", "kms:Decrypt", `arn:aws:kms:${region}:${account}:key/0`],
    [
      "retag a network",
      "ec2:CreateTags",
      `arn:aws:ec2:${region}:${account}:vpc/0`,
      { "aws:RequestTag/env": "env/dev", "aws:ResourceTag/env": "env/prod" },
    ],
    ...(
      [
        ["CreateSubnet", "vpc"],
        ["CreateSecurityGroup", "vpc"],
        ["CreateVpcEndpoint", "subnet"],
        ["CreateNatGateway", "subnet"],
        ["CreateFlowLogs", "vpc"],
        ["AuthorizeSecurityGroupIngress", "security-group"],
      ] as const
    ).map(([action, kind]): Escape => [
      `${action} in another environment's ${kind}`,
      `ec2:${action}`,
      `arn:aws:ec2:${region}:${account}:${kind}/0`,
      { "aws:RequestTag/env": "env/dev", "aws:ResourceTag/env": "env/prod" },
    ]),
    ["start a machine", "ec2:RunInstances", `arn:aws:ec2:${region}::image/ami-0`],
    ["open a shell", "ecs:ExecuteCommand", `arn:aws:ecs:${region}:${account}:task/dev-cluster/0`],
    ["log in to the database", "rds-db:connect", `arn:aws:rds-db:${region}:${account}:dbuser:db-0/emergency`],
    [
      "go to another region",
      "ecs:CreateCluster",
      `arn:aws:ecs:sa-east-1:${account}:cluster/dev-x`,
      { "aws:RequestedRegion": "sa-east-1" },
    ],
    [
      "change a record that is not its own",
      "route53:ChangeResourceRecordSets",
      "arn:aws:route53:::hostedzone/Z0",
      { "route53:ChangeResourceRecordSetsNormalizedRecordNames": "www.example.com" },
    ],
  ];
  for (const [what, action, resource, context] of escapes) {
    it(`may not ${what}`, () => {
      const statements = statementsFor({ addresses: ["dev.example.com", "*.dev.example.com"], images: "keep" });
      const call = { action, resource, context: { "aws:RequestedRegion": region, ...context } };
      assert.equal(allows(statements, call), false);
    });
  }

  const own = (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;
  const commands: readonly Escape[] = [
    ["finds what a crash left", "cloudformation:ListResources", "*"],
    ["reads live weights", "elasticloadbalancing:DescribeRules", "*"],
    [
      "moves traffic by --direct",
      "elasticloadbalancing:ModifyRule",
      own("elasticloadbalancing", "listener-rule/app/dev-web/0/1/2"),
    ],
    ["measures a bake", "cloudwatch:GetMetricData", "*"],
    ["counts shifts that nobody watches", "cloudwatch:PutMetricData", "*"],
    ["reads alarms", "cloudwatch:DescribeAlarms", "*"],
    ["migrates", "ecs:RunTask", own("ecs", "task-definition/dev-migrate:1")],
    ["stops a task on purpose", "ecs:StopTask", own("ecs", "task/dev-cluster/0")],
    ["restarts tasks", "ecs:UpdateService", own("ecs", "service/dev-cluster/dev-blue-app")],
    ["rotates", "secretsmanager:RotateSecret", own("secretsmanager", "secret:promenade/dev/API_KEY-0")],
    ["takes a snapshot", "rds:CreateDBSnapshot", own("rds", "snapshot:dev-database-before-1")],
    [
      "restores an automatic one",
      "rds:RestoreDBInstanceFromDBSnapshot",
      own("rds", "snapshot:rds:dev-database-2026-01-01"),
    ],
    ["keeps evidence", "s3:PutObject", `arn:aws:s3:::dev-evidence-${account}/events/0`],
    ["seals it", "kms:GenerateDataKey", own("kms", "key/0"), { "aws:ResourceTag/env": "env/dev" }],
    ["tells people", "sns:Publish", own("sns", "dev-alerts-critical")],
    ["reads an image's scan", "ecr:DescribeImageScanFindings", own("ecr", "repository/promenade/app")],
  ];
  for (const [what, action, resource, context] of commands) {
    it(`may do what promenade does: ${what}`, () => {
      const call = { action, resource, context: { "aws:RequestedRegion": region, ...context } };
      assert.equal(allows(statementsFor({}), call), true);
    });
  }

  it("may make a role within the boundary, in its regions", () => {
    const call = {
      action: "iam:CreateRole",
      resource: role("dev-x"),
      context: { "aws:RequestedRegion": "us-east-1", ...bound },
    };
    assert.equal(allows(statementsFor({}), call), true);
  });

  it("and its boundary fit into IAM, however long names are", () => {
    const regions = ["ap-southeast-1", "ap-northeast-1", "us-east-1"];
    const name = `${"e".repeat(20)}-ap-southeast-1`;
    const longest = realmOf(name, { region: regions[0] ?? "", allowedRegions: regions, accountId: account });
    const addresses = ["d".repeat(60), "d".repeat(62)];
    const characters = (statements: Parameters<typeof policyOf>[0]) => policyOf(statements).replace(/\s/g, "").length;
    const deploying = { addresses, images: "keep" } as const;
    assert.ok(characters(deployStatements({ realm: longest, ...deploying })) < 9000, "with room for the state's");
    assert.ok(characters(deployStatements({ realm: guestsOf(longest), host: longest, ...deploying })) < 9000);
    assert.ok(characters(boundaryStatements(longest)) < 6144);
  });
});

describe("a boundary", () => {
  const statements = statementsOf(policyOf(boundaryStatements(realm)));
  const beyond: readonly Escape[] = [
    ["make roles", "iam:CreateRole", `arn:aws:iam::${account}:role/dev-x`],
    ["be another role", "sts:AssumeRole", `arn:aws:iam::${account}:role/dev-deploy`],
    [
      "use another environment's key",
      "kms:Decrypt",
      `arn:aws:kms:${region}:${account}:key/0`,
      { "aws:ResourceTag/env": "env/prod" },
    ],
    [
      "read another environment's secrets",
      "secretsmanager:GetSecretValue",
      `arn:aws:secretsmanager:${region}:${account}:secret:promenade/prod/API_KEY`,
    ],
    ["write another environment's archive", "s3:PutObject", "arn:aws:s3:::prod-archive-123456789012/x"],
    [
      "change what is deployed",
      "ecs:UpdateService",
      `arn:aws:ecs:${region}:${account}:service/dev-cluster/dev-blue-app`,
    ],
  ];
  for (const [what, action, resource, context = {}] of beyond) {
    it(`lets no role ${what}`, () => {
      assert.equal(allows(statements, { action, resource, context }), false);
    });
  }
});
