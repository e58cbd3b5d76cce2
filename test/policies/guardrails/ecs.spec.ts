import type { Given } from "./pack";
import { changed, judges } from "./judging";

const digest = "0123456789abcdef".repeat(4);
const container = {
  name: "app",
  image: `registry.example/app@sha256:${digest}`,
  readonlyRootFilesystem: true,
  logConfiguration: { logDriver: "awslogs" },
  environment: [
    { name: "LOG_LEVEL", value: "info" },
    { name: "DB_SECRET", value: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db" },
    { name: "HOME_PAGE", value: "https://shop.example/a:b@c" },
  ],
};
const definitions = (change: object) => ({ containerDefinitions: JSON.stringify([{ ...container, ...change }]) });
const task: Given = {
  type: "aws:ecs/taskDefinition:TaskDefinition",
  props: { ...definitions({}), executionRoleArn: "arn:starts", taskRoleArn: "arn:app", cpu: "256", memory: "512" },
};
const service: Given = {
  type: "aws:ecs/service:Service",
  props: { deploymentCircuitBreaker: { enable: true, rollback: true } },
};
const taskSet: Given = { type: "aws:ecs/taskSet:TaskSet", props: {} };
const cluster: Given = {
  type: "aws:ecs/cluster:Cluster",
  props: { settings: [{ name: "containerInsights", value: "enabled" }] },
};

describe("policies/guardrails: ECS", () => {
  for (const given of [service, taskSet]) {
    const path = "networkConfiguration.assignPublicIp";
    judges(
      "ecs-no-public-address",
      given,
      {
        "a public address": [
          { networkConfiguration: { assignPublicIp: true } },
          `found ${path} true; required: ${path} false; set ${path}: false`,
        ],
      },
      { accepts: { "says so": { networkConfiguration: { assignPublicIp: false } } } },
    );
    judges(
      "ecs-platform",
      given,
      {
        "an old platform": [
          { platformVersion: "1.3.0" },
          'found platformVersion "1.3.0"; required: LATEST; set platformVersion: "LATEST", or leave it out',
        ],
      },
      { accepts: { "says so": { platformVersion: "LATEST" } } },
    );
  }

  judges(
    "ecs-host-processes",
    task,
    { host: [{ pidMode: "host" }, `found pidMode "host"; required: processes of the task's own; leave pidMode out`] },
    { accepts: { "the task's": { pidMode: "task" } } },
  );

  const unprivileged = "required: privileged false; leave privileged out of the container definition";
  judges(
    "ecs-unprivileged",
    task,
    { privileged: [definitions({ privileged: true }), `found container "app" with privileged true; ${unprivileged}`] },
    { accepts: { "says so": definitions({ privileged: false }) } },
  );

  const readOnly =
    "required: readonlyRootFilesystem true; " +
    "set readonlyRootFilesystem: true in the container definition, and mount a volume where it has to write";
  judges("ecs-read-only-root", task, {
    "turned off": [
      definitions({ readonlyRootFilesystem: false }),
      `found container "app" with readonlyRootFilesystem false; ${readOnly}`,
    ],
    "says nothing": [
      definitions({ readonlyRootFilesystem: undefined }),
      `found container "app" with no readonlyRootFilesystem; ${readOnly}`,
    ],
    "one container of two": [
      { containerDefinitions: [container, { ...container, name: "helper", readonlyRootFilesystem: false }] },
      `found container "helper" with readonlyRootFilesystem false; ${readOnly}`,
    ],
  });

  const secrets = [
    "POSTGRES_PASSWORD",
    "JWT_SECRET",
    "GITHUB_TOKEN",
    "SIGNING_PRIVATE_KEY",
    "API_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "ECS_ENGINE_AUTH_DATA",
    "API_KEY_PREVIOUS",
    "API_KEY_NEXT",
    "password",
  ];
  const found = (name: string): readonly [Record<string, unknown>, string] => [
    definitions({ environment: [{ name, value: "hunter2" }] }),
    `found container "app" with a secret in environment variable ${name}; required: a reference to the vault; ` +
      `move ${name} from environment to secrets`,
  ];
  judges(
    "ecs-no-secrets-in-environment",
    task,
    {
      ...Object.fromEntries(secrets.map((name) => [name, found(name)])),
      "a URL with a password": [
        definitions({ environment: [{ name: "DATABASE_URL", value: "postgres://app:hunter2@db.example/app" }] }),
        'found container "app" with a secret in environment variable DATABASE_URL; required: a reference to the vault; ' +
          "move DATABASE_URL from environment to secrets",
      ],
      "a URL with a password, of JDBC": [
        definitions({ environment: [{ name: "DATABASE_URL", value: "jdbc:postgresql://app:hunter2@db.example/app" }] }),
        'found container "app" with a secret in environment variable DATABASE_URL; required: a reference to the vault; ' +
          "move DATABASE_URL from environment to secrets",
      ],
      "a URL with a password and nobody's name": [
        definitions({ environment: [{ name: "REDIS_URL", value: "rediss://:hunter2@cache.example" }] }),
        'found container "app" with a secret in environment variable REDIS_URL; required: a reference to the vault; ' +
          "move REDIS_URL from environment to secrets",
      ],
    },
    {
      accepts: {
        "no environment": definitions({ environment: undefined }),
        "no environment, as JSON says it": definitions({ environment: null }),
        "a name that goes on": definitions({ environment: [{ name: "PASSWORD_LENGTH", value: "12" }] }),
        "a URL that only names a user": definitions({
          environment: [{ name: "URL", value: "ssh://git@host.example" }],
        }),
      },
    },
  );

  const logging = 'required: a log driver; set logConfiguration: { logDriver: "awslogs" } in the container definition';
  judges(
    "ecs-logging",
    task,
    {
      "no logs": [definitions({ logConfiguration: undefined }), `found container "app" with no logDriver; ${logging}`],
      "no logs, as JSON says it": [
        definitions({ logConfiguration: { logDriver: null } }),
        `found container "app" with no logDriver; ${logging}`,
      ],
      none: [
        definitions({ logConfiguration: { logDriver: "none" } }),
        `found container "app" with logDriver "none"; ${logging}`,
      ],
      "an empty name": [
        definitions({ logConfiguration: { logDriver: "" } }),
        `found container "app" with logDriver ""; ${logging}`,
      ],
    },
    { accepts: { "another driver": definitions({ logConfiguration: { logDriver: "awsfirelens" } }) } },
  );

  const insights =
    'required: containerInsights enabled or enhanced; add { name: "containerInsights", value: "enabled" } to settings';
  judges(
    "ecs-insights",
    cluster,
    {
      "turned off": [
        { settings: [{ name: "containerInsights", value: "disabled" }] },
        `found containerInsights "disabled"; ${insights}`,
      ],
      "says nothing": [{ settings: undefined }, `found no containerInsights; ${insights}`],
      "another setting": [
        { settings: [{ name: "other", value: "enabled" }] },
        `found no containerInsights; ${insights}`,
      ],
    },
    { accepts: { enhanced: { settings: [{ name: "containerInsights", value: "enhanced" }] } } },
  );

  judges(
    "ecs-roles-differ",
    task,
    {
      "one role": [
        { taskRoleArn: "arn:starts" },
        'found taskRoleArn and executionRoleArn both "arn:starts"; required: two roles; ' +
          "give taskRoleArn a role of the app's own",
      ],
    },
    {
      accepts: {
        "an app that may do nothing": { taskRoleArn: undefined },
        "no roles at all": { taskRoleArn: undefined, executionRoleArn: undefined },
      },
    },
  );

  const breaker = (part: string, value: unknown) =>
    `found ${value === undefined ? "no " : ""}deploymentCircuitBreaker.${part}${value === undefined ? "" : " false"}; ` +
    `required: deploymentCircuitBreaker.${part} true; set deploymentCircuitBreaker.${part}: true`;
  judges(
    "ecs-circuit-breaker",
    service,
    {
      "says nothing": [
        { deploymentCircuitBreaker: undefined },
        breaker("enable", undefined),
        breaker("rollback", undefined),
      ],
      "stays where it fails": [
        { deploymentCircuitBreaker: { enable: true, rollback: false } },
        breaker("rollback", false),
      ],
      "turned off": [{ deploymentCircuitBreaker: { enable: false, rollback: true } }, breaker("enable", false)],
      "ECS's own, by name": [
        { deploymentController: { type: "ECS" }, deploymentCircuitBreaker: undefined },
        breaker("enable", undefined),
        breaker("rollback", undefined),
      ],
    },
    {
      accepts: {
        "somebody else's deployments": {
          deploymentController: { type: "EXTERNAL" },
          deploymentCircuitBreaker: undefined,
        },
      },
    },
  );

  const pinned =
    "required: an image by its digest, name@sha256:<64 hexadecimal digits>; " +
    "deploy the image by its digest (promenade deploy --image REF@sha256:…)";
  const image = (value: string | undefined): readonly [Record<string, unknown>, string] => [
    definitions({ image: value }),
    `found container "app" with ${value === undefined ? "no image" : `image "${value}"`}; ${pinned}`,
  ];
  judges("image-digest", task, {
    "a tag": image("registry.example/app:1.2.3"),
    "no tag": image("registry.example/app"),
    "half a digest": image(`registry.example/app@sha256:${digest.slice(1)}`),
    "a digest and more": image(`registry.example/app@sha256:${digest}0`),
    "no image": image(undefined),
  });
  judges("image-digest", changed(task, definitions({ image: `app:1.2@sha256:${digest}` })), {
    "a tag": image("app:1.2"),
  });
});
