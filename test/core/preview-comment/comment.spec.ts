import assert from "node:assert/strict";
import { previewComment } from "../../../core/preview-comment/comment";
import type { Foreseen, Stopped } from "../../../core/preview-comment/previewed";

const nothing: Foreseen = {
  resources: { create: 0, update: 0, replace: 0, delete: 0, same: 160 },
  changes: [],
  policies: [],
  cost: { monthly: 120, before: 120, budget: 300 },
};

const changed: Foreseen = {
  resources: { create: 1, update: 1, replace: 0, delete: 0, same: 158 },
  changes: [
    {
      operation: "create",
      name: "dev-cache",
      type: "aws:elasticache/replicationGroup:ReplicationGroup",
      properties: [],
    },
    {
      operation: "update",
      name: "dev-logs",
      type: "aws:cloudwatch/logGroup:LogGroup",
      properties: ["retentionInDays"],
    },
  ],
  policies: [
    {
      ...{ pack: "guardrails", rule: "rds-backups", severity: "medium", enforcement: "advisory", kind: "broken" },
      message: "dev-database: found 0; required: 1",
    },
    {
      ...{ pack: "guardrails", rule: "ecs-logging", severity: "low", enforcement: "advisory", kind: "pending" },
      message: "not known yet",
    },
  ],
  cost: { monthly: 132.5, before: 120, budget: 300 },
};

const refused: Stopped = {
  error: {
    kind: "refused",
    problems: [
      { where: "guardrails/rds-encrypted", wrong: "a policy refuses prod-database", found: "false", change: "set it" },
    ],
  },
};

describe("the comment of a preview", () => {
  it("has a row and the details of each stack that changes, and names the others", () => {
    const text = previewComment(
      [
        { stack: "dev", preview: changed },
        { stack: "stage", preview: nothing },
        { stack: "prod", preview: refused },
      ],
      "9f8d0b1c2d3e4f5061728394a5b6c7d8e9f00112",
    );
    assert.equal(
      text,
      `## 2 stacks change

As of 9f8d0b1c2d3e.

| stack | resources | policies | cost a month |
| --- | --- | --- | --- |
| \`dev\` | +1 ~1 | passed; 1 broken, 1 judged at up | 132.50 USD (+12.50) of 300 |
| \`prod\` | **refused** | 1 stop it | – |

Nothing changes in \`stage\`.

<details><summary>dev</summary>

|  | resource | type | properties |
| --- | --- | --- | --- |
| + create | dev-cache | aws:elasticache/replicationGroup:ReplicationGroup |  |
| ~ update | dev-logs | aws:cloudwatch/logGroup:LogGroup | retentionInDays |

- \`guardrails/rds-backups\` (medium, advisory): dev-database: found 0; required: 1

</details>

<details><summary>prod</summary>

- **guardrails/rds-encrypted**: a policy refuses prod-database; found false; do set it

</details>`,
    );
  });

  it("says so where nothing changes", () => {
    assert.equal(
      previewComment([{ stack: "dev", preview: nothing }]),
      "## No stack changes\n\nNothing changes in `dev`.",
    );
  });

  it("tells what is new, what falls, and what is over the budget", () => {
    const cost = (monthly: number, before: number | null): string =>
      previewComment([{ stack: "dev", preview: { ...changed, cost: { monthly, before, budget: 100 } } }]);
    assert.match(cost(90, null), /\| 90\.00 USD \(new\) of 100 \|/);
    assert.match(cost(90, 95.5), /\| 90\.00 USD \(−5\.50\) of 100 \|/);
    assert.match(cost(101, 101), /\| 101\.00 USD \(±0\) \*\*over the budget of 100\*\* \|/);
  });

  it("lets nothing that a program names become markup, or call somebody", () => {
    const changes = [{ ...changed.changes[0]!, name: "a|b <img src=x> @octocat `x`" }];
    const text = previewComment([{ stack: "dev", preview: { ...changed, changes } }]);
    assert.doesNotMatch(text, /<img|@octocat|[^\\]\|b|[^\\]`x/);
  });

  it("is never longer than GitHub takes, and says how much it leaves out", () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ ...changed.changes[0]!, name: `resource-${at}` }));
    const some = previewComment([{ stack: "dev", preview: { ...changed, changes: many } }]);
    assert.match(some, /… and 140 more\./);
    const stacks = Array.from({ length: 30 }, (_, at) => ({
      stack: `prod-${at}`,
      preview: { ...changed, changes: many.map((one) => ({ ...one, properties: ["a".repeat(100)] })) },
    }));
    const text = previewComment(stacks);
    assert.ok(text.length < 65_536, `${text.length}`);
    assert.match(text, /prod-29.*\n(.*\n)*.*too long for a comment/);
  });
});
