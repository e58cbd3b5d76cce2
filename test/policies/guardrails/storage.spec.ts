import assert from "node:assert/strict";
import { changed, judges, judgesStack } from "./judging";
import { type Given, Pack } from "./pack";

const topic: Given = { type: "aws:sns/topic:Topic", props: { kmsMasterKeyId: "arn:key" } };
const topicPolicy: Given = { type: "aws:sns/topicPolicy:TopicPolicy", props: {} };
const vault: Given = { type: "aws:backup/vault:Vault", protect: true, props: { kmsKeyArn: "arn:key" } };
const group: Given = { type: "aws:cloudwatch/logGroup:LogGroup", props: { retentionInDays: 731, kmsKeyId: "arn:key" } };

const statement = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const document = (...statements: readonly object[]) => ({ policy: JSON.stringify({ Statement: statements }) });
const bucketPolicy: Given = { type: "aws:s3/bucketPolicy:BucketPolicy", props: document(statement) };

const ways = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
const block: Given = {
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  props: Object.fromEntries(ways.map((way) => [way, true])),
};

describe("policies/guardrails: storage, messages, logs", () => {
  const keys = [
    ["sns-encrypted", topic, "kmsMasterKeyId", "a key"],
    ["backup-encrypted", vault, "kmsKeyArn", "a customer key"],
    ["log-encrypted", group, "kmsKeyId", "a customer key"],
  ] as const;
  for (const [rule, given, path, required] of keys) {
    judges(rule, given, {
      "no key": [{ [path]: undefined }, `found no ${path}; required: ${required}; set ${path}`],
      "an empty name": [{ [path]: "" }, `found ${path} ""; required: ${required}; set ${path}`],
    });
  }

  for (const given of [topic, topicPolicy]) {
    const everybody =
      "required: principals by name, or a condition on who calls; name the principals in the topic's policy";
    const allow = { Effect: "Allow", Principal: "*", Action: "sns:Publish" };
    judges(
      "sns-not-public",
      given,
      {
        everybody: [document(allow), `found statement 1 that allows everybody; ${everybody}`],
        "the second statement": [
          document({ ...allow, Principal: { Service: "events.amazonaws.com" } }, allow),
          `found statement 2 that allows everybody; ${everybody}`,
        ],
      },
      {
        accepts: {
          "a condition": document({ ...allow, Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } }),
        },
      },
    );
  }

  judges(
    "bucket-public-access-blocked",
    block,
    Object.fromEntries(
      ways.flatMap((way): readonly (readonly [string, readonly [Record<string, unknown>, string]])[] => [
        [`${way} off`, [{ [way]: false }, `found ${way} false; required: ${way} true; set ${way}: true`]],
        [`no ${way}`, [{ [way]: undefined }, `found no ${way}; required: ${way} true; set ${way}: true`]],
      ]),
    ),
  );

  const plain =
    'found no statement that refuses plain HTTP; required: Deny of s3:* to everybody where aws:SecureTransport is "false"; ' +
    "add that statement to the bucket's policy";
  judges(
    "bucket-tls",
    bucketPolicy,
    {
      "an empty policy": [document(), plain],
      "says nothing": [{ policy: undefined }, plain],
      "a permission": [document({ ...statement, Effect: "Allow" }), plain],
      "of somebody": [document({ ...statement, Principal: { AWS: "arn:somebody" } }), plain],
      "of one action": [document({ ...statement, Action: "s3:GetObject" }), plain],
      "without a condition": [document({ ...statement, Condition: undefined }), plain],
      "with another condition": [document({ ...statement, Condition: { StringEquals: {} } }), plain],
      "the wrong way round": [
        document({ ...statement, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
        plain,
      ],
    },
    {
      accepts: {
        "every action": document({ ...statement, Action: "*" }),
        "an action more": document({ ...statement, Action: ["s3:GetObject", "s3:*"] }),
        "one statement of several": document({ ...statement, Effect: "Allow", Principal: { AWS: "arn:a" } }, statement),
        "a boolean": document({ ...statement, Condition: { Bool: { "aws:SecureTransport": false } } }),
        "an object": { policy: { Statement: [{ ...statement, Principal: { AWS: "*" } }] } },
      },
    },
  );

  const kept = (days: string) => `required: at least ${days}; set retentionInDays (promenade:logs.retentionDays)`;
  judges("log-retention", group, {
    "for ever": [{ retentionInDays: 0 }, `found retentionInDays 0; ${kept("731 days")}`],
    "for ever, as AWS does": [{ retentionInDays: undefined }, `found no retentionInDays; ${kept("731 days")}`],
    "a year": [{ retentionInDays: 545 }, `found retentionInDays 545; ${kept("731 days")}`],
  });
  judges(
    "log-retention",
    changed(group, { retentionInDays: 30 }),
    { "for ever, in stage": [{ retentionInDays: 0 }, `found retentionInDays 0; ${kept("30 days")}`] },
    { stack: "stage" },
  );
  for (const stack of ["dev", "pr-7"]) {
    judges(
      "log-retention",
      changed(group, { retentionInDays: 1 }),
      { [`for ever, in ${stack}`]: [{ retentionInDays: 0 }, `found retentionInDays 0; ${kept("1 day")}`] },
      { stack },
    );
  }
  it("takes one tier's days from the configuration, and keeps the others'", () => {
    const pack = new Pack().configured({ "log-retention": { minimumDays: { prod: 365 } } });
    const levels = (retentionInDays: number, stack: string) =>
      pack.judge(changed(group, { retentionInDays }), stack).length;
    assert.deepEqual([levels(365, "prod"), levels(180, "prod")], [0, 1]);
    assert.deepEqual([levels(30, "stage"), levels(14, "stage")], [0, 1]);
  });

  const bucket: Given = { type: "aws:s3/bucket:Bucket", name: "archive", props: { bucket: "shop-archive" } };
  for (const [rule, type, called] of [
    ["bucket-public-access-managed", block.type, "public access block"],
    ["bucket-policy-managed", bucketPolicy.type, "bucket policy"],
  ] as const) {
    const other: Given = { type, name: "of-archive", props: { bucket: "shop-archive" } };
    const message = `archive (aws:s3/bucket:Bucket): found no ${called}; required: a ${called}; add ${type} with its bucket`;
    judgesStack(rule, [bucket, other], {
      none: [[bucket], message],
      "another bucket's": [[bucket, changed(other, { bucket: "shop-other" })], message],
    });
  }
});
