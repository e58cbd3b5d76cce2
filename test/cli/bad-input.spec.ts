import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { digest } from "../support/settings";
import { Surrounded, type Ended } from "../support/environment";

interface Case {
  readonly given: string;
  /** Command line; default `up --stack dev`. */
  readonly args?: readonly string[];
  /** Settings under `promenade:`, or with a namespace of their own; an undefined one is taken out. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The whole stack file, in place of settings. */
  readonly file?: string;
  /** What the block's first line and its `found` hold. */
  readonly wrong: RegExp;
  readonly found: RegExp;
}

const image = `registry.example/app@${digest("a")}`;
const release = { release: "1.0.0", images: { app: image } };
const request = { kind: "traffic", revision: 2, weights: { blue: 90, green: 10 } };
const weights = (shares: object) => ({ request: { ...request, weights: shares } });
const long = "x".repeat(200);

const cases: readonly Case[] = [
  { given: "an unknown command", args: ["upp"], wrong: /no such command, did you mean "up"/, found: /upp/ },
  {
    given: "an unknown option",
    args: ["up", "--stak", "dev"],
    wrong: /no such option, did you mean "--stack"/,
    found: /--stak/,
  },
  { given: "an option without its value", args: ["up", "--stack"], wrong: /missing its value/, found: /nothing/ },
  { given: "an argument too many", args: ["up", "dev"], wrong: /more arguments/, found: /dev/ },
  { given: "an unknown cloud", args: ["up", "--cloud", "gcp"], wrong: /--cloud: not a known value/, found: /gcp/ },
  {
    given: "Pulumi's option without --",
    args: ["pulumi", "stack", "--show-urns"],
    wrong: /no such option/,
    found: /--show-urns/,
  },
  { given: "a group without a verb", args: ["sandbox"], wrong: /missing a command of sandbox/, found: /nothing/ },
  { given: "no stack to destroy", args: ["destroy"], wrong: /--stack: missing/, found: /nothing/ },

  {
    given: "an unknown stack",
    args: ["up", "--stack", "devv"],
    wrong: /no such stack, did you mean "dev"/,
    found: /devv/,
  },
  { given: "an unknown stack to preview", args: ["preview", "--stack", "qa"], wrong: /no such stack/, found: /qa/ },
  { given: "an unknown stack to destroy", args: ["destroy", "--stack", "qa"], wrong: /no such stack/, found: /qa/ },
  { given: "an unknown stack to look at", args: ["status", "--stack", "qa"], wrong: /no such stack/, found: /qa/ },
  {
    given: "a rollback that nobody could explain",
    args: ["rollback", "--stack", "dev", "--reason", " "],
    wrong: /--reason: missing/,
    found: /" "/,
  },
  { given: "an abort without a reason", args: ["traffic", "abort"], wrong: /--reason: missing/, found: /nothing/ },
  {
    given: "weights for a slot that there is not",
    args: ["traffic", "set", "gren=10"],
    wrong: /not weights, did you mean "green"/,
    found: /gren=10/,
  },
  { given: "more than all requests", args: ["traffic", "set", "green=101"], wrong: /not weights/, found: /green=101/ },
  { given: "a share in words", args: ["traffic", "set", "green"], wrong: /not a slot and its share/, found: /"green"/ },
  {
    given: "an unknown schedule",
    args: ["traffic", "shift", "--schedule", "gradul"],
    wrong: /no such schedule, did you mean "gradual"/,
    found: /gradul/,
  },
  { given: "a bake without a unit", args: ["traffic", "shift", "--bake", "5"], wrong: /not a time/, found: /"5"/ },
  {
    given: "a release by tag",
    args: ["deploy", "--release", "2.0.0", "--image", "registry.example/app:2.0.0"],
    wrong: /--image: not valid/,
    found: /app:2\.0\.0/,
  },
  {
    given: "a release without images",
    args: ["deploy", "--release", "2.0.0"],
    wrong: /missing for app/,
    found: /nothing/,
  },
  {
    given: "an image of a service that there is not",
    args: ["deploy", "--release", "2.0.0", "--image", `web=${image}`, "--image", `app=${image}`],
    wrong: /--image: not valid/,
    found: /web=/,
  },
  {
    given: "a release without a name",
    args: ["deploy", "--image", image],
    wrong: /--release: missing/,
    found: /nothing/,
  },
  {
    given: "a freeze that nobody could explain",
    args: ["freeze", "--stack", "dev"],
    wrong: /--reason: missing/,
    found: /nothing/,
  },
  {
    given: "an end of a freeze for a reason of blanks",
    args: ["unfreeze", "--stack", "dev", "--reason", "  "],
    wrong: /--reason: missing/,
    found: /" {2}"/,
  },
  {
    given: "a history of no length",
    args: ["history", "--limit", "0"],
    wrong: /--limit: not a count/,
    found: /"0"/,
  },
  { given: "an unknown stack's history", args: ["history", "--stack", "qa"], wrong: /no such stack/, found: /qa/ },
  {
    given: "an unknown stack to freeze",
    args: ["freeze", "--stack", "qa", "--reason", "why"],
    wrong: /no such stack/,
    found: /qa/,
  },
  {
    given: "an unknown stack for Pulumi",
    args: ["pulumi", "--stack", "qa", "--", "version"],
    wrong: /no such stack/,
    found: /qa/,
  },
  { given: "a stack without a name", args: ["up", "--stack", ""], wrong: /no such stack/, found: /""/ },
  {
    given: "a stack name of 200 characters",
    args: ["up", "--stack", long],
    wrong: /no such stack/,
    found: /x… \(202 characters\)/,
  },
  {
    given: "a stack name that leaves the folder",
    args: ["up", "--stack", "../dev"],
    wrong: /no such stack/,
    found: /\.\.\/dev/,
  },
  {
    given: "an environment without a stack file",
    args: ["up", "--stack", "stage"],
    wrong: /no stack file/,
    found: /stage/,
  },

  {
    given: "broken YAML",
    file: "config:\n  promenade:tier: [dev\n",
    wrong: /Pulumi\.dev\.yaml:\d+:\d+: not valid YAML/,
    found: /./,
  },
  {
    given: "a key twice",
    file: "config:\n  aws:region: eu-west-1\n  aws:region: eu-west-2\n",
    wrong: /yaml:3:3: not valid YAML/,
    found: /unique/,
  },
  { given: "a list of settings", file: "config:\n  - aws:region\n", wrong: /config: wrong type/, found: /aws:region/ },
  {
    given: "an unknown key of the file",
    file: "konfig:\n  aws:region: eu-west-1\n",
    wrong: /unknown key, did you mean "config"/,
    found: /konfig/,
  },
  {
    given: "an unknown namespace",
    config: { "promenad:tier": "dev" },
    wrong: /unknown namespace, did you mean "promenade"/,
    found: /promenad:tier/,
  },
  {
    given: "an unknown setting",
    config: { tiers: "dev" },
    wrong: /Pulumi\.dev\.yaml:\d+: promenade:tiers: unknown key, did you mean "tier"/,
    found: /tiers/,
  },
  {
    given: "an unknown key below a setting",
    config: { network: { cdir: "10.0.0.0/16" } },
    wrong: /network\.cdir: unknown key, did you mean "cidr"/,
    found: /cdir/,
  },

  { given: "an unknown tier", config: { tier: "huge" }, wrong: /promenade:tier/, found: /huge/ },
  {
    given: "an unknown flow",
    config: { flow: "three-teir" },
    wrong: /no such flow, did you mean "three-tier"/,
    found: /three-teir/,
  },
  {
    given: "an unknown region",
    config: { "aws:region": "mars-1" },
    wrong: /aws:region: not a region/,
    found: /mars-1/,
  },
  { given: "no region", config: { "aws:region": undefined }, wrong: /aws:region: missing/, found: /nothing/ },
  {
    given: "a region that is not allowed",
    config: { allowedRegions: ["eu-central-1"] },
    wrong: /not among promenade:allowedRegions/,
    found: /eu-west-1/,
  },

  {
    given: "an image without a digest",
    config: { initialRelease: { ...release, images: { app: "registry.example/app:1.0.0" } } },
    wrong: /images\.app/,
    found: /app:1\.0\.0/,
  },
  {
    given: "an image of no service",
    config: { initialRelease: { ...release, images: { app: image, ap: image } } },
    wrong: /unknown key, did you mean "app"/,
    found: /ap/,
  },
  {
    given: "a release without a service's image",
    config: { initialRelease: { release: "1.0.0", images: {} } },
    wrong: /images\.app: missing/,
    found: /nothing/,
  },
  {
    given: "an empty release name",
    config: { initialRelease: { ...release, release: "" } },
    wrong: /initialRelease\.release/,
    found: /""/,
  },
  {
    given: "a release name of 200 characters",
    config: { initialRelease: { ...release, release: long } },
    wrong: /initialRelease\.release/,
    found: /x…/,
  },

  {
    given: "weights that do not sum to 100",
    config: weights({ blue: 50, green: 49 }),
    wrong: /request\.weights/,
    found: /49/,
  },
  {
    given: "a negative weight",
    config: weights({ blue: 100, green: -10 }),
    wrong: /weights\.green: too small/,
    found: /-10/,
  },
  {
    given: "a fractional weight",
    config: weights({ blue: 99.5, green: 0.5 }),
    wrong: /weights\.blue: wrong type/,
    found: /99\.5/,
  },
  {
    given: "three slots",
    config: weights({ blue: 50, green: 25, red: 25 }),
    wrong: /weights\.red: unknown key/,
    found: /red/,
  },
  {
    given: "a request of no kind",
    config: { request: { ...request, kind: "trafic" } },
    wrong: /promenade:request/,
    found: /trafic/,
  },

  {
    given: "a network too small",
    config: { network: { cidr: "10.0.0.0/28" } },
    wrong: /network\.cidr: too small/,
    found: /\/28/,
  },
  {
    given: "a network that is no block",
    config: { network: { cidr: "10.0.0.1/16" } },
    wrong: /network\.cidr/,
    found: /10\.0\.0\.1\/16/,
  },
  {
    given: "subnets that overlap",
    config: {
      network: { subnets: { public: ["10.0.0.0/20", "10.0.8.0/21"], private: ["10.0.64.0/20", "10.0.80.0/20"] } },
    },
    wrong: /subnets\.public\[1\]: overlaps/,
    found: /10\.0\.8\.0\/21/,
  },
  {
    given: "a subnet outside the network",
    config: {
      network: { subnets: { public: ["10.0.0.0/20", "10.9.0.0/20"], private: ["10.0.64.0/20", "10.0.80.0/20"] } },
    },
    wrong: /subnets\.public\[1\]: outside/,
    found: /10\.9\.0\.0\/20/,
  },
  { given: "no ingress at all", config: { ingress: [] }, wrong: /promenade:ingress: too small/, found: /\[\]/ },

  {
    given: "a CPU size that Fargate lacks",
    config: { services: { app: { cpu: 300 } } },
    wrong: /services\.app\.cpu: not a size Fargate offers/,
    found: /300/,
  },
  {
    given: "more memory than the CPU takes",
    config: { services: { app: { cpu: 256, memoryMiB: 8192 } } },
    wrong: /services\.app\.memoryMiB/,
    found: /8192/,
  },
  { given: "an empty service name", config: { services: { "": {} } }, wrong: /not a valid name/, found: /""/ },
  {
    given: "a service name of 200 characters",
    config: { services: { [long]: {} } },
    wrong: /not a valid name/,
    found: /x…/,
  },
  {
    given: "text for a number",
    config: { services: { app: { port: "http" } } },
    wrong: /port: wrong type/,
    found: /text, "http"/,
  },
  { given: "a list for a map", config: { database: [] }, wrong: /promenade:database: wrong type/, found: /a list/ },
  { given: "a number for a text", config: { flow: 3 }, wrong: /promenade:flow: no such flow/, found: /3/ },
  {
    given: "task counts out of order",
    config: { services: { app: { instances: { min: 2, normal: 1 } } } },
    wrong: /instances: task counts out of order/,
    found: /min 2/,
  },
  {
    given: "a database class beyond the tier",
    config: { database: { instanceClass: "db.r6g.16xlarge" } },
    wrong: /instanceClass/,
    found: /16xlarge/,
  },
  {
    given: "a variable that is promenade's",
    config: { variables: { DATABASE_URL: "x" } },
    wrong: /variables\.DATABASE_URL: reserved/,
    found: /DATABASE_URL/,
  },
];

const block = /^(\S.*)\n {2}found {4}(.+)\n {2}allowed {2}(.+)\n {2}do {7}(.+)$/m;

function assertBlock({ stderr }: Ended, wrong: RegExp, found: RegExp): void {
  const parts = block.exec(stderr);
  assert.ok(parts, `not the form of an error:\n${stderr}`);
  assert.match(parts[1] ?? "", wrong);
  assert.match(parts[2] ?? "", found);
  assert.doesNotMatch(stderr, /\n\s+at /, "a stack trace");
}

describe("bad input", () => {
  let place: Surrounded;
  beforeEach(() => (place = new Surrounded()));
  afterEach(() => place.remove());

  const valid = { "aws:region": "eu-west-1" };

  for (const { given, args = ["up", "--stack", "dev"], config = {}, file, wrong, found } of cases) {
    it(`${given}: exit code 2, told in one block, nothing created`, async () => {
      if (file === undefined) place.writeConfig("dev", { ...valid, ...namespaced(config) });
      else place.writeStackFile("dev", file);
      const ended = await place.run(args);
      assert.equal(ended.exitCode, 2, ended.stderr);
      assertBlock(ended, wrong, found);
      assert.equal(ended.stdout, "");
      assert.ok(!existsSync(place.sandbox), "something was created");
    });
  }

  it("several at once are told together", async () => {
    place.writeConfig("dev", { ...valid, "promenade:tier": "huge", "promenade:ingress": [], "promenade:extra": 1 });
    const { exitCode, stderr } = await place.run(["up"]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /^3 problems/);
  });

  it("with --json, stdout holds one document that says the same", async () => {
    place.writeConfig("dev", { ...valid, "promenade:tier": "huge" });
    const { exitCode, stdout, stderr } = await place.run(["up", "--json"]);
    const { error } = JSON.parse(stdout) as {
      error: { exitCode: number; kind: string; problems: { found: string }[] };
    };
    assert.deepEqual([exitCode, error.exitCode, error.kind], [2, 2, "bad input"]);
    assert.equal(error.problems[0]?.found, '"huge"');
    assert.equal(stderr, "");
  });

  it("a sample image on AWS is refused before AWS is asked", async () => {
    const images = { app: `promenade/sample@${digest("a")}` };
    place.writeConfig("dev", { ...valid, "promenade:initialRelease": { ...release, images } });
    const ended = await place.run(["up", "--cloud", "aws"]);
    assert.equal(ended.exitCode, 2);
    assertBlock(ended, /a sample image/, /promenade\/sample/);
  });

  it("destroying prod without confirmation is refused by a rule", async () => {
    place.writeConfig("prod", valid);
    const ended = await place.run(["destroy", "--stack", "prod"]);
    assert.equal(ended.exitCode, 3);
    assertBlock(ended, /has to be confirmed/, /nothing/);
    assert.ok(!existsSync(place.sandbox));
  });
});

describe("the machine's fault", () => {
  let place: Surrounded;
  beforeEach(() => {
    place = new Surrounded();
    place.writeConfig("dev", { "aws:region": "eu-west-1" });
  });
  afterEach(() => place.remove());

  const state = () => join(place.sandbox, "state", ".pulumi");
  function write(file: string, content: unknown): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  }

  it("a state whose passphrase is missing: exit code 1, nothing created", async () => {
    write(join(state(), "stacks", "promenade", "dev.json"), {});
    const ended = await place.run(["up"]);
    assert.equal(ended.exitCode, 1);
    assertBlock(ended, /passphrase of the local state is missing/, /decrypt/);
    assert.deepEqual(filesBelow(place.sandbox), [join("state", ".pulumi", "stacks", "promenade", "dev.json")]);
  });

  it("a state locked by a living process: exit code 1, naming it, nothing created", async () => {
    const lock = { pid: process.pid, username: "me", hostname: hostname(), timestamp: new Date().toISOString() };
    write(join(state(), "locks", "organization", "promenade", "dev", "1.json"), lock);
    const ended = await place.run(["up"]);
    assert.equal(ended.exitCode, 1);
    assertBlock(ended, /dev: state locked/, new RegExp(`process ${process.pid} .*since ${lock.timestamp}`));
    assert.equal(filesBelow(place.sandbox).length, 1);
  });

  it("a state locked on another host: exit code 1, for nobody can tell from here whether it lives", async () => {
    const lock = { pid: 1, username: "me", hostname: "elsewhere", timestamp: new Date().toISOString() };
    write(join(state(), "locks", "organization", "promenade", "dev", "1.json"), lock);
    const ended = await place.run(["up"]);
    assert.equal(ended.exitCode, 1);
    assertBlock(ended, /state locked/, /process 1 on elsewhere/);
  });

  it("a sandbox folder that cannot be made: exit code 1", async () => {
    writeFileSync(place.sandbox, "a file");
    const ended = await place.run(["up"]);
    assert.equal(ended.exitCode, 1);
    assertBlock(ended, /a file stands where a folder is needed/, /ENOTDIR/);
  });

  it("a disk that cannot be written: exit code 1", async function () {
    if (process.getuid?.() === 0) this.skip();
    mkdirSync(place.sandbox, { mode: 0o500 });
    const ended = await place.run(["up"]);
    assert.equal(ended.exitCode, 1);
    assertBlock(ended, /not permitted/, /EACCES/);
  });
});

const namespaced = (config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `promenade:${key}`, value]),
  );

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
