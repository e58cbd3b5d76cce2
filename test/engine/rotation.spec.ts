import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ElasticLoadBalancingV2Client, ModifyRuleCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { RotateReport } from "../../cli/rotate";
import type { DatabaseEntry, KeyEntry } from "../../core/credentials";
import { LocalCloud } from "../support/local-cloud";

const names = ["API_KEY", "JWT_SECRET", "POSTGRES_PASSWORD"].map((name) => `promenade/dev/${name}`);

describe("rotation on the real engine", function () {
  this.timeout(60_000);
  const cloud = new LocalCloud();
  let url: string;
  let vault: SecretsManagerClient;
  let balancer: ElasticLoadBalancingV2Client;

  const read = async <T>(name: string, VersionStage = "AWSCURRENT"): Promise<T> => {
    const command = new GetSecretValueCommand({ SecretId: `promenade/dev/${name}`, VersionStage });
    return JSON.parse((await vault.send(command)).SecretString ?? "") as T;
  };
  const visits = async (): Promise<number> => {
    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { visits: number }).visits;
  };
  /** Asks all the while; resolves to the answers that were none. */
  const visited = async (work: Promise<unknown>): Promise<readonly unknown[]> => {
    const failures: unknown[] = [];
    const over = new AbortController();
    void work.finally(() => over.abort()).catch(() => undefined);
    while (!over.signal.aborted) {
      await visits().catch((error: unknown) => failures.push(error));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return failures;
  };

  before(async function () {
    this.timeout(180_000);
    await cloud.begin("dev is up");
    url = await cloud.url("dev");
    const { apiPort } = JSON.parse(readFileSync(join(cloud.root, "daemon.json"), "utf8")) as { apiPort: number };
    const token = readFileSync(join(cloud.root, "token"), "utf8").trim();
    const credentials = { accessKeyId: token, secretAccessKey: "unused" };
    const settings = { endpoint: `http://127.0.0.1:${apiPort}`, region: "eu-west-1", credentials };
    vault = new SecretsManagerClient(settings);
    balancer = new ElasticLoadBalancingV2Client(settings);
  });
  after(async function () {
    this.timeout(60_000);
    vault.destroy();
    balancer.destroy();
    await cloud.remove();
  });

  it("gives every entry a new value while the app answers, and its tasks have it afterwards", async () => {
    const [database, key] = [await read<DatabaseEntry>("POSTGRES_PASSWORD"), await read<KeyEntry>("JWT_SECRET")];
    const before = await visits();
    const rotating = cloud.json<RotateReport>("rotate", "--stack", "dev");
    assert.deepEqual(await visited(rotating), []);
    assert.deepEqual(await rotating, { stack: "dev", rotated: names, restarted: ["dev-blue-app"] });
    const next = await read<DatabaseEntry>("POSTGRES_PASSWORD");
    assert.deepEqual([database.username, next.username], ["app_a", "app_b"]);
    assert.deepEqual((await read<DatabaseEntry>("POSTGRES_PASSWORD", "AWSPREVIOUS")).password, database.password);
    const rotated = await read<KeyEntry>("JWT_SECRET");
    assert.deepEqual([rotated.previous, rotated.current], [key.current, key.next]);
    assert.equal(new Set(Object.values(rotated)).size, 3);
    assert.ok((await visits()) > before);
  });

  it("does nothing when nothing is due and every task is new", async () => {
    const report = await cloud.json<RotateReport>("rotate", "--stack", "dev", "--due");
    assert.deepEqual(report, { stack: "dev", rotated: [], restarted: [] });
  });

  it("leaves nothing for up to change, and refresh finds no drift", async () => {
    const { resources } = await cloud.json<{ resources: Record<string, number> }>("up");
    assert.deepEqual({ ...resources, same: 0 }, { create: 0, update: 0, replace: 0, delete: 0, same: 0 });
    await cloud.must("pulumi", "--", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("is refused during a shift with exit code 3, and changes nothing", async () => {
    const kept = await read<DatabaseEntry>("POSTGRES_PASSWORD");
    const rule = cloud
      .records()
      .find(({ type, outputs }) => type.includes("ListenerRule") && shares(outputs).length > 1);
    const groups = shares(rule?.outputs ?? {});
    const shared = async (weights: readonly number[]) => {
      const TargetGroups = groups.map(({ arn }, index) => ({ TargetGroupArn: arn, Weight: weights[index] ?? 0 }));
      const Actions = [{ Type: "forward" as const, ForwardConfig: { TargetGroups } }];
      await balancer.send(new ModifyRuleCommand({ RuleArn: rule?.id, Actions }));
    };
    await shared([90, 10]);
    const { exitCode, stderr } = await cloud.run("rotate", "--stack", "dev");
    assert.equal(exitCode, 3);
    assert.match(stderr, /traffic is being shifted.*\n {2}found {4}app: both slots take requests/);
    assert.deepEqual(await read("POSTGRES_PASSWORD"), kept);
    await shared([100, 0]);
  });
});

interface Share {
  readonly arn: string;
  readonly weight: number;
}

/** Target groups of a rule that splits traffic. */
const shares = ({ actions }: Readonly<Record<string, unknown>>): readonly Share[] =>
  ((actions ?? []) as { forward?: { targetGroups?: Share[] } }[]).flatMap(({ forward }) => forward?.targetGroups ?? []);
