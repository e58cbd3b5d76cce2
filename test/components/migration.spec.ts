import assert from "node:assert/strict";
import { emptySlotImage, type migrationContainer } from "../../core/container";
import { find, ofType, type Registered } from "../support/mocks";
import { environmentOf, imageOf, migrations, runProgram } from "../support/program";

type Container = ReturnType<typeof migrationContainer<string>>;

const type = "aws:ecs/taskDefinition:TaskDefinition";

const containerOf = (resources: readonly Registered[], name: string): Container =>
  (JSON.parse(String(find(resources, type, name).inputs.containerDefinitions)) as [Container])[0];

const environmentIn = ({ environment }: Container) =>
  Object.fromEntries(environment.map(({ name, value }) => [name, value]));

describe("the task that migrates the database", () => {
  it("runs its command in the image of the release, and opens no port", async () => {
    const { resources } = await environmentOf("dev");
    const container = containerOf(resources, "dev-migrate");
    assert.deepEqual([container.image, container.command], [imageOf("app"), migrations.command]);
    assert.equal("portMappings" in container, false);
    assert.equal(environmentIn(container).RELEASE, "1.0.0");
  });

  it("logs in as the master, as the app's role, and gets nothing else out of a vault", async () => {
    for (const tier of ["dev", "stage", "prod"] as const) {
      const { resources } = await environmentOf(tier);
      const container = containerOf(resources, `${tier}-migrate`);
      const { PGHOST, PGPORT, PGDATABASE, PGSSLMODE, PGOPTIONS } = environmentIn(container);
      assert.deepEqual(
        [PGHOST, PGPORT, PGDATABASE, PGSSLMODE, PGOPTIONS],
        [`${tier}-database.rds.example`, "5432", "app", "verify-full", "-c role=app"],
      );
      assert.deepEqual(
        container.secrets.map(({ name, valueFrom }) => [name, valueFrom.split(":").slice(7).join(":")]),
        [
          ["PGPASSWORD", "password::"],
          ["PGUSER", "username::"],
        ],
      );
    }
  });

  it("alone is let at the master's password", async () => {
    const { resources } = await environmentOf("stage");
    const master = containerOf(resources, "stage-migrate").secrets[0]?.valueFrom.split(":").slice(0, 7).join(":");
    const readers = ofType(resources, "aws:iam/rolePolicy:RolePolicy")
      .filter(({ inputs }) => String(inputs.policy).includes(String(master)))
      .map(({ name }) => name);
    assert.deepEqual(readers.sort(), ["stage-migrate-execution", "stage-rotation"]);
  });

  it("runs where the app's tasks run, which the outputs tell", async () => {
    const { outputs } = await environmentOf("dev");
    assert.deepEqual(outputs.migration, {
      ...{ family: "dev-migrate", container: "app", command: migrations.command },
      subnets: ["Subnet-dev-network-private-a", "Subnet-dev-network-private-b"],
      securityGroup: "SecurityGroup-dev-cluster-tasks",
    });
  });

  it("is there before there is a release, as what never runs", async () => {
    const { resources } = await runProgram("dev", { migrations });
    assert.equal(containerOf(resources, "dev-migrate").image, emptySlotImage);
    assert.equal("promenade:release" in (find(resources, type, "dev-migrate").inputs.tags as object), false);
  });

  it("is not there where nothing migrates", async () => {
    const { resources, outputs } = await runProgram("dev");
    assert.equal(resources.filter(({ name }) => name.startsWith("dev-migrate")).length, 0);
    assert.equal("migration" in outputs, false);
  });

  it("is of the release that a request names, at the request's revision, with the evidence that prod asks for", async () => {
    const images = { app: imageOf("app", "b") };
    const evidence = { verified: "stage/1", approvals: "https://github.com/one/app/actions/runs/1" };
    const request = { kind: "migration", revision: 2, release: "2.0.0", commit: "1234567", images, evidence };
    const recorded = { rule: { type: "aws:lb/listenerRule:ListenerRule", outputs: { tags: firstRule } } };
    const { resources } = await runProgram("dev", { migrations, request }, { recorded });
    assert.equal(containerOf(resources, "dev-migrate").image, images.app);
    const tags = find(resources, type, "dev-migrate").inputs.tags as Record<string, string>;
    assert.deepEqual(
      ["task", "release", "commit", "revision", "verified", "approvals"].map((tag) => tags[`promenade:${tag}`]),
      ["migrate", "2.0.0", "1234567", "2", evidence.verified, evidence.approvals],
    );
  });
});

const firstRule = { "promenade:revision": "1", "promenade:service": "app" };
