import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { find, ofType, only, type Registered } from "../support/mocks";
import { environmentOf } from "../support/program";

const entry = (resources: readonly Registered[], name: string): unknown =>
  find(resources, "aws:secretsmanager/secretVersion:SecretVersion", `dev-vault-${name}`).inputs.secretString;

describe("the vault", () => {
  const recovery = { preview: 0, dev: 0, stage: 7, prod: 30 } as const;
  for (const tier of tiers) {
    it(`of tier ${tier} can bring a deleted entry back for ${recovery[tier]} days`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const key = only(resources, "aws:kms/key:Key");
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
      assert.ok(carriers.length >= values.length);
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
      assert.deepEqual(version.ignoreChanges, ["secretString"]);
    }
  });

  it("holds addresses that a client can use as they are", async () => {
    const { resources } = await environmentOf("dev");
    const database = new URL(String(entry(resources, "DATABASE_URL")));
    assert.equal(decodeURIComponent(database.password), entry(resources, "POSTGRES_PASSWORD"));
    assert.deepEqual(
      [database.protocol, database.username, database.host, database.pathname, database.search],
      ["postgresql:", "promenade", "dev-database.rds.example:5432", "/app", "?sslmode=verify-full"],
    );
    const cache = new URL(String(entry(resources, "REDIS_URL")));
    assert.equal(decodeURIComponent(cache.password), "dev-cache:/@?");
    assert.deepEqual([cache.protocol, cache.host], ["rediss:", "dev-cache.cache.example:6379"]);
  });

  it("points at the configuration endpoint where the cache has shards", async () => {
    const { resources } = await environmentOf("prod");
    const version = find(resources, "aws:secretsmanager/secretVersion:SecretVersion", "prod-vault-REDIS_URL");
    assert.equal(new URL(String(version.inputs.secretString)).hostname, "prod-cache.clustercfg.cache.example");
  });

  it("has a key that rotates, for this environment's logs too and nobody outside the account", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs } = only(resources, "aws:kms/key:Key");
    assert.equal(inputs.enableKeyRotation, true);
    const { Statement } = JSON.parse(String(inputs.policy)) as { Statement: Record<string, unknown>[] };
    assert.deepEqual(
      Statement.map(({ Principal }) => Principal),
      [{ AWS: "arn:aws:iam::123456789012:root" }, { Service: "logs.eu-west-1.amazonaws.com" }],
    );
    assert.deepEqual(Statement[1]?.Condition, {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": [
          "arn:aws:logs:eu-west-1:123456789012:log-group:/promenade/dev/*",
          "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/rds/instance/dev-database*",
        ],
      },
    });
  });
});
