import assert from "node:assert/strict";
import { catalogue } from "../../../policies/guardrails/catalogue";
import { policies } from "../../../policies/guardrails/policy";
import type { ResourceRule, StackRule } from "../../../policies/guardrails/rule";
import { everyTier, fromStage, stackOf as stackOfUrn } from "../../../policies/guardrails/tier";
import { unknown } from "../pack";
import { type Given, Pack, today } from "./pack";

const database: Given = {
  type: "aws:rds/instance:Instance",
  name: "shop",
  protect: true,
  props: {
    engine: "postgres",
    storageEncrypted: true,
    multiAz: false,
    monitoringInterval: 60,
    deletionProtection: true,
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    iamDatabaseAuthenticationEnabled: true,
    backupRetentionPeriod: 7,
    copyTagsToSnapshot: true,
    parameterGroupName: "shop-postgres17",
  },
};
const found = "shop (aws:rds/instance:Instance): found multiAz false; required: multiAz true; set multiAz: true";
const stackOf = (name: string): Given => ({ type: "pulumi:pulumi:Stack", name: `shop-${name}` });

/** Asks of the stack first, as Pulumi does: the pack reads its configuration then. */
function run(pack: Pack, given: Given, stack = "prod") {
  return { ofStack: pack.judge(stackOf(stack), stack), findings: pack.judge(given, stack) };
}

describe("policies/guardrails: tiers", () => {
  const tierOf = (stack: string, tiers = {}) => {
    const pack = new Pack().configured({ guardrails: { tiers } });
    const levels = run(pack, { type: "aws:ecs/cluster:Cluster", name: "app" }, stack).findings;
    return levels.map(({ level }) => level)[0];
  };

  it("are told by the stack's name: environment, environment and region, pull request", () => {
    for (const stack of ["stage", "staging", "prod", "production", "prod-eu-west-1", "staging-us-gov-east-1"]) {
      assert.equal(tierOf(stack), "mandatory", stack);
    }
    for (const stack of ["dev", "dev-eu-west-1", "dev-us-gov-east-1", "preview", "pr-7", "pr-123"]) {
      assert.equal(tierOf(stack), "advisory", stack);
    }
  });
  it("are told by the configuration, for an environment or one stack of it", () => {
    assert.equal(tierOf("future", { future: "dev" }), "advisory");
    assert.equal(tierOf("future-eu-west-1", { future: "dev" }), "advisory");
    assert.equal(tierOf("prod-eu-west-1", { "prod-eu-west-1": "dev" }), "advisory");
    assert.equal(tierOf("prod-eu-west-2", { "prod-eu-west-1": "dev" }), "mandatory");
    assert.equal(tierOf("dev", { future: "dev" }), "advisory");
    assert.equal(tierOf("dev", { dev: "stage" }), "mandatory");
  });
  it("are prod's where nothing tells, which every run says", () => {
    for (const [stack, environment] of [
      ["live", "live"],
      ["live-eu-west-1", "live"],
      ["pr-0", "pr-0"],
      ["pr-7a", "pr-7a"],
      ["apr-7", "apr-7"],
      ["dev-eu-west-1-a", "dev-eu-west-1-a"],
    ] as const) {
      const { ofStack, findings } = run(new Pack(), database, stack);
      assert.deepEqual(ofStack, [
        {
          policy: "guardrails",
          level: "advisory",
          message:
            `shop-${stack} (pulumi:pulumi:Stack): found environment "${environment}", of no known tier; ` +
            "required: a tier: preview, dev, stage, prod; " +
            "judged as prod until the pack's configuration names its tier in tiers",
        },
      ]);
      assert.deepEqual(findings, [{ policy: "rds-multi-az", level: "mandatory", message: found }]);
    }
  });
  it("says nothing of the stack otherwise", () => {
    assert.deepEqual(run(new Pack(), database).ofStack, []);
  });
  it("are not told by what is no URN", () => {
    for (const urn of ["prod", "urn:pulumi:prod", "urn:pulumi:::project", "an urn:pulumi:prod::project"]) {
      assert.throws(() => stackOfUrn(urn), { message: `not a resource's URN: "${urn}"` });
    }
  });
});

describe("policies/guardrails: levels", () => {
  const levelOf = (config: Record<string, unknown>, stack = "prod") =>
    new Pack()
      .configured({ "rds-multi-az": config })
      .judge(database, stack)
      .map(({ level }) => level);

  it("follow mandatoryIn of the configuration", () => {
    assert.deepEqual(levelOf({ mandatoryIn: ["prod"] }, "stage"), ["advisory"]);
    assert.deepEqual(levelOf({ mandatoryIn: ["stage"] }, "stage"), ["mandatory"]);
    assert.deepEqual(levelOf({ mandatoryIn: [] }), ["advisory"]);
  });
  it("are lowered for every tier by the policy's own level", () => {
    assert.deepEqual(levelOf({ enforcementLevel: "advisory" }), ["advisory"]);
  });
});

describe("policies/guardrails: what Pulumi is told of a policy", () => {
  const named = (name: string) => policies(catalogue).find((policy) => policy.name === name)!;

  it("is what it requires, how severe it is, and what can be configured", () => {
    const { name, description, severity, enforcementLevel, tags, configSchema } = named("log-retention");
    assert.deepEqual([name, severity, enforcementLevel], ["log-retention", "medium", undefined]);
    assert.deepEqual(tags, ["FSBP CloudWatch.16", "CKV_AWS_66", "CKV_AWS_338"]);
    assert.deepEqual(named("ecs-circuit-breaker").tags, []);
    assert.equal(description, "Logs are kept as long as their tier asks for, and not for ever.");
    assert.deepEqual(configSchema, {
      properties: {
        mandatoryIn: {
          type: "array",
          items: { type: "string", enum: ["preview", "dev", "stage", "prod"] },
          default: ["preview", "dev", "stage", "prod"],
          description: "Tiers in which the rule stops an update; in the others it advises.",
        },
        minimumDays: {
          type: "object",
          additionalProperties: { type: "integer", minimum: 1, maximum: 3653 },
          default: { preview: 1, dev: 1, stage: 30, prod: 731 },
          description: "Days that a log group keeps its events at least, by tier.",
        },
      },
    });
  });
  it("starts with the pack's own configuration", () => {
    const [first] = policies(catalogue);
    assert.deepEqual([first?.name, first?.severity], ["guardrails", "high"]);
    assert.match(first?.description ?? "", /configuration/);
    const text = { type: "string" };
    const { tiers, exceptions, ...others } = first?.configSchema?.properties ?? {};
    assert.deepEqual(others, {});
    assert.deepEqual(
      [tiers?.type, tiers?.additionalProperties],
      ["object", { type: "string", enum: ["preview", "dev", "stage", "prod"] }],
    );
    assert.deepEqual(
      [exceptions?.type, exceptions?.items],
      [
        "array",
        {
          type: "object",
          required: ["rule", "resource", "reason", "expires"],
          properties: { rule: text, resource: text, reason: text, expires: text },
          additionalProperties: false,
        },
      ],
    );
  });
});

describe("policies/guardrails: exceptions", () => {
  const exception = { rule: "rds-multi-az", resource: "shop", reason: "moves in July", expires: "2026-07-31" };
  const excepted = (exceptions: readonly unknown[], given = database) =>
    run(new Pack().configured({ guardrails: { exceptions } }), given);
  const shown = ({ resource, expires }: typeof exception) => ({
    policy: "guardrails",
    level: "advisory",
    message: `shop-prod (pulumi:pulumi:Stack): exception of "${resource}" from rds-multi-az until ${expires}: moves in July`,
  });
  const passed = (expires: string) => ({
    policy: "rds-multi-az",
    level: "advisory",
    message: `${found}; excepted until ${expires}: moves in July`,
  });
  const stopped = { policy: "rds-multi-az", level: "mandatory", message: found };

  it("let a finding pass, and show it and themselves in every run", () => {
    assert.deepEqual(excepted([exception]), { ofStack: [shown(exception)], findings: [passed("2026-07-31")] });
  });
  it("show themselves where there is nothing to let pass", () => {
    const fine = { ...database, props: { ...database.props, multiAz: true } };
    assert.deepEqual(excepted([exception], fine), { ofStack: [shown(exception)], findings: [] });
  });
  it("hold on their last day", () => {
    const last = { ...exception, expires: today };
    assert.deepEqual(excepted([last]), { ofStack: [shown(last)], findings: [passed(today)] });
  });
  it("fail the run on the day after, whether the rule is broken or not", () => {
    const expired = {
      policy: "guardrails",
      level: "mandatory",
      message:
        'shop-prod (pulumi:pulumi:Stack): found exception of "shop" from rds-multi-az, expired on 2026-06-14: ' +
        "moves in July; required: no expired exception; " +
        "keep the rule and drop the exception, or renew it with a reason that still holds",
    };
    const late = { ...exception, expires: "2026-06-14" };
    assert.deepEqual(excepted([late]), { ofStack: [expired], findings: [stopped] });
    const fine = { ...database, props: { ...database.props, multiAz: true } };
    assert.deepEqual(excepted([late], fine), { ofStack: [expired], findings: [] });
  });

  for (const resource of ["*", "sh*", "*op", "s*p", "shop*"]) {
    it(`cover ${resource}`, () => {
      const one = { ...exception, resource };
      assert.deepEqual(excepted([one]), { ofStack: [shown(one)], findings: [passed("2026-07-31")] });
    });
  }
  for (const resource of ["sho", "hop", "s.op", "shop2", "(shop)", "sho?", "s*d*p"]) {
    it(`do not cover ${resource}`, () => assert.deepEqual(excepted([{ ...exception, resource }]).findings, [stopped]));
  }
  it("do not cover another rule", () => {
    assert.deepEqual(excepted([{ ...exception, rule: "rds-tls" }]).findings, [stopped]);
  });
  it("do not cover what is unknown at preview", () => {
    const unknownYet = { ...database, props: { ...database.props, multiAz: unknown } };
    assert.deepEqual(
      excepted([exception], unknownYet).findings.map(({ message }) => message),
      ["shop (aws:rds/instance:Instance): multiAz not known at preview; to be judged at up"],
    );
  });
  it("cover what stands between resources", () => {
    const pack = new Pack().configured({
      guardrails: { exceptions: [{ ...exception, rule: "vpc-flow-logs", resource: "net" }] },
    });
    pack.judge(stackOf("prod"));
    const vpc = { type: "aws:ec2/vpc:Vpc", name: "net" };
    const group = { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", from: { vpcId: ["net"] } };
    const budget = { type: "aws:budgets/budget:Budget" };
    assert.deepEqual(
      pack.judgeStack([vpc, group, budget]).map(({ policy, level }) => [policy, level]),
      [["vpc-flow-logs", "advisory"]],
    );
  });
  it("take the day from the clock, in UTC", () => {
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const exceptions = [-1, 0].map((offset) => ({ ...exception, expires: day(offset) }));
    const pack = new Pack(catalogue, []).configured({ guardrails: { exceptions } });
    assert.deepEqual(
      pack.judge(stackOf("prod")).map(({ level, message }) => [level, /\d{4}-\d{2}-\d{2}/.exec(message)?.[0]]),
      [
        ["mandatory", day(-1)],
        ["advisory", day(0)],
      ],
    );
  });
  it("are read again for each resource", () => {
    const pack = new Pack().configured({ guardrails: { exceptions: [exception] } });
    assert.deepEqual(run(pack, database).findings, [passed("2026-07-31")]);
    pack.configured({});
    assert.deepEqual(run(pack, database).findings, [stopped]);
  });

  const flaws: Readonly<Record<string, readonly [change: object, required: string]>> = {
    "no rule": [{ rule: undefined }, "rule: the name of one of this pack's rules"],
    "a rule that is none": [{ rule: "rds-multiaz" }, "rule: the name of one of this pack's rules"],
    "no resource": [{ resource: undefined }, "resource: a resource's name, or a pattern with *"],
    "an empty resource": [{ resource: "" }, "resource: a resource's name, or a pattern with *"],
    "no reason": [{ reason: undefined }, "reason: why the rule may be broken there"],
    "a blank reason": [{ reason: "  " }, "reason: why the rule may be broken there"],
    "no date": [{ expires: undefined }, "expires: the last day on which it holds, YYYY-MM-DD"],
    "a date in words": [{ expires: "next year" }, "expires: the last day on which it holds, YYYY-MM-DD"],
    "a day too many": [{ expires: "2027-02-30" }, "expires: the last day on which it holds, YYYY-MM-DD"],
    "a month too many": [{ expires: "2027-13-01" }, "expires: the last day on which it holds, YYYY-MM-DD"],
    "a time": [{ expires: "2027-02-01T00:00:00Z" }, "expires: the last day on which it holds, YYYY-MM-DD"],
    "something in front": [{ expires: "on 2027-02-01" }, "expires: the last day on which it holds, YYYY-MM-DD"],
  };
  for (const [because, [change, required]] of Object.entries(flaws)) {
    it(`fail the run and let nothing pass when malformed: ${because}`, () => {
      const malformed = { ...exception, ...change };
      assert.deepEqual(excepted([malformed]), {
        ofStack: [
          {
            policy: "guardrails",
            level: "mandatory",
            message:
              `shop-prod (pulumi:pulumi:Stack): found exception ${JSON.stringify(malformed)}; ` +
              `required: ${required}; correct it in the pack's configuration`,
          },
        ],
        findings: [stopped],
      });
    });
  }
  it("fail the run when one is no exception at all, and keep the others", () => {
    const { ofStack, findings } = excepted([null, exception]);
    assert.deepEqual(
      ofStack.map(({ level }) => level),
      ["mandatory", "advisory"],
    );
    assert.deepEqual(findings, [passed("2026-07-31")]);
  });
});

describe("policies/guardrails: values that are unknown at preview", () => {
  const pending = (message: string) => ({ policy: "rds-multi-az", level: "advisory", message });

  it("are listed, to be judged at up", () => {
    const pack = new Pack();
    assert.deepEqual(pack.judge({ ...database, props: { ...database.props, multiAz: unknown } }), [
      pending("shop (aws:rds/instance:Instance): multiAz not known at preview; to be judged at up"),
    ]);
  });
  it("do not hide what can be judged beside them", () => {
    const cache = {
      type: "aws:elasticache/replicationGroup:ReplicationGroup",
      props: { automaticFailoverEnabled: unknown, multiAzEnabled: false },
    };
    const messages = new Pack()
      .judge(cache)
      .filter(({ policy }) => policy === "elasticache-failover")
      .map(({ level, message }) => [level, message]);
    const subject = "it (aws:elasticache/replicationGroup:ReplicationGroup):";
    assert.deepEqual(messages, [
      ["mandatory", `${subject} found multiAzEnabled false; required: multiAzEnabled true; set multiAzEnabled: true`],
      ["advisory", `${subject} automaticFailoverEnabled not known at preview; to be judged at up`],
    ]);
  });
  it("are listed together, once a rule", () => {
    const subnet = {
      type: "aws:ec2/subnet:Subnet",
      props: { mapPublicIpOnLaunch: unknown, assignIpv6AddressOnCreation: unknown },
    };
    assert.deepEqual(
      new Pack().judge(subnet).map(({ message }) => message),
      [
        "it (aws:ec2/subnet:Subnet): mapPublicIpOnLaunch, assignIpv6AddressOnCreation not known at preview; to be judged at up",
      ],
    );
    const task = { type: "aws:ecs/taskDefinition:TaskDefinition", props: { containerDefinitions: unknown } };
    assert.deepEqual(
      new Set(new Pack().judge(task).map(({ message }) => message)),
      new Set([
        "it (aws:ecs/taskDefinition:TaskDefinition): containerDefinitions not known at preview; to be judged at up",
      ]),
    );
  });
  it("are named with their path", () => {
    const balancer = {
      type: "aws:lb/loadBalancer:LoadBalancer",
      protect: true,
      props: { accessLogs: { enabled: unknown } },
    };
    const messages = new Pack().judge(balancer).map(({ message }) => message);
    assert.ok(messages.some((message) => message.includes("accessLogs.enabled not known at preview")));
  });
  it("leave a relation open only where nothing tells what they were made from", () => {
    const vpc = { type: "aws:ec2/vpc:Vpc", name: "net", props: { id: unknown } };
    const log = { type: "aws:ec2/flowLog:FlowLog", name: "log", props: { vpcId: unknown } };
    const flowLogs = (given: Given) =>
      new Pack().judgeStack([vpc, given]).filter(({ policy }) => policy === "vpc-flow-logs").length;
    assert.deepEqual([flowLogs({ ...log, from: { vpcId: ["net"] } }), flowLogs(log)], [0, 1]);
  });
});

describe("policies/guardrails: a rule that fails itself", () => {
  const broken = (error: unknown): ResourceRule => ({
    name: "broken-rule",
    description: "Fails.",
    area: "RDS",
    severity: "low",
    mandatoryIn: [],
    types: undefined,
    judge: () => {
      throw error;
    },
  });
  const failed = (reason: string) => [
    {
      policy: "broken-rule",
      level: "mandatory",
      message:
        `shop (aws:rds/instance:Instance): rule "broken-rule" itself failed: ${reason}; ` +
        'mend it, or set it to "disabled" until it is',
    },
  ];

  it("is a mandatory violation that names it, in every tier", () => {
    for (const stack of ["pr-7", "dev", "stage", "prod"]) {
      assert.deepEqual(new Pack([broken(new Error("out of ideas"))]).judge(database, stack), failed("out of ideas"));
    }
    assert.deepEqual(new Pack([broken("out of words")]).judge(database), failed("out of words"));
  });
  it("is not taken for a value that is unknown at preview, whatever it throws", () => {
    const looksLikeIt = Object.assign(new Error("no"), { props: ["multiAz"] });
    assert.deepEqual(new Pack([broken(looksLikeIt)]).judge(database), failed("no"));
    assert.deepEqual(new Pack([broken(undefined)]).judge(database), failed("undefined"));
  });
  it("fails also when it fails half-way", () => {
    const half: ResourceRule = {
      ...broken(undefined),
      judge: () => [
        { found: () => "something", required: "", change: "" },
        {
          found: () => {
            throw new Error("later");
          },
          required: "",
          change: "",
        },
      ],
    };
    assert.deepEqual(new Pack([half]).judge(database), failed("later"));
  });
  it("lets the others judge", () => {
    const fine: ResourceRule = {
      ...broken(undefined),
      name: "fine-rule",
      mandatoryIn: everyTier,
      judge: () => [{ found: () => "a", required: "b", change: "c" }],
    };
    assert.deepEqual(new Pack([broken(new Error("no")), fine]).judge(database), [
      ...failed("no"),
      { policy: "fine-rule", level: "mandatory", message: "shop (aws:rds/instance:Instance): found a; required: b; c" },
    ]);
  });
  it("is named with the stack when it judges the whole of it", () => {
    const ofStack: StackRule = {
      name: "broken-relation",
      description: "Fails.",
      area: "RDS",
      severity: "low",
      mandatoryIn: fromStage,
      judgeStack: () => {
        throw new Error("out of ideas");
      },
    };
    assert.deepEqual(new Pack([ofStack]).judgeStack([stackOf("dev"), database], "dev"), [
      {
        policy: "broken-relation",
        level: "mandatory",
        message:
          'shop-dev (pulumi:pulumi:Stack): rule "broken-relation" itself failed: out of ideas; ' +
          'mend it, or set it to "disabled" until it is',
      },
    ]);
  });
  it("is what malformed JSON makes of a rule", () => {
    const task = { type: "aws:ecs/taskDefinition:TaskDefinition", props: { containerDefinitions: "[{" } };
    const [first] = new Pack().judge(task, "dev").filter(({ policy }) => policy === "ecs-logging");
    assert.match(first!.message, /rule "ecs-logging" itself failed: /);
    assert.equal(first!.level, "mandatory");
  });
});
