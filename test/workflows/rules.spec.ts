import assert from "node:assert/strict";
import { flowNames, loadFlow } from "../../flows/load";
import { githubPattern } from "../../core/flow/reference-pattern";
import { actions, jobs, workflow, workflows, type Job } from "./files";

/** Rights that a job may have, and which jobs; all others read contents at most. */
const rights: Readonly<Record<string, readonly string[]>> = {
  "id-token": [
    ...["preview.yml, preview", "deploy.yml, build", "deploy.yml, deploy", "deploy.yml, promote"],
    ...[
      "promote.yml, promote",
      "promotion.yml, rehearse",
      "promotion.yml, waves",
      "wave.yml, ask",
      "wave.yml, promote",
    ],
    ...["traffic.yml, traffic", "up.yml, up", "attest.yml, attest", "drift.yml, drift", "rotate.yml, rotate"],
    ...["resume-and-retire.yml, resume", "aws-contract.yml, contract"],
    ...["build", "up", "down", "sweep"].map((job) => `pr-environment.yml, ${job}`),
  ],
  // Moves the tag that follows a stack, and publishes releases.
  contents: [
    ...["deploy.yml, deploy", "deploy.yml, promote", "promote.yml, promote", "promotion.yml, waves"],
    ...["wave.yml, promote", "traffic.yml, traffic", "resume-and-retire.yml, resume"],
  ],
};

const stepsOf = ({ steps = [] }: Job) => steps;
const listed = (needs: Job["needs"]): readonly string[] => (typeof needs === "string" ? [needs] : (needs ?? []));

describe("workflows", () => {
  it("have no permission but what a job asks for by itself", () => {
    for (const { file, permissions } of workflows) assert.deepEqual(permissions, {}, file);
    for (const { of, job } of jobs) assert.notEqual(job.permissions, undefined, of);
  });

  it("write only where it is known that they do", () => {
    for (const [right, known] of Object.entries(rights)) {
      const having = jobs.filter(({ job }) => job.permissions?.[right] === "write").map(({ of }) => of);
      assert.deepEqual([...having].sort(), [...known].sort(), right);
    }
  });

  it("ask for a role in no job that may not have one, and for no other secret at all", () => {
    for (const { of, job } of jobs) {
      const roles = stepsOf(job).filter(({ with: given }) => given?.["role"] !== undefined);
      if (roles.length > 0) assert.equal(job.permissions?.["id-token"], "write", of);
    }
    for (const { file, text } of [...workflows, ...actions]) assert.doesNotMatch(text, /secrets\./, file);
  });

  it("pin what others have written by commit, and say which version that is", () => {
    const lines = [...workflows, ...actions].flatMap(({ file, text }) =>
      text.split("\n").flatMap((line) => (/^\s*(- )?uses: /.test(line) ? [`${file}: ${line.trim()}`] : [])),
    );
    assert.ok(lines.length > 20);
    for (const line of lines) {
      if (/uses: \.\//.test(line)) continue;
      assert.match(line, /uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    const versions = new Map<string, Set<string>>();
    for (const line of lines) {
      const [, name, pin] = /uses: ([\w/-]+)(@.*)$/.exec(line) ?? [];
      if (name !== undefined) versions.set(name, (versions.get(name) ?? new Set()).add(pin ?? ""));
    }
    for (const [name, pins] of versions) assert.equal(pins.size, 1, `${name} in one version`);
  });

  it("put no expression into a shell, where somebody's branch name would be run", () => {
    for (const { of, job } of jobs) {
      for (const { run = "" } of stepsOf(job)) assert.doesNotMatch(run, /\$\{\{/, of);
    }
    for (const { file, steps } of actions) {
      for (const { run = "" } of steps) assert.doesNotMatch(run, /\$\{\{/, file);
    }
  });

  it("leave what is to be decided to one command a step, of two lines at most", () => {
    const others = /^(npm (ci|test|run|audit)|npx prettier|go run github\.com\/zricethezav|cp Pulumi\.preview|echo )/;
    for (const { of, job } of jobs) {
      for (const { run } of stepsOf(job)) {
        if (run === undefined) continue;
        assert.ok(run.trim().length <= 260, `${of}: ${run}`);
        assert.ok(run.startsWith("npx promenade ") || others.test(run), `${of}: ${run}`);
        assert.doesNotMatch(run, /&&|\|\||;/, of);
      }
    }
  });

  it("end before their credentials do", () => {
    const [setup] = actions.filter(({ file }) => file.includes("setup"));
    const lasting = setup?.steps.flatMap(({ with: given }) => given?.["role-duration-seconds"] ?? []);
    assert.deepEqual(lasting, [7200]);
    for (const { of, job } of jobs) {
      const acting = job.uses === undefined && job.permissions?.["id-token"] === "write";
      if (acting) assert.ok((job["timeout-minutes"] ?? 0) < 120, of);
    }
  });

  it("end some time, and keep no token in the checkout", () => {
    for (const { of, job } of jobs) {
      if (job.uses === undefined) assert.ok((job["timeout-minutes"] ?? 0) > 0, of);
      for (const { uses = "", with: given } of stepsOf(job)) {
        if (uses.startsWith("actions/checkout@")) assert.equal(given?.["persist-credentials"], false, of);
      }
    }
  });

  it("never cut short what changes a stack, and change it one at a time", () => {
    const changes = /promenade (up|deploy|promote|pr up|pr down) (?!.*--(request|dry-run))/;
    const changing = jobs.filter(({ job }) => stepsOf(job).some(({ run = "" }) => changes.test(run)));
    assert.ok(changing.length >= 6);
    for (const {
      of,
      workflow: { concurrency },
      job,
    } of changing) {
      const group = job.concurrency ?? concurrency;
      assert.match(group?.group ?? "", /^stack-/, of);
      assert.equal(group?.["cancel-in-progress"], false, of);
    }
    for (const { of, job } of jobs) {
      const cuts = job.concurrency?.["cancel-in-progress"] === true;
      assert.ok(!cuts || job.permissions?.["id-token"] !== "write", of);
    }
  });

  it("let a rollback wait for nobody", () => {
    const { concurrency } = workflow("traffic.yml");
    assert.match(concurrency?.group ?? "", /'shift'.*'resume'.*format\('stack-\{0\}', inputs\.stack\)/s);
    assert.match(concurrency?.group ?? "", /\|\| format\('\{0\}-\{1\}-\{2\}', inputs\.action, .*github\.run_id\)/s);
    assert.equal(workflow("traffic.yml").jobs["traffic"]?.concurrency, undefined);
  });

  it("run a pull request's code with its own rights, never with the target's", () => {
    for (const { file, on } of workflows) {
      assert.ok(!("pull_request_target" in on) && !("workflow_run" in on), file);
    }
    const guarded = jobs.filter(({ workflow: { on }, job }) => "pull_request" in on && job.permissions?.["id-token"]);
    for (const {
      of,
      workflow: { jobs: all },
      job,
    } of guarded) {
      const conditions = [job, ...listed(job.needs).map((name) => all[name])].map((one) => one?.if ?? "");
      assert.ok(
        conditions.some((text) => text.includes("head.repo.full_name == github.repository")),
        of,
      );
    }
  });

  it("are set off by whatever a flow takes by itself", () => {
    const push = workflow("deploy.yml").on["push"] as { branches: readonly string[]; tags: readonly string[] };
    for (const name of flowNames()) {
      const { environments, branches, tags } = loadFlow(name);
      const automatic = Object.values(environments).flatMap(({ sources }) => sources.filter((one) => one.automatic));
      for (const { branch, tag } of automatic) {
        for (const pattern of branches[branch ?? ""]?.patterns ?? [])
          assert.ok(push.branches.includes(pattern), pattern);
        for (const pattern of tags[tag ?? ""]?.patterns ?? []) {
          assert.ok(
            push.tags.some((glob) => githubPattern(pattern).startsWith(glob.replace("*", ""))),
            pattern,
          );
        }
      }
    }
  });
});
