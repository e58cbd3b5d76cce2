import assert from "node:assert/strict";
import { aws } from "../../../sandbox/aws/package";
import type { CloudResource, Properties } from "../../../sandbox/cloud";
import { ApiError } from "../../../sandbox/provider/errors";
import { LocalCloud } from "../local-cloud";
import { container, inputsOf, makeEnvironment, policy, type Made } from "./environment";

const containers = (...list: Properties[]) => JSON.stringify(list);

const told = {
  ...{ comparisonOperator: "GREATER_THAN", notificationType: "ACTUAL", threshold: 50, thresholdType: "PERCENTAGE" },
  subscriberEmailAddresses: ["ops@example.com"],
};

/** Refused before anything is called: sample, what is changed in it, what is said. */
const AT_PLAN: readonly (readonly [sample: string, changes: Properties, said: RegExp])[] = [
  ["vpc", { cidrBlock: "10.0.0.0/8" }, /cidrBlock: "10.0.0.0\/8" must be between \/16 and \/28/],
  ["vpc", { cidrBlock: "10.0.1.0/16" }, /did you mean "10.0.0.0\/16"\?/],
  ["vpc", { cidrBlock: "10.0.0/16" }, /is not a valid IPv4 CIDR block/],
  ["vpc", { cidrBlock: undefined }, /one of `cidrBlock,ipv4IpamPoolId` must be specified/],
  ["vpc", { tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ""])) }, /at most 50 tags, got 51/],
  ["vpc", { tags: { "aws:x": "1" } }, /no prefix aws:/],
  ["vpc", { enableDnsHostname: true }, /Did you mean "enableDnsHostnames"\?/],
  ["a", { cidrBlock: "10.0.0.0/29" }, /must be between \/16 and \/28/],
  ["route", { gatewayId: "igw-1" }, /one \(and only one\) of .* but gatewayId, natGatewayId were/],
  ["route", { destinationCidrBlock: undefined }, /but none was/],
  ["web", { name: "sg-web" }, /cannot begin with sg-/],
  ["in", { cidrIpv4: "0.0.0.0/0" }, /one \(and only one\) of/],
  ["in", { fromPort: 9000 }, /Invalid value for portRange: 9000 is above 8080/],
  ["in", { toPort: 65536 }, /in the range \(-1 - 65535\), got 65536/],
  ["in", { fromPort: undefined }, /fromPort and toPort are required with the protocol tcp/],
  ["endpoint", { serviceName: "com.amazonaws.eu-west-1.ecr.api" }, /Gateway is not available for the service/],
  ["flow log", { maxAggregationInterval: 300 }, /to be one of \[60, 600\], got 300/],
  ["balancer", { name: "a".repeat(33) }, /expected length of name to be in the range \(1 - 32\) characters, got 33/],
  ["balancer", { name: "-web" }, /"name" cannot begin with a hyphen: "-web"/],
  ["balancer", { name: "web_1" }, /can only contain alphanumeric characters and hyphens/],
  ["balancer", { subnets: ["subnet-1"] }, /At least two subnets in two different Availability Zones/],
  ["group", { name: "dev-" }, /cannot end with a hyphen/],
  ["group", { vpcId: undefined }, /"vpcId" is required when "target_type" is "ip"/],
  ["group", { healthCheck: { interval: 4 } }, /healthCheck.interval to be in the range \(5 - 300\), got 4/],
  ["group", { healthCheck: { interval: 10, timeout: 10 } }, /timeout '10' must be smaller than the interval '10'/],
  ["group", { healthCheck: { path: "health" } }, /must begin with a '\/' character/],
  ["group", { deregistrationDelay: 3601 }, /in the range \(0 - 3600\)/],
  ["listener", { protocol: "HTTPS" }, /A certificate must be specified for HTTPS listeners/],
  ["listener", { defaultActions: [{ type: "redirect" }] }, /an action of type redirect needs redirect/],
  ["rule", { priority: 0 }, /priority to be in the range \(1 - 50000\), got 0/],
  ["rule", { conditions: [{}] }, /Exactly one condition type/],
  ["rule", { actions: [{ type: "forward" }] }, /needs one of targetGroupArn and forward/],
  [
    "rule",
    { actions: [{ type: "forward", forward: { targetGroups: [{ arn: "arn:x", weight: 1000 }] } }] },
    /actions\[0\].forward.targetGroups\[0\].weight to be in the range \(0 - 999\), got 1000/,
  ],
  [
    "rule",
    { actions: [{ type: "forward", forward: { targetGroups: [{ arn: "arn:x", weight: 0.5 }] } }] },
    /weight to be a whole number, got 0.5/,
  ],
  ["definition", { cpu: "300" }, /Invalid 'cpu' setting for task: "300"; Fargate offers 256, 512/],
  [
    "definition",
    { memory: "4096" },
    /No Fargate configuration exists for given values: 256 CPU, 4096 memory.*512, 1024, 2048/,
  ],
  ["definition", { memory: undefined }, /Fargate requires that 'memory' be defined at the task level/],
  ["definition", { networkMode: "bridge" }, /Fargate only supports network mode 'awsvpc'/],
  ["definition", { containerDefinitions: "[" }, /contains an invalid JSON/],
  ["definition", { containerDefinitions: "[]" }, /at least one container is needed/],
  ["definition", { containerDefinitions: containers(container({ image: "" })) }, /container app has no image/],
  ["definition", { containerDefinitions: containers(container({ name: "a b" })) }, /needs a name of up to 255/],
  ["definition", { containerDefinitions: containers(container(), container()) }, /two containers are called "app"/],
  [
    "definition",
    { containerDefinitions: containers(container({ memory: 1024 })) },
    /1024 MiB, is more than the task's 512/,
  ],
  [
    "definition",
    { containerDefinitions: containers(container({ logConfiguration: { logDriver: "awslogs", options: {} } })) },
    /awslogs needs the option awslogs-group/,
  ],
  [
    "definition",
    { containerDefinitions: containers(container({ environment: [{ name: "PORT", value: 80 }] })) },
    /environment entry needs a name and a value, both texts: "PORT"/,
  ],
  ["service", { desiredCount: -1 }, /desiredCount to be in the range/],
  ["task role", { name: "a".repeat(65) }, /\(1 - 64\) characters, got 65/],
  ["task role", { assumeRolePolicy: "{" }, /invalid JSON/],
  ["task role", { maxSessionDuration: 60 }, /in the range \(3600 - 43200\)/],
  ["token issuer", { url: "http://tokens.example" }, /must be an https URL/],
  ["token issuer", { clientIdLists: [] }, /\(1 - 100\)/],
  ["managed policy", { policy: policy("GetObject") }, /"GetObject" is not an action/],
  ["managed policy", { policy: JSON.stringify({ Version: "2012-10-17" }) }, /it has no Statement/],
  ["log group", { retentionInDays: 8 }, /retentionInDays to be one of \[0, 1, 3, 5, 7, 14/],
  ["log group", { name: "a b" }, /must match/],
  ["database", { identifier: "dev--db" }, /cannot contain two consecutive hyphens/],
  ["database", { identifier: "1db" }, /first character must be a letter/],
  ["database", { allocatedStorage: 5 }, /in the range \(20 - 65536\), got 5/],
  ["database", { backupRetentionPeriod: 36 }, /in the range \(0 - 35\)/],
  ["database", { password: undefined }, /"password": required field is not set/],
  ["database", { monitoringInterval: 7 }, /one of \[0, 1, 5, 10, 15, 30, 60\]/],
  ["database", { monitoringInterval: 60 }, /A MonitoringRoleARN value is required/],
  [
    "database",
    { databaseInsightsMode: "advanced" },
    /Advanced mode of Database Insights needs a retention of at least 465/,
  ],
  ["database", { enabledCloudwatchLogsExports: ["audit"] }, /postgres exports postgresql, upgrade, .*, got audit/],
  [
    "database",
    { backupWindow: "01:00-02:00", maintenanceWindow: "sun:01:30-sun:02:30" },
    /backup window and maintenance window must not overlap/,
  ],
  [
    "database",
    { backupWindow: "23:30-00:30", maintenanceWindow: "mon:00:00-mon:01:00" },
    /backup window and maintenance window must not overlap/,
  ],
  ["database", { manageMasterUserPassword: true }, /"password": conflicts with manage_master_user_password/],
  ["database", { performanceInsightsKmsKeyId: "arn:x" }, /needs performance_insights_enabled/],
  [
    "db parameters",
    { parameters: [{ name: "shared_preload_libraries", value: "pgaudit" }] },
    /cannot use immediate apply method for static parameter shared_preload_libraries/,
  ],
  ["vault", { name: "a b" }, /must be 2 to 50 letters, digits, hyphens/],
  ["vault lock", { changeableForDays: 2 }, /in the range \(3 - 36500\), got 2/],
  ["vault lock", { minRetentionDays: 400 }, /max_retention_days \(365\) is below min_retention_days/],
  [
    "plan",
    { rules: [{ ruleName: "x", targetVaultName: "dev", lifecycle: { coldStorageAfter: 30, deleteAfter: 100 } }] },
    /DeleteAfterDays must be at least 90 days after MoveToColdStorageAfterDays/,
  ],
  [
    "plan",
    {
      rules: [{ ruleName: "x", targetVaultName: "dev", enableContinuousBackup: true, lifecycle: { deleteAfter: 36 } }],
    },
    /a continuous backup is kept for 1 to 35 days/,
  ],
  ["plan", { rules: [{ ruleName: "x", targetVaultName: "dev", schedule: "0 6 * * *" }] }, /must be cron\(…\) or rate/],
  ["selection", { resources: undefined }, /a selection names resources, tags or conditions/],
  ["cache", { snapshotRetentionLimit: 36 }, /in the range \(0 - 35\)/],
  ["cache", { snapshotRetentionLimit: 1, nodeType: "cache.t1.micro" }, /does not support snapshots/],
  [
    "cache",
    {
      logDeliveryConfigurations: [{ destination: "x", destinationType: "s3", logFormat: "json", logType: "slow-log" }],
    },
    /one of \["cloudwatch-logs", "kinesis-firehose"\], got "s3"/,
  ],
  ["cache", { snapshotWindow: "04:30-05:30", maintenanceWindow: "sun:05:00-sun:06:00" }, /snapshot window .* overlap/],
  ["cache", { replicationGroupId: "a".repeat(41) }, /\(1 - 40\) characters, got 41/],
  ["cache", { numNodeGroups: 2 }, /"num_cache_clusters": conflicts with numNodeGroups/],
  ["cache", { automaticFailoverEnabled: true }, /must be at least 2 if automatic_failover_enabled/],
  ["cache", { transitEncryptionEnabled: false }, /only supported when encryption-in-transit is enabled/],
  ["secret", { recoveryWindowInDays: 5 }, /to be 0 or in the range \(7 - 30\), got 5/],
  ["secret", { name: "dev key" }, /must contain only alphanumeric characters/],
  ["key", { deletionWindowInDays: 31 }, /in the range \(7 - 30\)/],
  ["alias", { name: "dev" }, /must begin with "alias\/"/],
  ["scaled", { minCapacity: 3 }, /Maximum capacity cannot be less than minimum capacity: 2 < 3/],
  ["night", { schedule: "0 20 * * *" }, /must be at\(…\), rate\(…\) or cron\(…\)/],
  ["night", { timezone: "Europe/Berlyn" }, /is not a time zone/],
  ["night", { schedule: "cron(0 20 * * * *)" }, /one of day of month and day of week must be \?, and only one/],
  ["night", { schedule: "rate(1 days)" }, /the unit must agree with its number/],
  ["evening", { scheduleExpression: "cron(0 24 ? * MON-FRI *)" }, /hours cannot be 24/],
  ["evening", { scheduleExpression: "cron(0 20 ? * MON-FRY *)" }, /day of week cannot be MON-FRY/],
  ["evening", { scheduleExpression: "cron(0 20 ? * MON-FRI)" }, /it has 5 fields, not 6/],
  ["evening", { scheduleExpressionTimezone: "CEST/Summer" }, /is not a time zone/],
  ["evening", { flexibleTimeWindow: { mode: "FLEXIBLE" } }, /a flexible window needs its length/],
  ["evening", { target: { arn: "arn:aws:rds:eu-west-1::db", roleArn: "r" } }, /Provided Arn is not in correct format/],
  [
    "evening",
    { target: { arn: "arn:aws:scheduler:::aws-sdk:rds:describeDBInstances", roleArn: "r" } },
    /only reads, which is not a target/,
  ],
  ["budget", { limitAmount: "lots" }, /must be a number/],
  [
    "budget",
    {
      notifications: [
        { comparisonOperator: "GREATER_THAN", notificationType: "ACTUAL", threshold: 50, thresholdType: "PERCENTAGE" },
      ],
    },
    /a notification needs at least one subscriber/,
  ],
  [
    "budget",
    { notifications: Array(2).fill(told) },
    /the budget has this notification already: ACTUAL GREATER_THAN 50/,
  ],
  [
    "budget",
    { notifications: Array(11).fill(told) },
    /length of notifications to be in the range \(0 - 10\) items, got 11/,
  ],
  [
    "budget",
    { notifications: [{ ...told, subscriberEmailAddresses: ["ops at example"] }] },
    /is no e-mail address: "ops at example"/,
  ],
  ["topic", { name: "a b" }, /must contain only letters/],
  ["repository", { name: "App" }, /must be lowercase words/],
];

/** Refused by the call itself: sample made a second time, with changes that depend on what exists. */
const AT_CREATION: readonly (readonly [
  what: string,
  sample: string,
  changes: (made: Made) => Properties,
  said: RegExp,
])[] = [
  [
    "a subnet outside its VPC",
    "a",
    () => ({ cidrBlock: "10.1.0.0/24" }),
    /InvalidSubnet.Range: The CIDR '10.1.0.0\/24' is invalid/,
  ],
  [
    "a subnet over another",
    "a",
    () => ({ cidrBlock: "10.0.1.128/25" }),
    /InvalidSubnet.Conflict: .* subnet-\w+ has 10.0.1.0\/24/,
  ],
  [
    "a zone that does not exist",
    "a",
    () => ({ cidrBlock: "10.0.9.0/24", availabilityZone: "eu-west-1z" }),
    /InvalidParameterValue: Value \(eu-west-1z\)/,
  ],
  [
    "a VPC that does not exist",
    "a",
    () => ({ cidrBlock: "10.0.9.0/24", vpcId: "vpc-0" }),
    /InvalidVpcID.NotFound: vpcId 'vpc-0' does not exist/,
  ],
  ["a second internet gateway", "gateway", () => ({}), /Resource.AlreadyAssociated/],
  ["an address that is used", "nat", () => ({}), /Resource.AlreadyAssociated/],
  ["a route that is there", "route", () => ({}), /RouteAlreadyExists/],
  ["a security group's name", "web", () => ({}), /InvalidGroup.Duplicate: EC2 SecurityGroup with name "web"/],
  ["a rule that is there", "in", () => ({}), /InvalidPermission.Duplicate/],
  ["a load balancer's name", "balancer", () => ({}), /DuplicateLoadBalancerName: .*"dev-web" already exists/],
  [
    "two subnets of one zone",
    "balancer",
    (made) => ({ name: "other", subnets: [made("a").id, made("a").id] }),
    /multiple subnets in the same Availability Zone/,
  ],
  ["a target group's name", "group", () => ({}), /DuplicateTargetGroupName/],
  ["a listener's port", "listener", () => ({}), /DuplicateListener/],
  ["a rule's priority", "rule", () => ({}), /PriorityInUse/],
  [
    "a target group that does not exist",
    "rule",
    () => ({
      priority: 11,
      actions: [
        {
          type: "forward",
          forward: { targetGroups: [{ arn: "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/x/1" }] },
        },
      ],
    }),
    /TargetGroupNotFound: actions.forward.targetGroups.arn/,
  ],
  ["a service's name", "service", () => ({}), /InvalidParameterException: ECS Service with name "dev-app"/],
  [
    "a task definition that does not exist",
    "service",
    () => ({ name: "x", taskDefinition: "dev-app:9" }),
    /TaskDefinition not found: dev-app:9/,
  ],
  [
    "a container port that is not exposed",
    "service",
    (made) => ({
      name: "x",
      loadBalancers: [{ targetGroupArn: made("group").id, containerName: "app", containerPort: 9 }],
    }),
    /did not have a container port 9 defined/,
  ],
  [
    "a service without a network",
    "service",
    () => ({ name: "x", networkConfiguration: undefined }),
    /Network Configuration must be provided when networkMode 'awsvpc'/,
  ],
  ["a token issuer", "token issuer", () => ({}), /EntityAlreadyExists/],
  ["a role's name", "task role", () => ({}), /EntityAlreadyExists/],
  [
    "a policy nobody made",
    "attachment",
    () => ({ policyArn: "arn:aws:iam::000000000000:policy/none" }),
    /NoSuchEntity/,
  ],
  [
    "a boundary nobody made",
    "task role",
    () => ({ name: "bounded", permissionsBoundary: "arn:aws:iam::000000000000:policy/none" }),
    /NoSuchEntity/,
  ],
  ["a log group's name", "log group", () => ({}), /ResourceAlreadyExistsException/],
  ["a database's identifier", "database", () => ({}), /DBInstanceAlreadyExists/],
  [
    "a parameter group of another major version",
    "database",
    () => ({ identifier: "x", engineVersion: "15.8" }),
    /use a Parameter Group with DBParameterGroupFamily postgres15/,
  ],
  [
    "a database's subnets in one zone",
    "db subnets",
    (made) => ({ name: "x", subnetIds: [made("a").id] }),
    /DBSubnetGroupDoesNotCoverEnoughAZs/,
  ],
  [
    "a replica of a database without backups",
    "database",
    () => ({
      identifier: "x",
      replicateSourceDb: "dev-db",
      engine: undefined,
      username: undefined,
      password: undefined,
    }),
    /InvalidDBInstanceState: Automated backups are not enabled/,
  ],
  [
    "a monitoring role that RDS may not take on",
    "database",
    (made) => ({ identifier: "x", monitoringInterval: 60, monitoringRoleArn: made("task role").outputs["arn"] }),
    /required permissions for: ENHANCED_MONITORING/,
  ],
  ["a vault's name", "vault", () => ({}), /AlreadyExistsException/],
  [
    "a recovery point that outlives its vault's lock",
    "plan",
    (made) => ({
      name: "x",
      rules: [{ ruleName: "x", targetVaultName: made("vault").id, lifecycle: { deleteAfter: 366 } }],
    }),
    /retention of 366 days is outside the vault lock of dev: 7 to 365 days/,
  ],
  ["a cache's id", "cache", () => ({}), /ReplicationGroupAlreadyExists/],
  ["a secret's name", "secret", () => ({}), /ResourceExistsException/],
  [
    "a key that does not exist",
    "secret",
    () => ({ name: "x", kmsKeyId: "arn:aws:kms:eu-west-1:000000000000:key/none" }),
    /InvalidParameterException: kmsKeyId/,
  ],
  [
    "a key policy that locks everybody out",
    "key",
    () => ({ policy: policy("kms:Decrypt") }),
    /MalformedPolicyDocumentException/,
  ],
  ["an alias", "alias", () => ({}), /AlreadyExistsException/],
  [
    "scaling of a service that does not exist",
    "scaled",
    () => ({ resourceId: "service/dev/none" }),
    /ECS service doesn't exist: service\/dev\/none/,
  ],
  ["a budget's name", "budget", () => ({}), /DuplicateRecordException/],
  [
    "a budget that tells a topic which does not exist",
    "budget",
    () => ({
      name: "other",
      notifications: [
        {
          ...told,
          subscriberEmailAddresses: [],
          subscriberSnsTopicArns: ["arn:aws:sns:eu-west-1:000000000000:nobody"],
        },
      ],
    }),
    /InvalidParameterException/,
  ],
  ["a schedule's name within its group", "evening", () => ({}), /ConflictException/],
  [
    "a schedule in a group that does not exist",
    "evening",
    () => ({ groupName: "nowhere" }),
    /ResourceNotFoundException/,
  ],
  [
    "a schedule whose role trusts another service",
    "evening",
    (made) => ({
      name: "late",
      target: { arn: "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance", roleArn: made("task role").outputs["arn"] },
    }),
    /must allow AWS EventBridge Scheduler to assume the role/,
  ],
  [
    "a schedule whose role trusts another group",
    "evening",
    (made) => ({ name: "late", groupName: "default", target: inputsOf("evening", made).inputs["target"] }),
    /must allow AWS EventBridge Scheduler to assume the role/,
  ],
];

/** Refused while something else needs it. */
const IN_USE: readonly (readonly [sample: string, said: RegExp])[] = [
  ["vpc", /DependencyViolation: vpc-\w+ has a dependent object and cannot be deleted: EC2 Subnet/],
  ["a", /DependencyViolation/],
  ["web", /DependencyViolation/],
  ["address", /InvalidIPAddress.InUse/],
  ["group", /ResourceInUse/],
  ["cluster", /ClusterContainsServicesException/],
  ["task role", /DeleteConflict/],
  ["managed policy", /DeleteConflict/],
  ["db subnets", /InvalidDBSubnetGroupStateFault/],
  ["db parameters", /InvalidDBParameterGroupState/],
  ["cache subnets", /CacheSubnetGroupInUse/],
  ["plan", /InvalidRequestException/],
];

describe("what AWS refuses", () => {
  let local: LocalCloud;
  let made: Made;
  before(async () => {
    local = await LocalCloud.open(aws);
    made = await makeEnvironment(local);
  });
  after(() => local.close());

  describe("at the plan", () => {
    it("none of the samples", () => {
      for (const [sample] of AT_PLAN) {
        const { type, inputs } = inputsOf(sample, made);
        assert.deepEqual(local.problems(type, inputs), [], sample);
      }
    });

    for (const [sample, changes, said] of AT_PLAN) {
      it(`${sample} with ${JSON.stringify(changes).slice(0, 90)}`, () => {
        const { type, inputs } = inputsOf(sample, made, changes);
        assert.match(local.problems(type, inputs).join("\n"), said);
      });
    }

    it("a bad password, without repeating it", () => {
      const { type, inputs } = inputsOf("database", made, { password: "p@ssword/1" });
      const said = local.problems(type, inputs).join();
      assert.match(said, /"password" must be 8 to 128 printable ASCII characters/);
      assert.doesNotMatch(said, /p@ssword/);
    });

    it("nothing about values that are not known yet", () => {
      const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
      for (const [sample] of AT_PLAN) {
        const { type, inputs } = inputsOf(sample, made);
        for (const name of Object.keys(inputs)) {
          assert.deepEqual(local.problems(type, { ...inputs, [name]: unknown }), [], `${sample}.${name}`);
        }
      }
    });
  });

  describe("at the call", () => {
    for (const [what, sample, changes, said] of AT_CREATION) {
      it(what, async () => {
        const before = local.cloud.list().length;
        const { type, inputs } = inputsOf(sample, made, changes(made));
        await assert.rejects(local.create(type, inputs), said);
        assert.equal(local.cloud.list().length, before, "nothing was created");
      });
    }

    it("a service whose target group no load balancer uses", async () => {
      const { type, inputs } = inputsOf("group", made, { name: "unused" });
      const unused = await local.create(type, inputs);
      const service = inputsOf("service", made, {
        name: "x",
        loadBalancers: [{ targetGroupArn: unused.id, containerName: "app", containerPort: 8080 }],
      });
      await assert.rejects(local.create(service.type, service.inputs), /does not have an associated load balancer/);
    });

    it("a service whose secret does not exist", async () => {
      const valueFrom = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:none-AAAAAA";
      const definition = inputsOf("definition", made, {
        family: "other",
        containerDefinitions: containers(container({ secrets: [{ name: "X", valueFrom }] })),
      });
      const { outputs } = await local.create(definition.type, definition.inputs);
      const service = inputsOf("service", made, { name: "x", taskDefinition: outputs["arn"] });
      await assert.rejects(local.create(service.type, service.inputs), /can't find the specified secret/);
    });

    for (const [sample, said] of IN_USE) {
      it(`deleting ${sample} while it is used`, async () => {
        await assert.rejects(
          local.delete(made(sample)),
          (error: Error) => error instanceof ApiError && said.test(error.message),
        );
        assert.ok(local.cloud.get(made(sample).type, made(sample).id));
      });
    }
  });

  describe("protection and recovery", () => {
    it("a protected load balancer stays until it is unprotected", async () => {
      const { type, inputs } = inputsOf("balancer", made, { name: "kept", enableDeletionProtection: true });
      const kept = await local.create(type, inputs);
      await assert.rejects(local.delete(kept), /OperationNotPermitted: .* deletion protection is enabled/);
      await local.delete(await local.update(kept, { ...inputs, enableDeletionProtection: false }));
    });

    it("a protected database stays, and an unprotected one leaves a snapshot whose name is taken", async () => {
      const { type, inputs } = inputsOf("database", made, {
        identifier: "kept",
        deletionProtection: true,
        skipFinalSnapshot: false,
      });
      const kept = await local.create(type, inputs);
      await assert.rejects(local.delete(kept), /Cannot delete protected DB Instance/);
      const open = { ...inputs, deletionProtection: false };
      const unnamed = await local.update(kept, open);
      await assert.rejects(local.delete(unnamed), /final_snapshot_identifier is required/);
      const named = { ...open, finalSnapshotIdentifier: "kept-last" };
      await local.delete(await local.update(unnamed, named));
      assert.equal(local.cloud.get("aws:rds/snapshot:Snapshot", "kept-last")?.inputs["dbInstanceIdentifier"], "kept");
      const again = await local.create(type, named);
      await assert.rejects(local.delete(again), /DBSnapshotAlreadyExists/);
    });

    it("a database never shrinks, and its insights keep their key", async () => {
      const { type, inputs } = inputsOf("database", made, {
        ...{ identifier: "grown", allocatedStorage: 50, performanceInsightsEnabled: true },
        performanceInsightsKmsKeyId: made("key").outputs["arn"],
      });
      const grown = await local.create(type, inputs);
      await assert.rejects(
        local.update(grown, { ...inputs, allocatedStorage: 20 }),
        /cannot be less than what is allocated, 50/,
      );
      const { outputs } = await local.create("aws:kms/key:Key", {});
      const other = { ...inputs, performanceInsightsKmsKeyId: outputs["arn"] };
      await assert.rejects(local.update(grown, other), /cannot change your Performance Insights KMS key/);
      await local.delete(grown);
    });

    it("a managed master user has a secret of RDS's own, sealed, for as long as it is managed", async () => {
      const secretType = "aws:secretsmanager/secret:Secret";
      const versionType = "aws:secretsmanager/secretVersion:SecretVersion";
      const { type, inputs } = inputsOf("database", made, {
        ...{ identifier: "managed", manageMasterUserPassword: true, password: undefined },
        masterUserSecretKmsKeyId: made("key").outputs["arn"],
      });
      const managed = await local.create(type, inputs);
      const [{ secretArn }] = managed.outputs["masterUserSecrets"] as [{ secretArn: string }];
      assert.match(String(local.cloud.get(secretType, secretArn)?.inputs["name"]), /^rds!db-/);
      const versions = () => local.cloud.list(versionType).filter(({ inputs: { secretId } }) => secretId === secretArn);
      const [version] = versions();
      const { username, password } = JSON.parse(String(version?.inputs["secretString"])) as Record<string, string>;
      assert.equal(username, "owner");
      assert.match(String(password), /^\w{32}$/);
      assert.deepEqual(version?.secrets, ["secretString"]);

      const changed = await local.update(managed, { ...inputs, allocatedStorage: 30 });
      assert.deepEqual(changed.outputs["masterUserSecrets"], managed.outputs["masterUserSecrets"]);
      assert.deepEqual(versions(), [version], "a change makes no other password");
      const own = { ...inputs, allocatedStorage: 30, manageMasterUserPassword: false, password: "correct-horse" };
      const unmanaged = await local.update(changed, own);
      assert.deepEqual([unmanaged.outputs["masterUserSecrets"], versions()], [[], []]);
      await local.delete(await local.update(unmanaged, { ...inputs, allocatedStorage: 30 }));
      assert.equal(local.cloud.list(secretType).filter(({ inputs: { name } }) => /^rds!/.test(String(name))).length, 0);
    });

    it("a secret's name is blocked within its recovery window, and free at once without one", async () => {
      const secret = (recoveryWindowInDays: number) => ({
        name: `window-${recoveryWindowInDays}`,
        recoveryWindowInDays,
      });
      const type = "aws:secretsmanager/secret:Secret";
      await local.delete(await local.create(type, secret(7)));
      await assert.rejects(local.create(type, secret(7)), /InvalidRequestException: .*already scheduled for deletion/);
      await local.delete(await local.create(type, secret(0)));
      await local.create(type, secret(0));
    });

    it("a task family never gets a revision number twice", async () => {
      const { type, inputs } = inputsOf("definition", made, { family: "counted" });
      const first = await local.create(type, inputs);
      await local.delete(first);
      const second: CloudResource = await local.create(type, inputs);
      assert.deepEqual([first.outputs["revision"], second.outputs["revision"]], [1, 2]);
    });
  });
});
