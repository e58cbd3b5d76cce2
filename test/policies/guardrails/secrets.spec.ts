import assert from "node:assert/strict";
import { changed, judges, judgesStack } from "./judging";
import { type Given, Pack } from "./pack";

const secret: Given = {
  type: "aws:secretsmanager/secret:Secret",
  protect: true,
  props: { kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/1" },
};
const rotation: Given = {
  type: "aws:secretsmanager/secretRotation:SecretRotation",
  props: { secretId: "arn:secret", rotationRules: { automaticallyAfterDays: 90 } },
};
const key: Given = { type: "aws:kms/key:Key", protect: true, props: { enableKeyRotation: true } };
const keyPolicy: Given = { type: "aws:kms/keyPolicy:KeyPolicy", props: {} };

const policy = (statement: object) => ({
  policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "kms:*", ...statement }] }),
});

describe("policies/guardrails: secrets and keys", () => {
  const often = (days: number) =>
    `required: a rotation every ${days} days or more often; set rotationRules.automaticallyAfterDays (promenade:rotation)`;
  judges(
    "secret-rotation-interval",
    rotation,
    {
      "half a year and a day": [
        { rotationRules: { automaticallyAfterDays: 181 } },
        `found rotationRules {"automaticallyAfterDays":181}; ${often(90)}`,
      ],
      "a day more": [
        { rotationRules: { automaticallyAfterDays: 91 } },
        `found rotationRules {"automaticallyAfterDays":91}; ${often(90)}`,
      ],
      "a rate": [
        { rotationRules: { scheduleExpression: "rate(91 days)" } },
        `found rotationRules {"scheduleExpression":"rate(91 days)"}; ${often(90)}`,
      ],
      hours: [
        { rotationRules: { scheduleExpression: "rate(2161 hours)" } },
        `found rotationRules {"scheduleExpression":"rate(2161 hours)"}; ${often(90)}`,
      ],
      "a schedule that does not tell": [
        { rotationRules: { scheduleExpression: "cron(0 4 1 * ? *)" } },
        `found rotationRules {"scheduleExpression":"cron(0 4 1 * ? *)"}; ${often(90)}`,
      ],
      "more than a rate": [
        { rotationRules: { scheduleExpression: "rate(1 day) or so" } },
        `found rotationRules {"scheduleExpression":"rate(1 day) or so"}; ${often(90)}`,
      ],
      "less than a rate": [
        { rotationRules: { scheduleExpression: "at a rate(1 day)" } },
        `found rotationRules {"scheduleExpression":"at a rate(1 day)"}; ${often(90)}`,
      ],
      "no rules": [{ rotationRules: undefined }, `found no rotationRules; ${often(90)}`],
    },
    {
      accepts: {
        "a rate": { rotationRules: { scheduleExpression: "rate(90 days)" } },
        "one day": { rotationRules: { scheduleExpression: "rate(1 day)" } },
        hours: { rotationRules: { scheduleExpression: "rate(2160 hours)" } },
        "one hour": { rotationRules: { scheduleExpression: "rate(1 hour)" } },
      },
    },
  );
  judges(
    "secret-rotation-interval",
    { ...rotation, props: { rotationRules: { automaticallyAfterDays: 180 } } },
    {
      "half a year and a day, in stage": [
        { rotationRules: { automaticallyAfterDays: 181 } },
        `found rotationRules {"automaticallyAfterDays":181}; ${often(180)}`,
      ],
    },
    { stack: "stage" },
  );
  for (const stack of ["dev", "pr-7"]) {
    it(`asks the same of keys in ${stack}`, () => {
      const of = (days: number) =>
        new Pack().judge(changed(rotation, { rotationRules: { automaticallyAfterDays: days } }), stack).length;
      assert.deepEqual([of(180), of(181)], [0, 1]);
    });
  }
  it("asks passwords to be rotated every 30 days", () => {
    const of = (days: number) =>
      new Pack()
        .judge({
          ...rotation,
          name: "prod-POSTGRES_PASSWORD",
          props: { rotationRules: { automaticallyAfterDays: days } },
        })
        .map(({ message }) => message);
    assert.deepEqual(of(30), []);
    assert.deepEqual(of(31), [
      `prod-POSTGRES_PASSWORD (${rotation.type}): found rotationRules {"automaticallyAfterDays":31}; ${often(30)}`,
    ]);
  });

  const own = "required: a customer key; set kmsKeyId to a key of its own";
  judges("secret-customer-key", secret, {
    "AWS's key": [{ kmsKeyId: "alias/aws/secretsmanager" }, `found kmsKeyId "alias/aws/secretsmanager"; ${own}`],
    "says nothing": [{ kmsKeyId: undefined }, `found no kmsKeyId; ${own}`],
  });

  const turned = "required: enableKeyRotation true; set enableKeyRotation: true";
  judges(
    "kms-rotation",
    key,
    {
      "turned off": [{ enableKeyRotation: false }, `found enableKeyRotation false; ${turned}`],
      "says nothing": [{ enableKeyRotation: undefined }, `found no enableKeyRotation; ${turned}`],
      "symmetric, by name": [
        { enableKeyRotation: undefined, customerMasterKeySpec: "SYMMETRIC_DEFAULT" },
        `found no enableKeyRotation; ${turned}`,
      ],
    },
    { accepts: { "a key that AWS cannot rotate": { enableKeyRotation: false, customerMasterKeySpec: "RSA_2048" } } },
  );

  for (const given of [key, keyPolicy]) {
    const everybody =
      "required: principals by name, or a condition on who calls; name the principals in the key's policy";
    judges(
      "kms-key-policy",
      given,
      {
        everybody: [policy({ Principal: "*" }), `found statement 1 that allows everybody; ${everybody}`],
        "every account": [
          policy({ Sid: "Open", Principal: { AWS: ["arn:aws:iam::123456789012:root", "*"] } }),
          `found statement "Open" that allows everybody; ${everybody}`,
        ],
        "everybody but somebody": [
          policy({ NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } }),
          `found statement 1 that allows everybody; ${everybody}`,
        ],
        "an empty condition": [
          policy({ Principal: "*", Condition: {} }),
          `found statement 1 that allows everybody; ${everybody}`,
        ],
      },
      {
        accepts: {
          "the account": policy({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
          "a condition": policy({
            Principal: "*",
            Condition: { StringEquals: { "kms:CallerAccount": "123456789012" } },
          }),
          "a refusal": policy({ Effect: "Deny", Principal: "*" }),
          "one statement by itself": {
            policy: { Statement: { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" } } },
          },
          "an empty text": { policy: "" },
        },
      },
    );
  }

  const stored: Given = { type: "aws:secretsmanager/secret:Secret", name: "API_KEY", props: { arn: "arn:key" } };
  const other: Given = {
    type: "aws:secretsmanager/secret:Secret",
    name: "OTHER",
    props: { arn: "arn:other", id: "other" },
  };
  const rotated: Given = { type: rotation.type, name: "API_KEY-rotation", props: { secretId: "arn:key" } };
  const never = (name: string) =>
    `${name} (aws:secretsmanager/secret:Secret): found no rotation; required: a rotation; ` +
    "add aws:secretsmanager/secretRotation:SecretRotation with its secretId";
  const version: Given = {
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    name: "first",
    from: { secretId: ["API_KEY"] },
  };
  const unknownYet = { ...rotated, props: {}, from: { secretId: ["first"] } };
  judgesStack(
    "secret-rotation",
    [stored, rotated],
    {
      "one of two": [[stored, other, rotated], never("OTHER")],
      both: [[stored, other], never("API_KEY"), never("OTHER")],
      "one made from another secret's version": [[stored, other, version, unknownYet], never("OTHER")],
      "one that names another, and was made from it by the way": [
        [stored, other, version, { ...rotated, props: { secretId: "arn:other" }, from: { secretId: ["first"] } }],
        never("API_KEY"),
      ],
      "two that were made from each other": [
        [
          stored,
          { ...version, from: { secretId: ["second"] } },
          { ...version, name: "second", from: { secretId: ["first"] } },
          unknownYet,
        ],
        never("API_KEY"),
      ],
    },
    {
      accepts: {
        "by its id": [other, changed(rotated, { secretId: "other" })],
        "by way of its version, while nothing is known": [{ ...stored, props: {} }, version, unknownYet],
      },
    },
  );
});
