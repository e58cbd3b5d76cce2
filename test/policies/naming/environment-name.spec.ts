import assert from "node:assert/strict";
import { join } from "node:path";
import { judges, policies, type Resource, RunningPack } from "../pack";

const stack = (name: string): Resource => ({
  type: "pulumi:pulumi:Stack",
  name: `promenade-${name}`,
  props: {},
  stack: name,
});

describe("policies/naming: environment-name", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(join(policies, "naming", "main.js"));
  });
  after(() => pack.stop());

  const required = "required: an environment of the flow: dev, stage, prod";
  const change = "name the stack after one of them, or add it to the rule's environments";
  judges("environment-name", () => pack, [
    {
      valid: stack("dev"),
      broken: [
        {
          because: "a name of no environment",
          resource: stack("qa"),
          messages: [`promenade-qa (pulumi:pulumi:Stack): found stack "qa"; ${required}; ${change}`],
        },
        {
          because: "another spelling",
          resource: stack("Prod"),
          messages: [`promenade-Prod (pulumi:pulumi:Stack): found stack "Prod"; ${required}; ${change}`],
        },
        {
          because: "an environment with something behind it that is not a region",
          resource: stack("prod-blue"),
          messages: [`promenade-prod-blue (pulumi:pulumi:Stack): found stack "prod-blue"; ${required}; ${change}`],
        },
      ],
    },
    {
      valid: stack("prod-eu-west-1"),
      broken: [
        {
          because: "a region of no environment",
          resource: stack("qa-us-gov-east-1"),
          messages: [
            "promenade-qa-us-gov-east-1 (pulumi:pulumi:Stack): " +
              `found stack "qa-us-gov-east-1", of environment "qa"; ${required}; ${change}`,
          ],
        },
        {
          because: "a pull request in a flow without previews",
          resource: stack("pr-123"),
          messages: [
            "promenade-pr-123 (pulumi:pulumi:Stack): " +
              `found stack "pr-123", of environment "preview"; ${required}; ${change}`,
          ],
        },
      ],
    },
  ]);

  it("judges a stack once, not with each of its resources", async () => {
    const policy: Resource = { type: "aws:iam/rolePolicy:RolePolicy", name: "p", props: {}, stack: "qa" };
    assert.deepEqual(await pack.judge(policy), []);
  });

  describe("configured with another flow's environments", () => {
    before(() => pack.configure({ "environment-name": { environments: ["preview", "dev-int"] } }));

    for (const name of ["pr-1", "dev-int", "dev-int-ap-southeast-2"]) {
      it(`accepts ${name}`, async () => {
        assert.deepEqual(await pack.judge(stack(name)), []);
      });
    }
    for (const name of ["dev", "pr-0", "pr-", "pr-1x", "apr-1", "dev-eu-west-1-int"]) {
      it(`refuses ${name}`, async () => {
        const [finding] = await pack.judge(stack(name));
        assert.equal(finding?.policy, "environment-name");
        assert.match(finding.message, /required: an environment of the flow: preview, dev-int;/);
      });
    }
  });
});
