import assert from "node:assert/strict";
import { repeatable } from "../../../core/recovery";
import { aws } from "../../../sandbox/aws/package";
import { previewCreate } from "../../../sandbox/provider/preview";
import { compare } from "../../../sandbox/provider/compare";
import { UNKNOWN } from "../../../sandbox/provider/values";
import { loadSchema } from "../../../sandbox/schema/cache";
import { LocalCloud } from "../local-cloud";
import { makeEnvironment, SAMPLES, type Made } from "./environment";

describe("the AWS types of the local cloud", () => {
  let local: LocalCloud;
  let made: Made;
  before(async () => {
    local = await LocalCloud.open(aws);
    made = await makeEnvironment(local);
  });
  after(() => local.close());

  it("all have a sample here", () => {
    const sampled = new Set(SAMPLES.map(([, type]) => type));
    assert.deepEqual(
      aws.models.map(({ type }) => type).filter((type) => !sampled.has(type)),
      [],
    );
  });

  it("are all named for Cloud Control, but for those that AWS takes twice", () => {
    for (const { type, cfn } of aws.models)
      if (cfn !== undefined || !repeatable.includes(type)) assert.match(cfn ?? "", /^AWS::\w+::\w+$/, type);
  });

  it("name only properties that the SDK declares", async () => {
    const schema = await loadSchema(
      aws.sdk,
      aws.models.map(({ type }) => type),
    );
    for (const model of aws.models) {
      const resource = schema.resources[model.type];
      const named = [
        ...Object.keys({ ...model.defaults, ...model.fills, ...model.rules, ...model.json }),
        ...(model.sensitive ?? []),
        ...(model.volatile ?? []),
        ...(model.unique ?? []).flatMap(({ by }) => by),
        ...(model.references ?? []).map(({ path }) => path),
        ...(Array.isArray(model.replaceOn) ? (model.replaceOn as string[]) : []),
      ].map((path) => path.split(".")[0] ?? "");
      const unknown = named.filter(
        (name) => name !== "tags" && !(name in (resource?.properties ?? {})) && !(name in (resource?.outputs ?? {})),
      );
      assert.deepEqual(unknown, [], model.type);
    }
  });

  it("keep every promise of a preview: what was unknown is there after the creation", async () => {
    const schema = await loadSchema(
      aws.sdk,
      aws.models.map(({ type }) => type),
    );
    const missing = SAMPLES.flatMap(([name, type]) => {
      const { outputs } = made(name);
      const resource = schema.resources[type];
      if (!resource) return [`${type}: no schema`];
      return Object.keys(resource.outputs)
        .filter(
          (each) => !(each in resource.properties) && outputs[each] === undefined && !resource.outputs[each]?.optional,
        )
        .map((each) => `${type}.${each}`);
    });
    assert.deepEqual(
      missing.filter((each) => !NOT_PLAYED.has(each)),
      [],
    );
  });

  it("know in a preview what the program gave, the region and the tags, and nothing of what AWS assigns", async () => {
    const schema = await loadSchema(
      aws.sdk,
      aws.models.map(({ type }) => type),
    );
    const resource = schema.resources["aws:ec2/vpc:Vpc"]!;
    const caller = { region: "eu-west-1", defaultTags: { team: "a" } };
    const outputs = previewCreate(resource, { cidrBlock: "10.0.0.0/16", tags: { Name: "x" } }, caller);
    assert.equal(outputs["cidrBlock"], "10.0.0.0/16");
    assert.equal(outputs["region"], "eu-west-1");
    assert.deepEqual(outputs["tagsAll"], { team: "a", Name: "x" });
    assert.equal(outputs["arn"], UNKNOWN);
    assert.equal(outputs["enableDnsHostnames"], UNKNOWN);
    assert.ok(!("ipv4IpamPoolId" in outputs));
  });

  it("are found again by their id, and unchanged", async () => {
    for (const [name, type] of SAMPLES) {
      const { id, outputs } = made(name);
      assert.deepEqual(await local.read(type, id), made(name), `${type} ${id}`);
      assert.deepEqual(
        await local.read(type, String(outputs["id"]), outputs),
        made(name),
        `${type} ${String(outputs["id"])}`,
      );
    }
  });

  for (const [name, id] of [
    ["service", () => "dev/dev-app"],
    ["cluster", () => "dev"],
    ["task role", () => "task"],
    ["log group", () => "/dev/app"],
    ["database", () => "dev-db"],
    ["route", () => `${made("table").id}_0.0.0.0/0`],
    ["association", () => `${made("a").id}/${made("table").id}`],
    ["definition", () => "arn:aws:ecs:eu-west-1:000000000000:task-definition/dev-app:1"],
    ["inline policy", () => "task:inline"],
    ["attachment", () => `task/${String(made("managed policy").outputs["arn"])}`],
    ["scaled", () => "ecs/service/dev/dev-app/ecs:service:DesiredCount"],
    ["scaling", () => "ecs/service/dev/dev-app/ecs:service:DesiredCount/cpu"],
    ["budget", () => "000000000000:dev"],
    ["alias", () => "alias/dev"],
    ["cache", () => "dev-cache"],
  ] as const) {
    it(`import the ${name} by the real provider's id, with inputs that a program can repeat`, async () => {
      const found = await local.read(made(name).type, id());
      assert.equal(found?.id, made(name).id);
      const model = local.model(made(name).type);
      const inputs = local.checked(found.type, SAMPLES.find(([each]) => each === name)![2](made), found.inputs);
      assert.deepEqual(compare(model, found.inputs, inputs), []);
    });
  }

  it("are gone for a reader when they were deleted behind its back", async () => {
    const topic = await local.create("aws:sns/topic:Topic", { name: "short-lived" });
    await local.cloud.delete(topic.type, topic.id);
    assert.equal(await local.read(topic.type, topic.id), undefined);
    await local.delete(topic); // and deleting them again is no error
  });
});

/** Outputs of features that nothing here plays: they stay empty. */
const NOT_PLAYED = new Set([
  ...[
    "autoProvisionZones",
    "autoScalingIps",
    "regionalNatGatewayAddresses",
    "regionalNatGatewayAutoMode",
    "routeTableId",
  ].map((each) => `aws:ec2/natGateway:NatGateway.${each}`),
]);
