import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openDelivery } from "../../../cli/ports/github-delivery";
import { countStopping, scannedFindings } from "../../../cli/ports/image-scans";
import { approvalsIn, askerOf, factsOf } from "../../../cli/promotion/facts";
import { contextOf } from "../../../cli/context";
import { readStackFile } from "../../../cli/stack-file";
import { pathSchema } from "../../../core/flow/path-schema";
import { checkout } from "../../support/environment";
import { digest } from "../../support/settings";

const sha = "9f8d0b1".padEnd(40, "0");
const here = "/repos/acme/shop";
const review = (login: string, state: string) => ({ user: { login }, state });

/** GitHub's answers by path, in the shapes that its REST API documents. */
const answers: Record<string, unknown> = {
  [`${here}/commits/${sha}/check-runs`]: {
    total_count: 5,
    check_runs: [
      { name: "test", status: "completed", conclusion: "success" },
      { name: "docs", status: "completed", conclusion: "skipped" },
      { name: "codeql", status: "completed", conclusion: "timed_out" },
      { name: "web", status: "in_progress", conclusion: null },
      { name: "twice", status: "completed", conclusion: "success" },
    ],
  },
  [`${here}/commits/${sha}/status`]: {
    statuses: [
      { context: "legacy", state: "success" },
      { context: "twice", state: "failure" },
    ],
  },
  [`${here}/commits/${sha}/pulls`]: [
    { number: 7, merged_at: "2026-01-15T09:00:00Z", user: { login: "rita" } },
    { number: 8, merged_at: null, user: { login: "rita" } },
  ],
  [`${here}/pulls/7/reviews`]: [
    review("anna", "APPROVED"),
    review("anna", "COMMENTED"),
    review("otto", "APPROVED"),
    review("otto", "CHANGES_REQUESTED"),
    review("ben", "CHANGES_REQUESTED"),
    review("ben", "APPROVED"),
    review("rita", "APPROVED"),
    { user: null, state: "APPROVED" },
  ],
  [`${here}/tags`]: [
    { name: "v2.0.0", commit: { sha } },
    { name: "v1.0.0", commit: { sha: "1".repeat(40) } },
  ],
  [`${here}/compare/${encodeURIComponent(`hotfix/1...${sha}`)}`]: { status: "behind", ahead_by: 0, commits: [] },
  [`${here}/compare/${encodeURIComponent(`hotfix/2...${sha}`)}`]: { status: "diverged", ahead_by: 3, commits: [] },
  [`${here}/actions/runs/5`]: {
    actor: { login: "rita" },
    triggering_actor: { login: "otto" },
    created_at: "2026-01-15T10:00:00Z",
    html_url: "https://github.com/acme/shop/actions/runs/5",
  },
  [`${here}/actions/runs/5/approvals`]: [
    {
      state: "approved",
      comment: "fine",
      user: { login: "anna" },
      environments: [{ name: "promotion-approval-prod" }],
    },
    { state: "rejected", comment: "no", user: { login: "ben" }, environments: [{ name: "promotion-approval-prod" }] },
    { state: "approved", comment: "", user: { login: "cleo" }, environments: [{ name: "promotion-approval-staging" }] },
    {
      ...{ state: "approved", comment: "", user: { login: "dora" } },
      environments: [{ name: "promotion-approval-prod-region-b" }],
    },
  ],
};

describe("GitHub, asked about a release", () => {
  const server = createServer(({ url = "" }, response) => {
    const answer = answers[url.split("?")[0] ?? ""];
    const status = answer === undefined ? 404 : 200;
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify(answer ?? { message: "Not Found" }));
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = () => openDelivery("acme/shop", { GITHUB_API_URL: url(), GITHUB_TOKEN: "t" });
  before((done) => void server.listen(0, "127.0.0.1", done));
  after(() => server.close());

  it("tells checks as branch protection judges them, the worst of each name", async () => {
    const { checks } = await (await open()).commit(sha);
    assert.deepEqual(checks, {
      ...{ test: "passed", docs: "passed", codeql: "failed", web: "pending" },
      ...{ twice: "failed", legacy: "passed" },
    });
  });

  it("counts people whose last word on the merged pull request is a yes, and not its author", async () =>
    assert.equal((await (await open()).commit(sha)).codeReviewers, 2));

  it("tells the commit's own tags", async () => assert.deepEqual((await (await open()).commit(sha)).tags, ["v2.0.0"]));

  it("tells whether a commit is a branch's", async () => {
    const github = await open();
    const on = await Promise.all(["hotfix/1", "hotfix/2", "hotfix/3"].map((branch) => github.isOn(branch, sha)));
    assert.deepEqual(on, [true, false, false]);
  });

  it("has nothing to say of a commit that it does not have", async () =>
    assert.deepEqual(await (await open()).commit("f".repeat(40)), { checks: {}, codeReviewers: 0, tags: [] }));

  const surroundings = (environment: NodeJS.ProcessEnv) =>
    contextOf({ stdout: process.stdout, stderr: process.stderr, checkout, environment }, {});
  const outsideOf = async (run: string | undefined) =>
    ({ cloud: "aws", github: await open(), run, repository: "acme/shop" }) as const;

  it("tells who asks by a run, and who has run it again", async () => {
    const asker = await askerOf(surroundings({}), await outsideOf("5"), "arn:aws:iam::1:role/deploy");
    assert.deepEqual(
      [asker.requester, asker.alsoAskedBy, asker.run?.id, asker.vouching],
      ["rita", ["otto"], "5", false],
    );
    const terminal = await askerOf(surroundings({}), await outsideOf(undefined), "arn:aws:iam::1:user/rita");
    assert.deepEqual(
      [terminal.requester, terminal.run, terminal.vouching],
      ["arn:aws:iam::1:user/rita", undefined, false],
    );
  });

  it("tells approvals of the environments that count, as of when the run began", async () => {
    const by = async (...environments: readonly string[]) => approvalsIn(await outsideOf("5"), environments);
    assert.deepEqual(await by("promotion-approval-prod"), [
      { by: "anna", comment: "fine", at: "2026-01-15T10:00:00.000Z" },
    ]);
    assert.deepEqual(
      (await by("promotion-approval-prod-region-b", "promotion-approval-staging")).map((one) => one.by),
      ["cleo", "dora"],
    );
    assert.deepEqual(await approvalsIn(await outsideOf(undefined), ["promotion-approval-prod"]), []);
  });

  it("is asked only for what the gates want to know, and nobody's typed word stands for it on AWS", async () => {
    const file = readStackFile(checkout, "dev");
    const release = { release: "2.0.0", images: { app: `registry.example/app@${digest("a")}` } };
    const entry = (gates: object) => pathSchema.parse({ from: "stage", to: "prod", gates });
    const facts = async (commit: string | undefined, gates: object) =>
      factsOf(surroundings({}), await outsideOf("5"), file, { ...release, ...(commit && { commit }) }, entry(gates));
    assert.equal((await facts(sha, { codeReviewers: 1 })).commit?.codeReviewers, 2);
    assert.deepEqual((await facts(sha, {})).commit, { checks: {}, codeReviewers: 0, tags: [] });
    assert.deepEqual((await facts(undefined, { codeReviewers: 1 })).commit?.codeReviewers, 0);
    const nobody = { cloud: "aws", github: undefined, run: undefined } as const;
    const without = await factsOf(surroundings({}), nobody, file, release, entry({ codeReviewers: 1 }));
    assert.equal(without.commit?.codeReviewers, 0);
  });
});

describe("the registry's scan", () => {
  it("stops a release for critical and high findings, and counts once it has come to its end", () => {
    assert.equal(countStopping("COMPLETE", { CRITICAL: 1, HIGH: 2, MEDIUM: 40 }), 3);
    assert.equal(countStopping("ACTIVE", {}), 0);
    for (const status of ["IN_PROGRESS", "FAILED", "UNSUPPORTED_IMAGE", undefined]) {
      assert.equal(countStopping(status, {}), undefined);
    }
  });

  it("is unknown for an image of another registry: nobody takes that for clean", async () =>
    assert.equal(await scannedFindings({ app: `registry.example/app@${digest("a")}` }), undefined));
});
