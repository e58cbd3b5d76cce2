import assert from "node:assert/strict";
import { driftText, rotationText } from "../../../core/github/issue-texts";

const run = "https://github.example/acme/shop/actions/runs/77";

describe("issues that follow a stack", () => {
  it("of drift name each difference, what to do about it, and who has seen it", () => {
    const text = driftText("prod", ["prod-logs (aws:cloudwatch/logGroup:LogGroup) differs in retentionInDays"], run);
    assert.match(
      text,
      /^What runs in `prod` is not what its record says:\n\n- prod-logs .* differs in retentionInDays\n/,
    );
    assert.match(text, /npx promenade status --stack prod --drift/);
    assert.ok(text.endsWith(`Seen by [this run](${run}).`));
    assert.doesNotMatch(driftText("prod", ["x"]), /this run/);
  });

  it("of rotation tell each problem in a few lines, and that it can be tried again", () => {
    const problem = {
      where: "prod",
      wrong: "traffic is being shifted",
      found: "green=10",
      allowed: "",
      change: "wait",
    };
    const text = rotationText("prod", [problem], run);
    assert.match(text, /- \*\*prod\*\*: traffic is being shifted {2}\n {2}found green=10 {2}\n {2}do wait\n/);
    assert.match(text, /npx promenade rotate --stack prod --due/);
  });

  it("let nothing that a cloud tells become markup", () => {
    assert.doesNotMatch(driftText("prod", ["<img> @octocat"]), /<img>|@octocat/);
  });
});
