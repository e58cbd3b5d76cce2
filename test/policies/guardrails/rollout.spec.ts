import { judges } from "./judging";
import type { Given } from "./pack";

const groups = (blue: unknown, green: unknown) => [
  { arn: "arn:blue", weight: blue },
  { arn: "arn:green", weight: green },
];
const split = (targetGroups: readonly object[]) => ({ type: "forward", forward: { targetGroups } });
const rule: Given = { type: "aws:lb/listenerRule:ListenerRule", props: { actions: [split(groups(100, 0))] } };
const listener: Given = {
  type: "aws:lb/listener:Listener",
  props: { protocol: "TCP", defaultActions: [split(groups(100, 0))] },
};

const task = (tags: object): Given => ({
  type: "aws:ecs/taskDefinition:TaskDefinition",
  props: { containerDefinitions: "[]", tags },
});
const release = {
  "promenade:release": "1.2.0",
  "promenade:verified": "evidence/17",
  "promenade:approvals": "evidence/18",
};

describe("policies/guardrails: rollout", () => {
  const cases = [
    [rule, "actions"],
    [listener, "defaultActions"],
  ] as const;
  for (const [given, path] of cases) {
    const whole =
      "required: whole numbers from 0 to 100 that sum to 100; set each group's weight (promenade traffic sets them together)";
    const weights = (blue: unknown, green: unknown, shown: string): readonly [Record<string, unknown>, string] => [
      { [path]: [split(groups(blue, green))] },
      `found weights ${shown}; ${whole}`,
    ];
    judges(
      "traffic-weights",
      given,
      {
        "less than all": weights(50, 49, "50, 49"),
        "more than all": weights(50, 51, "50, 51"),
        halves: weights(99.5, 0.5, "99.5, 0.5"),
        "below nothing": weights(101, -1, "101, -1"),
        "below nothing, first": weights(-1, 101, "-1, 101"),
        texts: weights("50", "50", "50, 50"),
        "one text": weights(50, "50", "50, 50"),
        "AWS's own scale": weights(999, 0, "999, 0"),
        "no weights": weights(undefined, undefined, "undefined, undefined"),
        "the second action": [
          { [path]: [split(groups(1, 99)), split(groups(1, 98))] },
          `found weights 1, 98; ${whole}`,
        ],
      },
      {
        accepts: {
          "one percent": { [path]: [split(groups(99, 1))] },
          "the other slot": { [path]: [split(groups(0, 100))] },
          "a rule that does not split": { [path]: [{ type: "forward", targetGroupArn: "arn:blue" }] },
          "no actions": { [path]: undefined },
        },
      },
    );
    const both = "required: a target group for each of the two slots; name both, one of them with weight 0";
    judges("traffic-slots", given, {
      "one slot": [{ [path]: [split([{ arn: "arn:blue", weight: 100 }])] }, `found 1 target group; ${both}`],
      "three groups": [
        { [path]: [split([...groups(60, 40), { arn: "arn:red", weight: 0 }])] },
        `found 3 target groups; ${both}`,
      ],
      "one slot twice": [
        {
          [path]: [
            split([
              { arn: "arn:blue", weight: 60 },
              { arn: "arn:blue", weight: 40 },
            ]),
          ],
        },
        `found one target group twice; ${both}`,
      ],
    });
  }

  const without = (tag: string) => ({ tags: { ...release, [tag]: undefined } });
  const empty = (tag: string) => ({ tags: { ...release, [tag]: "" } });
  const accepts = {
    "a slot without a release": { tags: { Name: "blue" } },
    "a release of no name": { tags: { "promenade:release": "" } },
    "no tags": { tags: undefined },
  };
  const verified =
    'found release "1.2.0" without tag "promenade:verified"; required: a reference to its verification where the flow says; ' +
    "verify the images in the source environment (promenade verify), and promote them from there";
  judges(
    "release-verified",
    task(release),
    {
      "no reference": [without("promenade:verified"), verified],
      "an empty reference": [empty("promenade:verified"), verified],
    },
    { accepts },
  );
  const approved =
    'found release "1.2.0" without tag "promenade:approvals"; required: a reference to its approvals; ' +
    "have the promotion approved, and promote by it (promenade promote)";
  judges(
    "release-approved",
    task(release),
    {
      "no reference": [without("promenade:approvals"), approved],
      "an empty reference": [empty("promenade:approvals"), approved],
    },
    { accepts },
  );
});
