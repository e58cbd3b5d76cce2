import assert from "node:assert/strict";
import { aws } from "../../../sandbox/aws/package";
import { Cloud, type CloudResource } from "../../../sandbox/cloud";
import { applyEffect, type Effects } from "../../../sandbox/effects";
import { NotReady } from "../../../sandbox/provider/control";
import { LocalCloud } from "../local-cloud";

const TOPIC = "aws:sns/topic:Topic";
const GROUP = "aws:cloudwatch/logGroup:LogGroup";

describe("control plane of the local cloud", () => {
  let local: LocalCloud;
  afterEach(() => local.close());

  describe("without effects", () => {
    beforeEach(async () => (local = await LocalCloud.open(aws)));

    it("names what the program does not name, and keeps that name", () => {
      const first = local.checked(TOPIC, {});
      assert.match(String(first["name"]), /^it-[0-9a-f]{7}$/);
      assert.equal(local.checked(TOPIC, {}, first)["name"], first["name"]);
      assert.equal(local.checked(TOPIC, { name: "mine" }, first)["name"], "mine");
      const named = local.checked(TOPIC, { name: "mine" });
      assert.match(String(local.checked(TOPIC, {}, named)["name"]), /^it-/);
    });

    it("sends only what changed: what others changed meanwhile stays", async () => {
      const known = await local.create(GROUP, { name: "g", retentionInDays: 7, tags: { a: "1" } });
      await local.cloud.put({
        ...known,
        inputs: { ...known.inputs, retentionInDays: 30 },
        outputs: { ...known.outputs, retentionInDays: 30 },
      });
      const updated = await local.update(known, { name: "g", retentionInDays: 7, tags: { a: "2" } }, known);
      assert.equal(updated.inputs["retentionInDays"], 30);
      assert.deepEqual(updated.outputs["tags"], { a: "2" });
      assert.deepEqual(updated.outputs["tagsAll"], { a: "2" });
      const undone = await local.update(updated, { name: "g", retentionInDays: 7, tags: { a: "2" } });
      assert.equal(undone.outputs["retentionInDays"], 7);
    });

    it("takes a removed input out of the outputs, back to what the cloud chooses", async () => {
      const type = "aws:ec2/vpc:Vpc";
      const vpc = await local.create(type, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, tags: { a: "1" } });
      const updated = await local.update(vpc, { cidrBlock: "10.0.0.0/16" });
      assert.equal(updated.outputs["enableDnsHostnames"], false);
      assert.ok(!("tags" in updated.outputs));
      assert.deepEqual(updated.outputs["tagsAll"], {});
      assert.equal(updated.outputs["arn"], vpc.outputs["arn"]);
    });

    it("gives containers back as ECS does, and finds no change in that", async () => {
      const type = "aws:ecs/taskDefinition:TaskDefinition";
      const definitions = JSON.stringify([
        {
          name: "a",
          image: "i",
          environment: [
            { name: "B", value: "" },
            { name: "A", value: "" },
          ],
        },
      ]);
      const inputs = { family: "f", containerDefinitions: definitions };
      const { outputs, inputs: kept } = await local.create(type, inputs);
      assert.equal(kept["containerDefinitions"], definitions);
      assert.deepEqual(JSON.parse(String(outputs["containerDefinitions"])), [
        {
          cpu: 0,
          environment: [
            { name: "A", value: "" },
            { name: "B", value: "" },
          ],
          essential: true,
          image: "i",
          mountPoints: [],
          name: "a",
          portMappings: [],
          systemControls: [],
          volumesFrom: [],
        },
      ]);
    });

    it("seals what the program marked and what always is secret", async () => {
      const secret = await local.create("aws:secretsmanager/secret:Secret", { name: "s" });
      const version = await local.create("aws:secretsmanager/secretVersion:SecretVersion", {
        secretId: secret.id,
        secretString: "hush",
      });
      assert.deepEqual(version.secrets, ["secretString", "secretBinary", "secretStringWo"]);
      const topic = await local.create(TOPIC, { name: "t", tags: { a: "hush" } }, ["tags"]);
      assert.deepEqual(topic.secrets, ["tags", "tagsAll"]);
    });

    it("takes along what belongs to what is deleted", async () => {
      const topic = await local.create(TOPIC, { name: "t" });
      await local.create("aws:sns/topicSubscription:TopicSubscription", {
        topic: topic.id,
        protocol: "email",
        endpoint: "a@example.com",
      });
      await local.delete(topic);
      assert.deepEqual(local.cloud.list(), []);
    });

    it("refuses two creations of one name at once", async () => {
      const both = await Promise.allSettled([local.create(GROUP, { name: "g" }), local.create(GROUP, { name: "g" })]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      assert.equal(local.cloud.list(GROUP).length, 1);
    });
  });

  describe("with effects", () => {
    let finish: (address: string) => void = () => undefined;
    let broken: Error | undefined;
    /** Ends the effect that is about to begin. */
    const finishSoon = async (arn: string) => {
      await new Promise(setImmediate);
      finish(arn);
    };
    const removed: string[] = [];
    const effects: Effects = {
      [GROUP]: {
        apply: () => {
          if (broken) return Promise.reject(broken);
          return new Promise((resolve) => (finish = (arn) => resolve({ arn })));
        },
        remove: async ({ id }) => void removed.push(id),
      },
    };
    beforeEach(async () => {
      broken = undefined;
      local = await LocalCloud.open(aws, effects);
    });

    it("a creation is recorded before it is done, and who reads meanwhile waits for it", async () => {
      const creation = local.create(GROUP, { name: "g" });
      assert.equal((await Cloud.open(local.directory)).list(GROUP).length, 1);
      const reading = local.read(GROUP, "g");
      setTimeout(() => finish("arn:there"), 5);
      assert.equal((await reading)?.outputs["arn"], "arn:there");
      assert.equal((await creation).outputs["arn"], "arn:there");
    });

    it("what does not come up stays, and says so", async () => {
      broken = new Error("no port is free");
      const error = await local.create(GROUP, { name: "g" }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof NotReady);
      assert.equal(error.message, "no port is free");
      assert.equal(error.resource.id, "g");
      assert.equal(local.cloud.list(GROUP).length, 1);
    });

    it("an update keeps what the effect learned", async () => {
      const creation = local.create(GROUP, { name: "g" });
      await finishSoon("arn:there");
      const updating = local.update(await creation, { name: "g", retentionInDays: 7 });
      await finishSoon("arn:there");
      assert.equal((await updating).outputs["arn"], "arn:there");
    });

    it("a deletion removes the thing, then the record", async () => {
      const creation = local.create(GROUP, { name: "g" });
      await finishSoon("x");
      await local.delete(await creation);
      assert.deepEqual(removed, ["g"]);
      assert.deepEqual(local.cloud.list(), []);
    });

    it("an effect that ends after the deletion brings nothing back", async () => {
      const record: CloudResource = { type: GROUP, id: "late", region: "eu-west-1", inputs: {}, outputs: {} };
      await local.cloud.put(record);
      const applying = applyEffect(local.cloud, effects, record, local.signal);
      await local.cloud.delete(GROUP, "late");
      finish("x");
      await applying;
      assert.deepEqual(local.cloud.list(), []);
    });
  });
});
