import assert from "node:assert/strict";
import type { DatabaseEntry, KeyEntry } from "../../core/credentials";
import { tiers } from "../../core/tiers";
import { find, ofType, type Registered } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

const entry = (resources: readonly Registered[], name: string): string =>
  String(find(resources, "aws:secretsmanager/secretVersion:SecretVersion", `dev-vault-${name}`).inputs.secretString);

interface PolicyStatement {
  readonly Principal: { readonly AWS?: string; readonly Service?: unknown };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe("the vault", () => {
  const recovery = { preview: 0, dev: 0, stage: 7, prod: 30 } as const;
  for (const tier of tiers) {
    it(`of tier ${tier} can bring a deleted entry back for ${recovery[tier]} days`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const key = find(resources, "aws:kms/key:Key", `${outputs.environment}-key`);
      const secrets = ofType(resources, "aws:secretsmanager/secret:Secret");
      assert.ok(secrets.length > 0);
      for (const { inputs, protect } of secrets) {
        assert.match(String(inputs.name), new RegExp(`^promenade/${outputs.environment}/[A-Z_]+$`));
        assert.equal(inputs.recoveryWindowInDays, recovery[tier]);
        assert.equal(inputs.kmsKeyId, key.outputs.arn);
        assert.equal(protect, recovery[tier] > 0);
      }
    });

    it(`of tier ${tier} lets no generated value out but as a secret`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const values = ofType(resources, "random:index/randomPassword:RandomPassword").map(({ outputs }) =>
        String(outputs.result),
      );
      const forms = values.flatMap((value) => [
        value,
        encodeURIComponent(value),
        Buffer.from(value).toString("base64"),
      ]);
      const exposes = (value: unknown): boolean => forms.some((form) => JSON.stringify(value).includes(form));
      const carriers = resources.flatMap(({ urn, inputs, secretInputs }) =>
        Object.keys(inputs)
          .filter((property) => exposes(inputs[property]))
          .map((property) => ({ property: `${urn} ${property}`, secret: secretInputs.includes(property) })),
      );
      const kept = JSON.stringify(resources.map(({ inputs }) => inputs));
      assert.deepEqual(
        values.filter((value) => !kept.includes(value)),
        [],
      );
      assert.deepEqual(
        carriers.filter(({ secret }) => !secret),
        [],
      );
      assert.equal(exposes(outputs), false);
    });
  }

  it("keeps a rotated value: only the first one is the program's", async () => {
    const { resources } = await environmentOf("dev");
    const versions = ofType(resources, "aws:secretsmanager/secretVersion:SecretVersion");
    for (const version of versions.filter(({ name }) => name.startsWith("dev-vault-"))) {
      assert.deepEqual(version.ignoreChanges, ["secretString", "versionStages"]);
    }
  });

  it("holds addresses that a client can use as they are", async () => {
    const { resources } = await environmentOf("dev");
    const { username, password, DATABASE_URL } = JSON.parse(entry(resources, "POSTGRES_PASSWORD")) as DatabaseEntry;
    const database = new URL(DATABASE_URL);
    assert.deepEqual([decodeURIComponent(database.password), username], [password, "app_a"]);
    assert.deepEqual(
      [database.protocol, database.username, database.host, database.pathname, database.search],
      ["postgresql:", "app_a", "dev-database.rds.example:5432", "/app", "?sslmode=verify-full"],
    );
    const cache = new URL(entry(resources, "REDIS_URL"));
    assert.equal(decodeURIComponent(cache.password), "dev-cache:/@?");
    assert.deepEqual([cache.protocol, cache.host], ["rediss:", "dev-cache.cache.example:6379"]);
  });

  it("starts keys with no other before and another after, those that a stack file adds as well", async () => {
    const { resources } = await runProgram("dev", { secrets: ["MAIL_KEY"] });
    for (const name of ["JWT_SECRET", "API_KEY", "MAIL_KEY"]) {
      const { current, previous, next } = JSON.parse(entry(resources, name)) as KeyEntry;
      assert.ok(current.length > 0 && next.length > 0);
      assert.equal(current, previous);
      assert.notEqual(current, next);
    }
  });

  it("points at the configuration endpoint where the cache has shards", async () => {
    const { resources } = await environmentOf("prod");
    const version = find(resources, "aws:secretsmanager/secretVersion:SecretVersion", "prod-vault-REDIS_URL");
    assert.equal(new URL(String(version.inputs.secretString)).hostname, "prod-cache.clustercfg.cache.example");
  });

  it("has a key that rotates, for services of this account and nobody outside it", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs } = find(resources, "aws:kms/key:Key", "dev-key");
    assert.equal(inputs.enableKeyRotation, true);
    const { Statement } = JSON.parse(String(inputs.policy)) as { Statement: PolicyStatement[] };
    const accounts = Statement.flatMap(({ Principal }) => Principal.AWS ?? []);
    assert.deepEqual(accounts, ["arn:aws:iam::123456789012:root"]);
    for (const { Principal, Condition } of Statement) {
      if (Principal.Service !== undefined) assert.match(JSON.stringify(Condition), /123456789012/);
    }
  });

  it("is closed to all but this environment's roles, its administrators and the account itself", async () => {
    const { resources } = await environmentOf("dev");
    const roleArn = (name: string) => find(resources, "aws:iam/role:Role", name).outputs.arn;
    const account = "arn:aws:iam::123456789012";
    const administrators = [
      ...["Deployer", "dev-deploy"].flatMap((name) => [`${account}:role/${name}`, `${account}:role/*/${name}`]),
      `${account}:root`,
    ];
    const writers = [roleArn("dev-rotation"), ...administrators];
    const policies = ofType(resources, "aws:secretsmanager/secretPolicy:SecretPolicy");
    const entries = ofType(resources, "aws:secretsmanager/secret:Secret").filter(({ name }) =>
      name.includes("-vault-"),
    );
    assert.deepEqual(
      policies.map(({ inputs }) => inputs.secretArn).sort(),
      entries.map(({ outputs }) => outputs.arn).sort(),
    );
    for (const { inputs } of policies) {
      const { Statement } = JSON.parse(String(inputs.policy)) as { Statement: PolicyStatement[] };
      const others = Statement.map(({ Condition }) => Condition?.["ArnNotLike"]?.["aws:PrincipalArn"]);
      assert.deepEqual(others, [[roleArn("dev-roles-execution"), ...writers], writers]);
      assert.equal(inputs.blockPublicPolicy, true);
    }
  });

  it("lets those in whom a stack file names, whoever deploys", async () => {
    const { resources } = await runProgram("dev", { administrators: ["Ops-*"] });
    const [{ inputs } = { inputs: {} as Registered["inputs"] }] = ofType(
      resources,
      "aws:secretsmanager/secretPolicy:SecretPolicy",
    );
    assert.match(String(inputs.policy), /:role\/Ops-\*"/);
    assert.doesNotMatch(String(inputs.policy), /Deployer/);
  });
});
