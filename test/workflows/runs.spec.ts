import assert from "node:assert/strict";
import { GitHubStandIn } from "../support/github";
import { runWorkflow, type Occasion, type Run } from "./runner";
import { WorkflowPlace } from "./promenade";
import { occasions, commit } from "./occasions";

const backend = { PULUMI_BACKEND_URL: "s3://states" };
const roles = { DEV_ROLE_ARN: "arn:dev", DEV_AWS_REGION: "eu-west-1", PROD_ROLE_ARN: "arn:prod" };
const built = `app=acme/app@sha256:${"a".repeat(64)}`;
const release = commit.slice(0, 12);

describe("workflows, run step by step", function () {
  this.timeout(120_000);
  const github = new GitHubStandIn("acme/shop");
  let at: WorkflowPlace;
  before(() => github.start());
  after(() => github.stop());
  beforeEach(async () => {
    github.clear();
    at = await new WorkflowPlace(github).start();
  });
  afterEach(() => at.remove());

  /** A stack file each, of one flow. */
  const flow = (name: string, ...stacks: readonly string[]): void => {
    for (const stack of stacks) at.surrounded.writeConfig(stack, { "promenade:flow": name });
  };

  const run = (file: string, occasion: Occasion, vars: Readonly<Record<string, string>> = backend): Promise<Run> =>
    runWorkflow(file, occasion, at.place({ ...roles, ...vars }));

  /** Commands by the environment that they ran in, but for those that only ask. */
  const told = ({ done }: Run): readonly string[] =>
    done
      .filter(({ did }) => !/^(flow|stacks|actions|\.|aws)/.test(did))
      .map(({ environment, did }) => `${environment ?? "-"}: ${did}`);

  const pass = (...checks: readonly string[]): void => {
    for (const name of checks) github.kept.checkRuns.push({ name, status: "completed", conclusion: "success" });
  };

  describe("deploy", () => {
    it("takes a merge to main to dev, once its checks have passed", async () => {
      flow("three-tier", "dev", "stage");
      pass("docs", "backend", "frontend", "web");
      const ended = await run("deploy.yml", occasions.push("refs/heads/main"));
      assert.ok(ended.ok, JSON.stringify(ended.done, undefined, 2));
      const [checks, ...rest] = told(ended);
      assert.match(
        checks ?? "",
        /^-: github checks --commit 9f8d0b1.* --contexts \["docs","backend","frontend","web"\]/,
      );
      assert.deepEqual(rest, [
        "dev: up --stack dev",
        `dev: deploy --stack dev --release ${release} --commit ${commit} --image ${built}`,
      ]);
      assert.equal(ended.done.at(-1)?.group, "stack-dev");
      const setup = ended.done.filter((one) => one.did.endsWith("actions/setup") && one.with["role"] !== undefined);
      assert.deepEqual([setup.length, setup[0]?.with["role"], setup[0]?.with["region"]], [1, "arn:dev", "eu-west-1"]);
    });

    it("builds and deploys nothing where a check has failed", async () => {
      flow("three-tier", "dev");
      pass("docs", "backend", "frontend");
      github.kept.checkRuns.push({ name: "web", status: "completed", conclusion: "failure" });
      const ended = await run("deploy.yml", occasions.push("refs/heads/main"));
      assert.equal(ended.ok, false);
      assert.deepEqual(told(ended).length, 1);
      assert.match(ended.done.at(-1)?.said ?? "", /web: failed/);
    });

    it("does nothing for a branch that leads nowhere, and nothing at all before a backend is set", async () => {
      flow("three-tier", "dev");
      assert.deepEqual(told(await run("deploy.yml", occasions.push("refs/heads/develop"))), []);
      assert.deepEqual(
        (await run("deploy.yml", occasions.push("refs/heads/main"), { PULUMI_BACKEND_URL: "" })).done,
        [],
      );
    });

    it("promotes what dev has verified where merging to main sets that off, behind prod's gate", async () => {
      flow("pull-request-previews", "dev", "prod");
      pass("build", "test");
      const ended = await run("deploy.yml", occasions.push("refs/heads/main"));
      assert.deepEqual(told(ended).slice(1), [
        "prod: promote dev prod --dry-run",
        "prod: promote dev prod --request",
        'promotion-approval-prod: echo "Approved. The run keeps by whom."',
        "prod: promote dev prod",
      ]);
    });

    it("promotes the images of a tag's commit, by the name that its branch gave them", async () => {
      flow("regions", "ppe", "staging");
      const ended = await run("deploy.yml", occasions.push("refs/tags/v1.2.3"));
      assert.equal(told(ended).at(-1), `staging: promote ppe staging --release ${release}`);
    });

    it("deploys a release's tag once more where its images come from, once a manager has approved it", async () => {
      flow("staging-first", "staging");
      const ended = await run("deploy.yml", occasions.push("refs/tags/v1.2.3"));
      assert.deepEqual(told(ended), [
        'promotion-approval-staging: echo "Approved. The run keeps by whom."',
        "staging: up --stack staging",
        `staging: deploy --stack staging --release v1.2.3 --commit ${commit} --again ${release}`,
      ]);
    });

    it("takes a branch by hand where its flow lets it, and refuses it elsewhere", async () => {
      flow("six-environments", "dev-int", "uat", "prod");
      pass("build", "test");
      const uat = await run("deploy.yml", occasions.byHand({ ref: "refs/heads/release/v1.2.3", to: "uat" }));
      assert.deepEqual(
        told(uat).map((line) => line.slice(0, 45)),
        [
          "-: github checks --commit 9f8d0b1c2d3e4f50617",
          'promotion-approval-uat: echo "Approved. The r',
          "uat: up --stack uat",
          "uat: deploy --stack uat --release 9f8d0b1c2d3",
        ],
      );
      const prod = await run("deploy.yml", occasions.byHand({ ref: "refs/heads/release/v1.2.3", to: "prod" }));
      assert.equal(prod.ok, false);
      assert.deepEqual(told(prod), []);
    });
  });

  describe("promote", () => {
    const into = (from: string, to: string, more = {}): Occasion =>
      occasions.byHand({
        from,
        to,
        release: "",
        summary: "",
        "rollback-plan": "",
        change: "",
        critical: false,
        ...more,
      });

    it("asks first, passes the gate, and hands everything that was said on", async () => {
      flow("three-tier", "stage", "prod");
      const more = { release: "2.0.0", summary: "faster search", "rollback-plan": "back to 1.9", change: "CHG-7" };
      assert.deepEqual(told(await run("promote.yml", into("stage", "prod", more))), [
        "prod: promote stage prod --release 2.0.0 --dry-run",
        "prod: promote stage prod --request --release 2.0.0 --summary faster search --rollback-plan back to 1.9 --change CHG-7",
        'promotion-approval-prod: echo "Approved. The run keeps by whom."',
        "prod: promote stage prod --release 2.0.0",
      ]);
    });

    it("asks nobody where the path asks nobody", async () => {
      flow("three-tier", "dev", "stage");
      assert.equal(told(await run("promote.yml", into("dev", "stage"))).length, 3);
    });

    it("passes the gate as often as people have to approve: twice, and three times what is critical", async () => {
      flow("six-environments", "staging", "prod");
      const gates = async (critical: boolean): Promise<number> =>
        told(await run("promote.yml", into("staging", "prod", { critical }))).filter((line) =>
          line.startsWith("promotion-approval-prod"),
        ).length;
      assert.deepEqual([await gates(false), await gates(true)], [2, 3]);
    });

    it("goes by waves, each behind its gate, and stops at the one that fails", async () => {
      flow("regions", "staging", "prod-eu-west-1", "prod-us-east-1", "prod-ap-southeast-1");
      at.failing = /prod --wave region-b/;
      const ended = await run("promote.yml", into("staging", "prod"));
      assert.equal(ended.ok, false);
      assert.deepEqual(
        told(ended)
          .slice(1)
          .map((line) => line.replace(/: echo.*/, "")),
        [
          "prod-eu-west-1: promote staging prod --request --wave region-a",
          "promotion-approval-prod-region-a",
          "prod-eu-west-1: promote staging prod --wave region-a",
          "prod-us-east-1: promote staging prod --request --wave region-b",
          "promotion-approval-prod-region-b",
          "prod-us-east-1: promote staging prod --wave region-b",
        ],
      );
    });

    it("stops before the gate where the flow has no such path", async () => {
      flow("three-tier", "dev", "prod");
      const ended = await run("promote.yml", into("dev", "prod"));
      assert.deepEqual([ended.ok, told(ended)], [false, []]);
    });
  });

  describe("preview", () => {
    const preview = (create: number): string =>
      JSON.stringify({
        resources: { create, update: 0, replace: 0, delete: 0, same: 100 },
        changes: Array.from({ length: create }, (_, one) => ({
          ...{ operation: "create", name: `dev-${one}`, type: "aws:sns/topic:Topic", properties: [] },
        })),
        policies: [],
        cost: { monthly: 130, before: 120, budget: 300 },
      });

    it("keeps one comment up to date, whatever is pushed", async () => {
      flow("three-tier", "dev", "stage");
      for (const create of [2, 3]) {
        at.says.unshift([/^preview/, preview(create)]);
        assert.ok((await run("preview.yml", occasions.pullRequest("synchronize"))).ok);
      }
      const [comment, ...more] = github.kept.comments;
      assert.deepEqual([more, comment?.["on"]], [[], 7]);
      assert.match(
        String(comment?.["body"]),
        /## 2 stacks change[^]*\| `dev` \| \+3 \| passed \| 130\.00 USD \(\+10\.00\)/,
      );
    });

    it("tells in the comment which stack a policy stops, and what would change in the others", async () => {
      flow("three-tier", "dev", "stage");
      const problems = [
        { where: "guardrails/rds-encrypted", wrong: "a policy refuses it", found: "false", change: "set it" },
      ];
      at.says.push(
        [/--stack stage/, JSON.stringify({ error: { kind: "refused", problems } })],
        [/^preview/, preview(1)],
      );
      at.failing = /preview --stack stage/;
      assert.equal((await run("preview.yml", occasions.pullRequest("opened"))).ok, false);
      const text = String(github.kept.comments[0]?.["body"]);
      assert.match(text, /\| `dev` \| \+1 \| passed [^]*\| `stage` \| \*\*refused\*\* \| 1 stop it/);
      assert.match(text, /guardrails\/rds-encrypted/);
    });

    it("does nothing for a fork, which could neither preview nor comment", async () => {
      flow("three-tier", "dev");
      assert.deepEqual((await run("preview.yml", occasions.pullRequest("opened", "somebody/shop"))).done, []);
    });
  });

  describe("pr-environment", () => {
    beforeEach(() => flow("pull-request-previews", "dev", "preview"));

    it("comes with a push and goes with the pull request, in one group", async () => {
      const up = await run("pr-environment.yml", occasions.pullRequest("opened"));
      assert.deepEqual(told(up), [
        'preview: cp Pulumi.preview.yaml "Pulumi.$STACK.yaml"',
        `preview: pr up 7 --image ${built} --commit ${commit} --step-outputs`,
      ]);
      const down = await run("pr-environment.yml", occasions.pullRequest("closed"));
      assert.equal(told(down).at(-1), "preview: pr down 7");
      assert.deepEqual([up.done.at(-1)?.group, down.done.at(-1)?.group], ["stack-pr-7", "stack-pr-7"]);
    });

    it("is swept at night", async () => {
      const swept = await run("pr-environment.yml", occasions.schedule("7 2 * * *"));
      assert.deepEqual(told(swept), ["preview: pr sweep --max-age 7d"]);
    });

    it("is a fork's only where a maintainer names its images", async () => {
      const fork = await run("pr-environment.yml", occasions.pullRequest("opened", "somebody/shop"));
      assert.deepEqual(fork.done, []);
      const asked = await run("pr-environment.yml", occasions.byHand({ number: "7", images: "app=x@sha256:1" }));
      assert.match(told(asked).at(-1) ?? "", /^preview: pr up 7 --image app=x@sha256:1 /);
    });

    it("is none where no stack file is kept for pull requests", async () => {
      at.remove();
      at = await new WorkflowPlace(github).start();
      flow("three-tier", "dev");
      assert.deepEqual(told(await run("pr-environment.yml", occasions.pullRequest("opened"))), []);
      assert.deepEqual(told(await run("pr-environment.yml", occasions.schedule("7 2 * * *"))), []);
    });
  });

  describe("traffic", () => {
    for (const [action, command] of [
      ["rollback", "rollback --stack prod --reason it fails"],
      ["abort", "traffic abort --stack prod --reason it fails"],
      ["freeze", "freeze --stack prod --reason it fails"],
      ["unfreeze", "unfreeze --stack prod --reason it fails"],
      ["resume", "traffic resume --stack prod"],
      ["shift", "traffic shift --stack prod"],
    ] as const) {
      it(`does ${action}, and nothing else`, async () => {
        flow("three-tier", "prod");
        const ended = await run("traffic.yml", occasions.byHand({ stack: "prod", action, reason: "it fails" }));
        assert.deepEqual(told(ended), [`prod: ${command}`]);
        const waits = ["shift", "resume"].includes(action);
        assert.equal(ended.done.at(-1)?.group, waits ? "stack-prod" : `${action}-prod-77`);
      });
    }
  });

  it("up and attest do what was asked of one stack, in its environment", async () => {
    flow("three-tier", "prod");
    assert.deepEqual(told(await run("up.yml", occasions.byHand({ stack: "prod" }))), ["prod: up --stack prod"]);
    const attested = await run("attest.yml", occasions.byHand({ stack: "prod", item: "On-call team ready" }));
    assert.deepEqual(told(attested), ["prod: attest prod --item On-call team ready"]);
    const other = await run("up.yml", occasions.byHand({ stack: "production" }));
    assert.deepEqual([other.ok, told(other)], [false, []]);
  });

  describe("what runs on schedule", () => {
    const recorded = (environment: string, minutesAgo: number, state: string): void => {
      const id = github.kept.deployments.length + 1;
      const then = new Date(Date.now() - minutesAgo * 60_000).toISOString();
      github.kept.deployments.push({ id, environment, sha: commit, created_at: then, payload: { key: "k" } });
      github.kept.statuses.push({ on: id, state, created_at: then });
    };
    const often = occasions.schedule("*/5 * * * *");

    it("resumes and retires where a deployment is under way or young, and costs one job where none is", async () => {
      flow("three-tier", "dev", "stage", "prod");
      recorded("dev", 60 * 27, "success");
      assert.deepEqual(told(await run("resume-and-retire.yml", often)), ["-: github due --step-outputs"]);
      recorded("stage", 60 * 50, "in_progress");
      recorded("prod", 60, "success");
      assert.deepEqual(told(await run("resume-and-retire.yml", often)).slice(1), [
        ...["prod: traffic resume --stack prod --unattended", "prod: retire --stack prod --unattended"],
        ...["stage: traffic resume --stack stage --unattended", "stage: retire --stack stage --unattended"],
      ]);
    });

    it("retires although nothing could be resumed, and looks at every stack four times a day", async () => {
      flow("three-tier", "dev");
      at.failing = /traffic resume/;
      const ended = await run("resume-and-retire.yml", occasions.schedule("23 */6 * * *"));
      assert.deepEqual(
        [ended.ok, told(ended)],
        [false, ["dev: traffic resume --stack dev --unattended", "dev: retire --stack dev --unattended"]],
      );
    });

    it("looks for drift and rotates in each stack, one's failure keeping none of the others", async () => {
      flow("three-tier", "dev", "prod");
      assert.deepEqual(told(await run("drift.yml", occasions.schedule("17 5 * * *"))), [
        ...["dev: github drift --stack dev", "prod: github drift --stack prod"],
      ]);
      at.failing = /rotation --stack dev/;
      assert.deepEqual(told(await run("rotate.yml", occasions.schedule("47 3 * * *"))), [
        ...["dev: github rotation --stack dev", "prod: github rotation --stack prod"],
      ]);
    });
  });

  it("the contract with AWS takes everything down in the end, however far it came", async () => {
    at.failing = /traffic shift/;
    const inputs = { stack: "dev", image: "app=a@sha256:1", other: "app=b@sha256:2" };
    const ended = await run("aws-contract.yml", occasions.byHand(inputs), { CONTRACT_ROLE_ARN: "arn:contract" });
    const [last, before] = [...told(ended)].reverse();
    assert.equal(last, "aws-contract: destroy --stack dev --cloud aws --confirm dev");
    assert.match(before ?? "", /traffic shift/);
  });
});
