import assert from "node:assert/strict";
import type { TrafficReport } from "../../cli/rollout/show";
import { LocalCloud } from "../support/local-cloud";

/** What somebody does, beside the shift that stands at 90 to 10. */
interface Deed {
  readonly what: string;
  /** The stack file's own settings meanwhile. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly commands: readonly (readonly string[])[];
  /** Exit codes that are as they should be. */
  readonly ends?: readonly number[];
}

const stack = ["--stack", "dev"];
const pulumi = (...args: readonly string[]): readonly string[] => ["pulumi", ...stack, "--", ...args];
const plainUp = pulumi("up", "--yes", "--skip-preview");
const stale = (revision: number) => ({ request: { kind: "traffic", revision, weights: { blue: 100, green: 0 } } });

const deeds: readonly Deed[] = [
  { what: "a plain up from this checkout", commands: [plainUp] },
  {
    what: "an up from an older checkout, with another first release",
    config: { initialRelease: { release: "0.9.0", images: { app: `promenade/sample@sha256:${"9".repeat(64)}` } } },
    commands: [["up"]],
  },
  {
    what: "an up from a newer checkout, with settings that it alone knows",
    config: { variables: { NEW: "1" } },
    commands: [["up"]],
  },
  { what: "up --refresh", commands: [pulumi("up", "--yes", "--skip-preview", "--refresh")] },
  { what: "a refresh, then an up", commands: [pulumi("refresh", "--yes", "--skip-preview"), plainUp] },
  { what: "an up with a stale request in the stack file", config: stale(2), commands: [["up"]] },
  {
    what: "another size",
    config: { services: { app: { cpu: 512, memoryMiB: 1024 } } },
    commands: [["up"]],
    ends: [0, 2, 3],
  },
  { what: "another secret", config: { secrets: ["PAYMENT_TOKEN"] }, commands: [["up"]] },
];

describe("live weights, on the real engine", function () {
  this.timeout(120_000);
  const cloud = new LocalCloud();
  const traffic = async (): Promise<TrafficReport> => cloud.json<TrafficReport>("traffic", "show");

  before(async function () {
    this.timeout(240_000);
    cloud.stackFiles.write("dev");
    await cloud.begin("2.0.0 waits in green");
    await cloud.must("traffic", "set", "green=10");
  });
  after(async function () {
    this.timeout(60_000);
    await cloud.remove();
  });

  it("are what they were after an update of something else that carries a fresh request", async () => {
    const before = await traffic();
    const request = { kind: "traffic", revision: before.revision + 1, weights: { blue: 100, green: 0 } };
    const other = (await cloud.state("dev")).find(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup");
    assert.ok(other);
    cloud.stackFiles.write("dev", { request });
    await cloud.must(...plainUp, "--target", other.urn);
    cloud.stackFiles.write("dev");
    assert.deepEqual(await traffic(), before);
  });

  for (const { what, config = {}, commands, ends = [0] } of deeds) {
    it(`are what they were after ${what}, and nothing has drifted`, async () => {
      const before = await traffic();
      assert.deepEqual(before.live, { app: { blue: 90, green: 10 } });
      cloud.stackFiles.write("dev", config);
      for (const command of commands) {
        const { exitCode, stdout, stderr } = await cloud.run(...command);
        assert.ok(exitCode !== null && ends.includes(exitCode), `${stdout}\n${stderr}`);
      }
      cloud.stackFiles.write("dev");
      assert.deepEqual(await traffic(), before);
      await cloud.must(...pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
    });
  }

  it("are what they were after a change past Pulumi, whether or not it is read in", async () => {
    await cloud.must("rollback", "--direct", "--reason", "a test");
    const after = await traffic();
    assert.deepEqual(after.live, { app: { blue: 100, green: 0 } });
    await cloud.must("up");
    assert.deepEqual((await traffic()).live, after.live);
    await cloud.must(...pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
  });
});
