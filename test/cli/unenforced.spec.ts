import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unenforcedIn } from "../../cli/unenforced";
import { loadFlow } from "../../flows/load";

describe("what GitHub does not enforce of a flow", () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), "promenade-unenforced-"));
    writeFileSync(join(checkout, "Pulumi.yaml"), "name: promenade\n");
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  const flow = loadFlow("three-tier");
  const stackFile = (stack: string, plan: string, more = "") => {
    const repository = `promenade:repository: { name: one/app, plan: ${plan}, teams: { release-approvers: 1 } }`;
    writeFileSync(join(checkout, `Pulumi.${stack}.yaml`), `config:\n  ${repository}\n${more}`);
  };

  it("is told for every stack that a file names a repository for", () => {
    stackFile("dev", "free");
    stackFile("prod", "team");
    const found = unenforcedIn(checkout, flow).map(({ stack, says }) => `${stack}: ${says.slice(0, 50)}`);
    assert.deepEqual(found, [
      "dev: GitHub has no environments for a private repositor",
      "dev: GitHub protects no branches and no tags for a priv",
      "prod: GitHub enforces no reviewers and no wait timers fo",
    ]);
  });

  it("is nothing where the plan has all of it, where no repository is named, for another flow's stacks, and in files that cannot be read", () => {
    stackFile("prod", "enterprise");
    stackFile("stage", "free", "  promenade:flow: staging-first\n");
    writeFileSync(join(checkout, "Pulumi.dev.yaml"), "config:\n  promenade:tier: dev\n");
    writeFileSync(join(checkout, "Pulumi.other.yaml"), "config: [");
    assert.deepEqual(unenforcedIn(checkout, flow), []);
  });
});
