import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { createApi } from "../../../sandbox/api/server";
import { sandboxFiles } from "../../../sandbox/files";
import { Functions, Invocations } from "../../../sandbox/runtime/functions";
import { Metrics } from "../../../sandbox/runtime/metrics";
import { listen } from "../../../sandbox/runtime/ports";
import { TYPES } from "../../../sandbox/runtime/properties";
import { Rotations } from "../../../sandbox/runtime/rotations";
import { Services } from "../../../sandbox/runtime/services";
import { Targets } from "../../../sandbox/runtime/targets";
import { archive } from "../aws/archive";
import { until, World } from "../runtime/world";
import { notAsked } from "./not-asked";

const TOKEN = "0123456789abcdef";
const SECRET = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:promenade/dev/API_KEY-AbCdEf";
const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:rotation";

/** Rotates by counting; `FAIL_AT` names a step that throws while the secret's value is `0`. */
const code = `
const { SecretsManagerClient, ...sdk } = require("@aws-sdk/client-secrets-manager");
const client = new SecretsManagerClient();
exports.handler = async ({ Step, SecretId, ClientRequestToken, say, fail }) => {
  if (fail) throw new TypeError(fail);
  if (say) return { say, region: process.env.AWS_REGION, own: process.env.OWN, home: process.env.HOME };
  console.log(Step);
  const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId }));
  if (Step === process.env.FAIL_AT && SecretString === "0") throw new Error("not this time");
  if (Step === "createSecret") {
    const next = { SecretId, ClientRequestToken, VersionStages: ["AWSPENDING"], SecretString: String(Number(SecretString) + 1) };
    await client.send(new sdk.PutSecretValueCommand(next));
  }
  if (Step !== "finishSecret") return;
  const { VersionIdsToStages } = await client.send(new sdk.DescribeSecretCommand({ SecretId }));
  const [from] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT"));
  const move = { SecretId, VersionStage: "AWSCURRENT", MoveToVersionId: ClientRequestToken, RemoveFromVersionId: from };
  await client.send(new sdk.UpdateSecretVersionStageCommand(move));
};
`;

describe("rotation in the local cloud", function () {
  this.timeout(30_000);
  let world: World;
  let functions: Functions;
  let rotations: Rotations;
  let server: Server;
  let client: SecretsManagerClient;
  let endpoint = "";
  const log: string[] = [];

  const functionWith = async (variables: Record<string, string> = {}) => {
    const inputs = {
      ...{ name: "rotation", arn: FUNCTION, handler: "index.handler", timeout: 10 },
      ...{ code: archive({ "index.js": code }, "c0de"), environment: { variables } },
    };
    await functions.apply(await world.put(TYPES.function, "rotation", inputs));
  };
  const value = async (stage?: string) =>
    (await client.send(new GetSecretValueCommand({ SecretId: SECRET, ...(stage && { VersionStage: stage }) })))
      .SecretString;
  const described = () => client.send(new DescribeSecretCommand({ SecretId: "promenade/dev/API_KEY" }));
  const scheduled = (rotateImmediately: boolean) =>
    world.put(TYPES.secretRotation, SECRET, {
      ...{ secretId: SECRET, rotationLambdaArn: FUNCTION, rotationRules: { automaticallyAfterDays: 30 } },
      rotateImmediately,
    });
  const rotated = (version: string | undefined) =>
    until("rotated", async () => (await described()).VersionIdsToStages?.[version ?? ""]?.includes("AWSCURRENT"));

  beforeEach(async () => {
    world = await World.create();
    const files = sandboxFiles(world.root);
    functions = new Functions(world.cloud, files, () => ({ endpoint, token: TOKEN, authorityFile: "" }));
    rotations = new Rotations(world.cloud, functions, (line) => log.push(line));
    const targets = new Targets(world.cloud);
    const services = new Services(world.cloud, targets, files, "");
    server = createApi({
      token: TOKEN,
      context: {
        ...notAsked,
        cloud: world.cloud,
        services,
        functions,
        rotations,
        targets,
        cloudControlTypes: new Map(),
      },
      daemon: { startedAt: new Date(), metrics: new Metrics(), idleStopAt: () => new Date(), stop: () => undefined },
      onRequest: () => undefined,
    });
    endpoint = `http://127.0.0.1:${await listen(server, { what: "test" })}`;
    const credentials = { accessKeyId: TOKEN, secretAccessKey: "unused" };
    client = new SecretsManagerClient({ endpoint, region: "eu-west-1", maxAttempts: 1, credentials });
    const createdDate = "2026-01-01T00:00:00.000Z";
    await world.put(
      TYPES.secret,
      SECRET,
      { arn: SECRET, name: "promenade/dev/API_KEY", tags: { env: "env/dev" } },
      { createdDate },
    );
    const version = { secretId: SECRET, versionId: "first", secretString: "0", versionStages: ["AWSCURRENT"] };
    await world.put(TYPES.secretVersion, `${SECRET}|first`, version);
    await functionWith();
  });
  afterEach(async () => {
    await rotations.close();
    client.destroy();
    server.close();
    server.closeAllConnections();
    world.destroy();
  });

  it("takes the four steps with the function's real code, and moves the stages", async () => {
    await scheduled(true);
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId: SECRET }));
    await rotated(VersionId);
    assert.deepEqual([await value(), await value("AWSPREVIOUS")], ["1", "0"]);
    const { VersionIdsToStages, LastRotatedDate, NextRotationDate, RotationEnabled } = await described();
    assert.deepEqual(VersionIdsToStages?.["first"], ["AWSPREVIOUS"]);
    await until("dated", async () => (await described()).LastRotatedDate !== undefined);
    assert.ok(LastRotatedDate === undefined || LastRotatedDate <= new Date());
    assert.ok(RotationEnabled && NextRotationDate);
    const said = readFileSync(join(world.root, "logs", "functions", "rotation.log"), "utf8");
    assert.deepEqual(said.trim().split("\n"), ["createSecret", "setSecret", "testSecret", "finishSecret"]);
  });

  it("keeps a rotation that failed half-way pending, and goes on with it when it is asked again", async () => {
    await scheduled(true);
    await functionWith({ FAIL_AT: "testSecret" });
    const { VersionId = "" } = await client.send(new RotateSecretCommand({ SecretId: SECRET }));
    await rotations.close();
    assert.match(log.at(-1) ?? "", /rotation of promenade\/dev\/API_KEY failed: testSecret: not this time/);
    assert.deepEqual([await value(), await value("AWSPENDING")], ["0", "1"]);
    await functionWith();
    await assert.rejects(client.send(new RotateSecretCommand({ SecretId: SECRET })), {
      name: "InvalidRequestException",
      message: /previous rotation isn't complete. That rotation will be reattempted/,
    });
    await rotated(VersionId);
    assert.equal(await value(), "1");
  });

  it("tries a schedule that does not rotate at once, and leaves no trace", async () => {
    await rotations.apply(await scheduled(false));
    await rotations.close();
    const { VersionIdsToStages, LastRotatedDate, NextRotationDate } = await described();
    assert.deepEqual([VersionIdsToStages, LastRotatedDate], [{ first: ["AWSCURRENT"] }, undefined]);
    assert.deepEqual(NextRotationDate, new Date("2026-01-31T00:00:00.000Z"));
    assert.equal(await value(), "0");
  });

  it("rotates at once where a schedule says so", async () => {
    await rotations.apply(await scheduled(true));
    await rotations.close();
    assert.equal(await value(), "1");
  });

  it("refuses what Secrets Manager refuses", async () => {
    const put = (token: string, text: string) =>
      client.send(new PutSecretValueCommand({ SecretId: SECRET, ClientRequestToken: token, SecretString: text }));
    const token = "0".repeat(32);
    await put(token, "a");
    await put(token, "a");
    await assert.rejects(put(token, "b"), { name: "ResourceExistsException" });
    const move = { SecretId: SECRET, VersionStage: "AWSCURRENT", MoveToVersionId: "first" };
    await assert.rejects(client.send(new UpdateSecretVersionStageCommand(move)), { name: "InvalidParameterException" });
    await assert.rejects(client.send(new RotateSecretCommand({ SecretId: SECRET })), {
      name: "InvalidRequestException",
    });
    await assert.rejects(value("AWSPENDING"), { name: "ResourceNotFoundException" });
    await assert.rejects(client.send(new DescribeSecretCommand({ SecretId: "none" })), {
      name: "ResourceNotFoundException",
    });
  });

  it("lists secrets by the beginning of their names", async () => {
    const listed = async (prefix: string) => {
      const command = new ListSecretsCommand({ Filters: [{ Key: "name", Values: [prefix] }] });
      return (await client.send(command)).SecretList?.map(({ Name }) => Name);
    };
    assert.deepEqual(await listed("promenade/dev/"), ["promenade/dev/API_KEY"]);
    assert.deepEqual(await listed("promenade/prod/"), []);
  });

  it("calls a function with its own environment and nothing of this machine's, and tells how it ended", async () => {
    await functionWith({ OWN: "yes" });
    assert.deepEqual(await functions.invoke("rotation", { say: "hello" }), {
      result: { say: "hello", region: "eu-west-1", own: "yes" },
    });
    assert.deepEqual(await functions.invoke(FUNCTION, { fail: "broken" }), {
      error: { errorType: "TypeError", errorMessage: "broken" },
    });
    await assert.rejects(functions.invoke("other", {}), /Function not found: other/);
  });

  it("calls a function for whoever asks its API, and marks an answer that is an error", async () => {
    await functionWith({ OWN: "yes" });
    const call = (name: string, event: object) =>
      fetch(`${endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
        method: "POST",
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${TOKEN}/20260101/eu-west-1/lambda/aws4_request, Signature=x`,
        },
        body: JSON.stringify(event),
      });
    const answered = await call("rotation", { say: "hello" });
    assert.equal(((await answered.json()) as { own: string }).own, "yes");
    assert.equal(answered.headers.get("x-amz-function-error"), null);
    const failing = await call(FUNCTION, { fail: "broken" });
    assert.deepEqual(await failing.json(), { errorType: "TypeError", errorMessage: "broken" });
    assert.deepEqual([failing.status, failing.headers.get("x-amz-function-error")], [200, "Unhandled"]);
    assert.equal((await call("none", {})).status, 404);
  });

  it("invokes for a program once, and tells it when that failed", async () => {
    const invocations = new Invocations(functions);
    const asked = (event: object) =>
      world.put(TYPES.invocation, "i", { functionName: "rotation", input: JSON.stringify(event) });
    const { result } = await invocations.apply(await asked({ say: "once" }));
    assert.equal((JSON.parse(String(result)) as { say: string }).say, "once");
    const done = await world.put(TYPES.invocation, "i", { functionName: "gone", input: "{}" }, { result });
    assert.deepEqual(await invocations.apply(done), {});
    await assert.rejects(invocations.apply(await asked({ fail: "broken" })), /returned error: broken/);
  });

  it("removes a function's code with it", async () => {
    await functions.remove(world.cloud.get(TYPES.function, "rotation")!);
    assert.deepEqual(readdirSync(sandboxFiles(world.root).functions), []);
  });
});
