import assert from "node:assert/strict";
import type { Server } from "node:http";
import { migrate } from "../../../cli/ports/tasks";
import { createApi } from "../../../sandbox/api/server";
import { sandboxFiles } from "../../../sandbox/files";
import { Metrics } from "../../../sandbox/runtime/metrics";
import { OneOffTasks } from "../../../sandbox/runtime/one-off-tasks";
import { listen } from "../../../sandbox/runtime/ports";
import { TYPES } from "../../../sandbox/runtime/properties";
import { notAsked } from "../../sandbox/api/not-asked";
import { World } from "../../sandbox/runtime/world";

const cluster = "arn:aws:ecs:eu-west-1:000000000000:cluster/dev";
const token = "0123456789abcdef";
const place = {
  ...{ family: "dev-migrate", container: "app", command: ["npm", "run", "migrate"] },
  ...{ subnets: ["subnet-1"], securityGroup: "sg-1" },
};
const outputs = { region: "eu-west-1", cluster: "dev", migration: place };

describe("a migration", function () {
  this.timeout(60_000);
  let world: World;
  let tasks: OneOffTasks;
  let server: Server;
  let endpoint: { readonly url: string; readonly token: string };

  before(async () => {
    world = await World.create();
    tasks = new OneOffTasks(world.cloud, sandboxFiles(world.root), "");
    await world.put(TYPES.cluster, cluster, { arn: cluster, name: "dev" });
    server = createApi({
      token,
      context: {
        ...notAsked,
        ...{ cloud: world.cloud, oneOffTasks: tasks, cloudControlTypes: new Map() },
        ...{ services: undefined, targets: undefined, functions: undefined, rotations: undefined },
      } as never,
      daemon: { startedAt: new Date(), metrics: new Metrics(), idleStopAt: () => new Date(), stop: () => undefined },
      onRequest: () => undefined,
    });
    endpoint = { url: `http://127.0.0.1:${await listen(server, { what: "test" })}`, token };
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await tasks.close(500);
    world.destroy();
  });

  /** What is recorded for a release whose image migrates like that. */
  async function recorded(release: string, command: readonly string[], revision: number) {
    const definition = `arn:aws:ecs:eu-west-1:000000000000:task-definition/dev-migrate:${revision}`;
    const environment = [{ name: "DATABASE_URL", value: "sqlite:////tmp/app.db" }];
    const container = { name: "app", image: "app@sha256:1", command, environment };
    await world.put(TYPES.taskDefinition, definition, {
      ...{ arn: definition, family: "dev-migrate", revision },
      containerDefinitions: JSON.stringify([{ ...container, mountPoints: [{ containerPath: "/tmp" }] }]),
    });
    return { release, definition, revision };
  }

  it("is the recorded task, run once for whoever comes with the same name, and again with another", async () => {
    const works = await recorded("2.0.0", ["npm", "run", "data:seed"], 1);
    await Promise.all([migrate(endpoint, outputs, works, "dev 3"), migrate(endpoint, outputs, works, "dev 3")]);
    await migrate(endpoint, outputs, works, "dev 3");
    assert.deepEqual(
      tasks.list().map(({ startedBy, task }) => [startedBy, task.definition.arn, task.exitCode]),
      [["promenade-migrates-for-2-0-0", works.definition, 0]],
    );
    await migrate(endpoint, outputs, works, "dev 4");
    assert.equal(tasks.list().length, 2);
  });

  it("that ends with anything but 0 is a failure that names release, command and log", async () => {
    const broken = await recorded("2.1.0", ["npm", "run", "nothing"], 2);
    await assert.rejects(migrate(endpoint, outputs, broken, "dev 5"), (error: Error) => {
      assert.match(error.message, /not migrated for 2\.1\.0; no slot and no request has been touched/);
      assert.match(error.message, /exit code 1/);
      assert.match(error.message, /npm run migrate/);
      assert.match(error.message, /log of dev-migrate/);
      return true;
    });
  });
});
