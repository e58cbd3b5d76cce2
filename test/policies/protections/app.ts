import { allowing, inContainers, set, setWithin, tagged, type Breaking, type Protection } from "./switched-off";

const traffic = "aws:lb/listenerRule:ListenerRule";
const task = "aws:ecs/taskDefinition:TaskDefinition";
const service = "aws:ecs/service:Service";
const cluster = "aws:ecs/cluster:Cluster";
const role = "aws:iam/role:Role";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";

const shares = (...weights: readonly number[]): Breaking =>
  set(
    traffic,
    {
      actions: [
        { type: "forward", forward: { targetGroups: weights.map((weight, at) => ({ arn: `arn:${at}`, weight })) } },
      ],
    },
    "prod-traffic-app",
  );

const workflowsOf = (sub: string, aud = "sts.amazonaws.com"): Breaking =>
  allowing(
    role,
    "assumeRolePolicy",
    {
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:sub": sub,
          "token.actions.githubusercontent.com:aud": aud,
        },
      },
    },
    "prod-roles-app-task",
  );

/** What the app runs in, and how it gets its releases. */
export const app: readonly Protection[] = [
  ["ecs-no-public-address", "public tasks", setWithin(service, "networkConfiguration", { assignPublicIp: true })],
  ["ecs-host-processes", "the host's processes", set(task, { pidMode: "host" })],
  ["ecs-unprivileged", "rights over the host", inContainers(() => ({ privileged: true }))],
  ["ecs-read-only-root", "a root to write to", inContainers(() => ({ readonlyRootFilesystem: false }))],
  ["ecs-read-only-root", "a root as Docker has it", inContainers(() => ({ readonlyRootFilesystem: undefined }))],
  [
    "ecs-no-secrets-in-environment",
    "a key in plain text",
    inContainers(() => ({ environment: [{ name: "API_KEY", value: "plain" }] })),
  ],
  [
    "ecs-no-secrets-in-environment",
    "a password in a URL",
    inContainers(() => ({ environment: [{ name: "DATABASE_URL", value: "postgres://app:plain@db/app" }] })),
  ],
  ["ecs-logging", "no logs", inContainers(() => ({ logConfiguration: undefined }))],
  ["ecs-platform", "an old platform", set(service, { platformVersion: "1.3.0" })],
  ["ecs-insights", "no insights", set(cluster, { settings: [{ name: "containerInsights", value: "disabled" }] })],
  ["ecs-roles-differ", "one role for all", set(task, { taskRoleArn: "arn:one", executionRoleArn: "arn:one" })],
  ["ecs-circuit-breaker", "no circuit breaker", setWithin(service, "deploymentCircuitBreaker", { enable: false })],
  ["ecs-circuit-breaker", "no way back", setWithin(service, "deploymentCircuitBreaker", { rollback: false })],
  ["iam-no-wildcards", "everything", allowing(rolePolicy, "policy", { Action: "*", Resource: "*" })],
  ["iam-no-wildcards", "all of a service", allowing(rolePolicy, "policy", { Action: ["s3:*"], Resource: ["*"] })],
  ["oidc-subject", "any workflow", workflowsOf("repo:organisation/app:*")],
  ["oidc-subject", "any audience", workflowsOf("repo:organisation/app:environment:prod", "*")],
  ["image-digest", "an image by tag", inContainers(() => ({ image: "registry.example/app:1.0.0" }))],
  ["traffic-weights", "more than everything", shares(100, 1)],
  ["traffic-weights", "half a percent", shares(99.5, 0.5)],
  ["traffic-weights", "less than nothing", shares(101, -1)],
  ["traffic-slots", "one slot", shares(100)],
  ["traffic-slots", "three slots", shares(50, 25, 25)],
  [
    "release-verified",
    "a release that nobody verified",
    tagged(task, { "promenade:verified": undefined }, "prod-blue-app"),
  ],
  [
    "release-approved",
    "a release that nobody approved",
    tagged(task, { "promenade:approvals": undefined }, "prod-blue-app"),
  ],
];
