import assert from "node:assert/strict";
import { aws } from "../../../sandbox/aws/package";
import type { Properties } from "../../../sandbox/cloud";
import { LocalCloud } from "../local-cloud";
import { bucketPolicy, inputsOf, makeEnvironment, policy, type Made } from "./environment";

const rule = (changes: Properties): Properties => ({
  rules: [{ id: "logs", status: "Enabled", filter: { prefix: "" }, ...changes }],
});
const transition = (days: number, storageClass: string) => ({ days, storageClass });

/** Refused before anything is called: sample, what is changed in it, what is said. */
const atPlan: readonly (readonly [sample: string, changes: Properties, said: RegExp])[] = [
  ["bucket", { bucket: "ab" }, /length of bucket to be in the range \(3 - 63\) characters, got 2/],
  ["bucket", { bucket: "a".repeat(64) }, /got 64/],
  ["bucket", { bucket: "Dev-Archive" }, /only contain lower-case letters/],
  ["bucket", { bucket: "-archive" }, /must begin and end with a letter or a digit/],
  ["bucket", { bucket: "dev..archive" }, /two adjacent periods/],
  ["bucket", { bucket: "10.0.0.1" }, /formatted as an IP address/],
  ["bucket", { bucket: "archive-s3alias" }, /cannot end with -s3alias/],
  ["bucket versions", { versioningConfiguration: { status: "On" } }, /one of \["Enabled", "Suspended", "Disabled"\]/],
  [
    "bucket encryption",
    { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "k" } }] },
    /KMSMasterKeyID is not applicable/,
  ],
  ["bucket owner", { rule: { objectOwnership: "Mine" } }, /one of \["BucketOwnerPreferred"/],
  ["bucket lock", { rule: { defaultRetention: { mode: "GOVERNANCE", days: 1, years: 1 } } }, /one \(and only one\) of/],
  ["bucket lock", { rule: { defaultRetention: { mode: "SOFT", days: 1 } } }, /one of \["GOVERNANCE", "COMPLIANCE"\]/],
  ["bucket lifecycle", rule({}), /At least one action needs to be specified/],
  [
    "bucket lifecycle",
    rule({ transitions: [transition(29, "STANDARD_IA")] }),
    /greater than or equal to 30 for storageClass 'STANDARD_IA', got 29/,
  ],
  [
    "bucket lifecycle",
    rule({ transitions: [transition(90, "GLACIER")], expiration: { days: 90 } }),
    /Expiration action \(90\) must be greater than 'Days' in the Transition action \(90\)/,
  ],
  [
    "bucket lifecycle",
    rule({ transitions: [transition(30, "GLACIER"), transition(60, "STANDARD_IA")] }),
    /objects only move down/,
  ],
  [
    "bucket lifecycle",
    { rules: [rule({ expiration: { days: 1 } }), rule({ expiration: { days: 2 } })].flatMap(({ rules }) => rules) },
    /Rule ID must be unique/,
  ],
];

const allow = (changes: Properties) => ({ policy: bucketPolicy("dev-archive", changes) });

/** Refused by the call itself: sample, what is changed in it, what is said. */
const atCall: readonly (readonly [what: string, sample: string, changes: Properties, said: RegExp])[] = [
  ["a name that is taken", "bucket", {}, /BucketAlreadyOwnedByYou: S3 Bucket with bucket "dev-archive" already exists/],
  ["a name taken in another region", "bucket", { region: "us-east-1" }, /BucketAlreadyOwnedByYou/],
  ["a setting of no bucket", "bucket versions", { bucket: "none" }, /NoSuchBucket: bucket 'none' does not exist/],
  [
    "a policy of another bucket",
    "bucket policy",
    { policy: bucketPolicy("other") },
    /MalformedPolicy.*invalid resource/,
  ],
  ["a policy for nobody", "bucket policy", { policy: policy() }, /MalformedPolicy: Missing required field Principal/],
  [
    "a policy for objects that names none",
    "bucket policy",
    allow({ Action: "s3:PutObject", Resource: "arn:aws:s3:::dev-archive" }),
    /Action does not apply to any resource/,
  ],
  [
    "a public policy where they are blocked",
    "bucket policy",
    allow({ Principal: "*", Condition: undefined }),
    /AccessDenied: because public policies are prevented/,
  ],
];

describe("buckets of the local cloud refuse", () => {
  let local: LocalCloud;
  let made: Made;
  before(async () => {
    local = await LocalCloud.open(aws);
    made = await makeEnvironment(local);
  });
  after(() => local.close());

  for (const [sample, changes, said] of atPlan) {
    it(`${sample} with ${JSON.stringify(changes).slice(0, 90)}`, () => {
      assert.deepEqual(local.problems(made(sample).type, inputsOf(sample, made).inputs), []);
      const { type, inputs } = inputsOf(sample, made, changes);
      assert.match(local.problems(type, inputs).join("\n"), said);
    });
  }

  for (const [what, sample, changes, said] of atCall) {
    it(what, async () => {
      const { type, inputs } = inputsOf(sample, made, changes);
      await assert.rejects(local.create(type, inputs), said);
    });
  }

  it("an object lock before versions are kept", async () => {
    await local.create("aws:s3/bucket:Bucket", { bucket: "unversioned" });
    const { type, inputs } = inputsOf("bucket lock", made, { bucket: "unversioned" });
    await assert.rejects(local.create(type, inputs), /InvalidBucketState: Versioning must be 'Enabled'/);
  });

  it("to keep no versions of what is locked", async () => {
    const { inputs } = inputsOf("bucket versions", made, { versioningConfiguration: { status: "Suspended" } });
    await assert.rejects(local.update(made("bucket versions"), inputs), /Object Lock configuration is present/);
  });

  it("to go while they hold something, unless their owner asked for that", async () => {
    const kept = await local.create("aws:s3/bucket:Bucket", { bucket: "kept" });
    const object = await local.create("aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "kept", key: "a.log" });
    await assert.rejects(local.delete(kept), /BucketNotEmpty: .* kept has 1 objects, a.log among them/);
    await local.delete(await local.update(kept, { bucket: "kept", forceDestroy: true }));
    assert.equal(local.cloud.get(object.type, object.id), undefined);
  });
});
