import assert from "node:assert/strict";
import type { ExportedResource } from "../../cli/ports/pulumi";
import type { Tier } from "../../core/tiers";
import { LocalCloud } from "../support/local-cloud";
import { Held } from "../support/held";
import { alerts, rows } from "./tier-table";

interface Report {
  readonly resources: Readonly<Record<"create" | "update" | "replace" | "delete" | "same", number>>;
}

/** Its port on loopback is its own among tests that run at the same time. */
const pullRequest = 1 + (process.pid % 9_999);
const preview = `pr-${pullRequest}`;
const stacks = { preview, dev: "dev", stage: "stage", prod: "prod" } as const satisfies Record<Tier, string>;
const tiers = Object.keys(stacks) as readonly Tier[];
const release = {
  release: "1.0.0",
  images: { app: "promenade/sample@sha256:002eb4ab38c04c2ba0d393b5d9279b700f261afea1c8b9dfba408619dfa9ca62" },
};
const unchanged = { create: 0, update: 0, replace: 0, delete: 0 };

/** What a tier's data, names and requests live in: none of it may be replaced by a change of sizes. */
const stateful = [
  ...["kms/key", "rds/instance", "elasticache/replicationGroup", "secretsmanager/secret", "s3/bucket", "backup/vault"],
  ...["ec2/vpc", "lb/loadBalancer", "lb/targetGroup", "ecs/service", "ecs/cluster"],
];

describe("every tier on the real engine", function () {
  this.timeout(10 * 60_000);
  const cloud = new LocalCloud();
  const held = new Map<Tier, Held>();
  const up = (stack: string): Promise<Report> => cloud.json<Report>("up", "--stack", stack);

  before("bring all of them up, each with a release", async () => {
    cloud.stackFiles.write("dev");
    cloud.stackFiles.write("preview");
    cloud.stackFiles.except(
      "seeded with a release instead of being promoted one",
      ...["release-verified", "release-approved"].map((rule) => ({ rule, resource: "prod-*" })),
    );
    for (const stack of ["stage", "prod"]) cloud.stackFiles.write(stack, { initialRelease: release, alerts });
    await cloud.must("sandbox", "start");
    await Promise.all([up("prod"), up("dev").then(() => up(preview)), up("stage")]);
    for (const tier of tiers) held.set(tier, new Held(await cloud.state(stacks[tier])));
  });
  after(async () => {
    await cloud.remove();
  });

  describe("has its numbers of requirement 2", () => {
    for (const [what, read, ...expected] of rows) {
      tiers.forEach((tier, column) => {
        it(`${what}, ${tier}: ${expected[column] === undefined ? "none" : JSON.stringify(expected[column])}`, () => {
          assert.deepEqual(read(held.get(tier)!), expected[column]);
        });
      });
    }
  });

  describe("stays as it is", () => {
    it("answers where it says, with its data", async () => {
      const told = async (...args: readonly string[]): Promise<readonly string[]> => {
        const { environments } = await cloud.json<{ environments: { stack: string }[] }>("status", ...args);
        return environments.map(({ stack }) => stack);
      };
      assert.deepEqual(await told(), ["dev", "stage", "prod"]);
      assert.deepEqual(await told("--stack", preview), [preview]);
      const answer = await fetch(`http://127.0.0.1:${10_000 + pullRequest}`);
      assert.deepEqual([answer.status, ((await answer.json()) as { environment: string }).environment], [200, preview]);
    });

    for (const tier of tiers) {
      it(`${tier}: a second up changes nothing, and refresh finds no drift`, async () => {
        const { same, ...changed } = (await up(stacks[tier])).resources;
        assert.deepEqual(changed, unchanged);
        assert.ok(same > 0);
        const refresh = ["refresh", "--yes", "--skip-preview", "--expect-no-changes"];
        await cloud.must("pulumi", "--stack", stacks[tier], "--", ...refresh);
      });
    }
  });

  describe("stage mirrors prod", () => {
    it("whatever differs is on the flow's list, and nothing on it is stale", async () => {
      const { differences, stale } = await cloud.json<{ differences: unknown[]; stale: unknown[] }>(
        ...["flow", "--mirror", "stage", "prod"],
      );
      assert.ok(differences.length > 0);
      assert.deepEqual(stale, []);
    });

    it("and is refused, by name, when it no longer does", async () => {
      cloud.stackFiles.write("stage", {
        initialRelease: release,
        alerts,
        variables: { EXTRA: "1" },
        services: { app: { port: 9090 } },
      });
      const { exitCode, stdout } = await cloud.run("flow", "--mirror", "stage", "prod", "--json");
      cloud.stackFiles.write("stage", { initialRelease: release, alerts });
      assert.equal(exitCode, 3, stdout);
      const { error } = JSON.parse(stdout) as { error: { problems: { where: string }[] } };
      assert.ok(
        error.problems.some(({ where }) => /ecs\/service.*loadBalancers.*containerPort/.test(where)),
        stdout,
      );
    });
  });

  describe("a guest and its host", () => {
    it("a host is not destroyed while it has guests", async () => {
      const { exitCode, stderr } = await cloud.run("destroy", "--stack", "dev");
      assert.equal(exitCode, 3);
      assert.match(
        stderr,
        new RegExp(`others share its network[^]*${preview}[^]*promenade destroy --stack ${preview}`),
      );
    });

    it("a preview goes and leaves nothing behind at its host", async () => {
      await cloud.must("destroy", "--stack", preview);
      const left = cloud.records().filter((record) => JSON.stringify(record).includes(`${preview}-`));
      assert.deepEqual(
        left.map(({ type, id }) => `${type} ${id}`),
        [],
      );
    });
  });

  describe("a change of tier", () => {
    it("dev takes stage's sizes and replaces nothing stateful", async () => {
      const before = held.get("dev")!;
      cloud.stackFiles.write("dev", {
        tier: "stage",
        domain: { name: "dev.promenade.example", zone: "promenade.example" },
        ingress: ["203.0.113.0/24"],
      });
      const { resources } = await up("dev");
      assert.ok(resources.update > 0);
      const after = new Held(await cloud.state("dev"));
      const ids = (of: Held): readonly string[] =>
        of.resources
          .filter(isStateful)
          .map(({ urn, id }) => `${urn} ${id}`)
          .sort();
      assert.deepEqual(
        ids(before).filter((one) => !ids(after).includes(one)),
        [],
      );
    });
  });

  describe("prod is not lost by accident", () => {
    it("has all that is stateful protected, and AWS told to keep the database and the balancer", () => {
      const prod = held.get("prod")!;
      const unprotected = prod.resources
        .filter(isStateful)
        .filter(({ type, protect }) => protect !== true && !loose.test(type));
      assert.deepEqual(
        unprotected.map(({ urn }) => urn),
        [],
      );
      assert.equal(prod.one("rds/instance")["deletionProtection"], true);
      assert.equal(prod.one("lb/loadBalancer")["enableDeletionProtection"], true);
    });

    it("refuses a change that would replace what is protected before anything happens, and says what to do", async () => {
      const before = await cloud.state("prod");
      cloud.stackFiles.write("prod", { initialRelease: release, alerts, network: { cidr: "10.9.0.0/16" } });
      const { exitCode, stdout } = await cloud.run("up", "--stack", "prod", "--json");
      assert.equal(exitCode, 3, stdout);
      const { error } = JSON.parse(stdout) as { error: { problems: Record<string, string>[] } };
      assert.match(error.problems[0]?.["wrong"] ?? "", /would delete or replace it, and it is protected/);
      assert.match(error.problems[0]?.["change"] ?? "", /undo the setting/);
      const plain = await cloud.run("pulumi", "--stack", "prod", "--", "up", "--yes");
      assert.notEqual(plain.exitCode, 0);
      assert.match(`${plain.stdout}${plain.stderr}`, /unable to replace resource/);
      cloud.stackFiles.write("prod", { initialRelease: release, alerts });
      assert.deepEqual(await cloud.state("prod"), before);
    });

    it("destroy is refused without the name, and with it while anything is protected", async () => {
      const before = await cloud.state("prod");
      const unconfirmed = await cloud.run("destroy", "--stack", "prod");
      assert.equal(unconfirmed.exitCode, 3);
      assert.match(unconfirmed.stderr, /takes two steps[^]*promenade:retiring: true[^]*--confirm prod/);
      const confirmed = await cloud.run("destroy", "--stack", "prod", "--confirm", "prod");
      assert.equal(confirmed.exitCode, 3);
      assert.match(confirmed.stderr, /protected from deletion[^]*promenade:retiring: true/);
      const plain = await cloud.run("pulumi", "--stack", "prod", "--", "destroy", "--yes");
      assert.notEqual(plain.exitCode, 0);
      assert.deepEqual(await cloud.state("prod"), before);
    });

    it("prod that retires loses its protection by an update of its own, and is then destroyed, with a last snapshot", async () => {
      cloud.stackFiles.write("prod", { initialRelease: release, alerts, retiring: true });
      const { resources } = await up("prod");
      assert.deepEqual([resources.create, resources.replace, resources.delete], [0, 0, 0]);
      const prod = new Held(await cloud.state("prod"));
      assert.deepEqual(
        prod.resources.filter(({ protect }) => protect === true).map(({ urn }) => urn),
        [],
      );
      assert.equal(prod.one("rds/instance")["deletionProtection"], false);
      assert.equal(prod.one("rds/instance")["skipFinalSnapshot"], false);
      await cloud.must("destroy", "--stack", "prod", "--confirm", "prod");
      assert.deepEqual(await cloud.state("prod"), []);
      const left = cloud
        .records()
        .filter(({ outputs }) => (outputs["tags"] as Record<string, string> | undefined)?.["env"] === "env/prod");
      assert.deepEqual(
        new Set(left.map(({ type }) => type)),
        new Set(["aws:kms/key:Key", "aws:s3/bucket:Bucket"]),
        "logs and keys stay behind",
      );
    });
  });
});

const isStateful = ({ type }: ExportedResource): boolean => stateful.some((kind) => type.startsWith(`aws:${kind}:`));

/** Stateful as a place, not as a store: Pulumi replaces none of them while what is in them is protected. */
const loose = /^aws:(ec2\/vpc|ecs\/cluster):/;
