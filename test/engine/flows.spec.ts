import assert from "node:assert/strict";
import { join } from "node:path";
import type { PromotionReport } from "../../cli/promote";
import type { RegionsReport } from "../../cli/rollout/regions";
import type { Flow } from "../../core/flow";
import type { Path } from "../../core/flow/path-schema";
import { groupsOf } from "../../core/promotion/waves";
import type { EnvironmentStatus } from "../../core/status";
import { loadFlow } from "../../flows/load";
import { countOf } from "../support/counts";
import { checkout } from "../support/environment";
import { LocalCloud } from "../support/local-cloud";
import { digest } from "../support/settings";

const day = 24 * 60 * 60_000;
/** A little more than a wave of regions is watched for. */
const watch = 31 * 60_000;
const papers = [
  "--summary",
  "faster search",
  "--rollback-plan",
  "back to the slot before",
  "--schedule",
  "all-at-once",
];
const older = { release: "1.0.0", commit: "9f8d0b1", images: { app: `promenade/sample@${digest("a")}` } };
const newer = { release: "2.0.0", commit: "0a1b2c3", images: { app: `promenade/sample@${digest("2")}` } };

/** How far ahead it is until an hour in which everybody works. */
function untilWork(now: number): number {
  const tenOClock = new Date(now).setUTCHours(10, 0, 0, 0);
  const weekday = (time: number) => ![0, 6].includes(new Date(time).getUTCDay());
  return [1, 2, 3].map((days) => tenOClock + days * day).find(weekday)! - now;
}

for (const name of ["regions", "six-environments", "staging-first", "pull-request-previews"].slice(
  0,
  countOf("flows walked on the engine"),
)) {
  const flow = loadFlow(name);
  const lasting = Object.entries(flow.environments).filter(([, { ephemeral }]) => !ephemeral);
  const stacksOf = (environment: string): readonly string[] =>
    groupsOf(environment, environment, flow.environments[environment]?.regions).flatMap(({ stacks }) => stacks);
  const onPaths = new Set(flow.paths.flatMap(({ from, to }) => [from, to]));
  const [first] = onPaths;
  assert.ok(first);

  describe(`${name}: every environment, from commit to prod and back`, function () {
    this.timeout(20 * 60_000);
    const cloud = new LocalCloud();
    let ahead = untilWork(Date.now());

    before("bring all of it up, the first environment with a release", async () => {
      for (const [environment, { tier, regions }] of lasting) {
        const places = regions?.flatMap((wave) => wave.regions) ?? [undefined];
        for (const [at, stack] of stacksOf(environment).entries())
          cloud.stackFiles.write(stack, configOf(flow, environment, stack, places[at], first), tier);
      }
      for (const [environment] of lasting) {
        for (const stack of stacksOf(environment)) await cloud.must("up", "--stack", stack);
      }
    });
    after(async function () {
      this.timeout(60_000);
      await cloud.remove();
    });

    const command = async (...args: readonly string[]) => {
      const environment = {
        ...process.env,
        PROMENADE_USER: "rita",
        PROMENADE_TEST_AHEAD: String(ahead),
        NODE_OPTIONS: `--require ${JSON.stringify(join(checkout, "test", "support", "ahead.cjs"))}`,
      };
      const ended = await cloud.launchAs(environment, ...args).ended;
      return { ...ended, told: `${args.join(" ")}\n${ended.stdout}\n${ended.stderr}` };
    };
    const must = async (...args: readonly string[]): Promise<string> => {
      const { exitCode, stdout, told } = await command(...args);
      assert.equal(exitCode, 0, told);
      return stdout;
    };
    /** What has all requests of an environment's stacks. */
    const runs = async (environment: string): Promise<readonly (string | null)[]> => {
      const { environments } = await cloud.json<{ environments: EnvironmentStatus[] }>("status");
      return stacksOf(environment).map((stack) => {
        const one = environments.find((status) => status.stack === stack);
        const [live] = Object.values(one?.slots ?? {}).filter(({ state }) => state === "live");
        return live?.release ?? null;
      });
    };

    /** Says what a path's people have to say, wave after wave, until the release is in. */
    async function bring(from: string, to: string, release: string): Promise<PromotionReport> {
      let last: PromotionReport | undefined;
      for (const { wave } of groupsOf(to, to, flow.environments[to]?.regions)) {
        const asked = [
          "promote",
          from,
          to,
          "--release",
          release,
          ...papers,
          ...(wave ? ["--wave", wave] : []),
          "--json",
        ];
        let ended = await command(...asked);
        if (ended.exitCode === 3) {
          await speak(
            flow.paths.find((path) => path.from === from && path.to === to)!,
            release,
          );
          ended = await command(...asked);
        }
        assert.equal(ended.exitCode, 0, ended.told);
        last = JSON.parse(ended.stdout) as PromotionReport;
        ahead += watch;
      }
      return last!;
    }

    async function speak({ to, approvals, reviewers, gates }: Path, release: string): Promise<void> {
      const about = [to, "--release", release, "--as"];
      for (const [at, person] of ["anna", "ben", "carl"].slice(0, approvals).entries())
        await must("approve", ...about, person, "--role", reviewers[at % reviewers.length]!);
      for (const person of gates.codeReviewers + gates.checks.length > 0 ? ["dora", "emil"] : [])
        await must("attest", ...about, person, "--all");
      if (gates.tag !== undefined) await must("attest", ...about, "dora", "--item", `tag v${release}`);
    }

    for (const release of [older, newer]) {
      it(`${release.release} walks all paths, and runs everywhere in the end`, async () => {
        const { app } = release.images;
        const given = ["--release", release.release, "--commit", release.commit, "--image", app];
        if (release === newer) await must("deploy", "--stack", first, ...given, "--bake", "0s");
        await must("verify", "--stack", first);
        for (const { from, to } of flow.paths) {
          const { stacks } = await bring(from, to, release.release);
          assert.ok(
            stacks.every((stack) => stack.release === release.release && stack.healthy),
            JSON.stringify(stacks),
          );
        }
        for (const environment of onPaths)
          assert.deepEqual(new Set(await runs(environment)), new Set([release.release]), environment);
      });
    }

    const { from, to } = flow.paths.at(-1)!;

    it(`${to} goes back by a promotion of the older release, which is asked for like any other`, async () => {
      await bring(from, to, older.release);
      assert.deepEqual(new Set(await runs(to)), new Set([older.release]));
    });

    it(`${to} goes back to the slot before at once, in all of its stacks, and only once`, async () => {
      const back = ["rollback", "--stack", to, "--reason", "the older one fails as well", "--json"];
      const stacks = stacksOf(to);
      const { release, rolledBack } = JSON.parse(await must(...back)) as Partial<RegionsReport>;
      if (stacks.length > 1) assert.deepEqual([release, rolledBack?.length], [older.release, stacks.length]);
      assert.deepEqual(new Set(await runs(to)), new Set([newer.release]));
      await must(...back);
      assert.deepEqual(new Set(await runs(to)), new Set([newer.release]));
    });
  });
}

/** A stack file's values: as the tier ships them, with a name of its own where it has one at all. */
function configOf(
  flow: Flow,
  environment: string,
  stack: string,
  region: string | undefined,
  first: string,
): Readonly<Record<string, unknown>> {
  const { tier, ingress } = flow.environments[environment]!;
  const teams = Object.fromEntries(
    Object.values(flow.roles).flatMap((role) => role.teams.map((team, at) => [team, at + 1])),
  );
  return {
    flow: flow.name,
    repository: { name: "your-organization/promenade", visibility: "public", teams },
    ...(region === undefined ? {} : { "aws:region": region, allowedRegions: [...new Set([region, "us-east-1"])] }),
    ...(tier === "dev" ? {} : { domain: { name: `${stack}.promenade.example`, zone: "promenade.example" } }),
    ...(ingress === "allow-list" ? { ingress: ["203.0.113.0/24", "127.0.0.1/32"] } : {}),
    initialRelease: environment === first ? older : undefined,
  };
}
