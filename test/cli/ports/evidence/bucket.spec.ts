import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { bucketEvidence } from "../../../../cli/ports/evidence/bucket";
import { happened } from "../../../support/events";
import { startMoto, type Moto } from "../../../support/moto";
import { keepsEvidence } from "./contract";

describe("evidence in a bucket", () => {
  let moto: Moto;
  let s3: S3Client;
  const ends: (() => Promise<void> | void)[] = [];
  let buckets = 0;
  before(async function () {
    this.timeout(400_000);
    const started = await startMoto();
    if (typeof started === "string") {
      process.stdout.write(`    skipped: ${started}\n`);
      return this.skip();
    }
    moto = started;
    s3 = new S3Client({ ...moto.client, forcePathStyle: true });
    ends.push(
      () => s3.destroy(),
      () => moto.stop(),
    );
  });
  after(async () => {
    for (const end of ends) await end();
  });

  async function makeBucket(locks: boolean): Promise<string> {
    const Bucket = `evidence-${buckets++}`;
    const place = { LocationConstraint: "eu-west-1" as const };
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: place, ObjectLockEnabledForBucket: locks }),
    );
    return Bucket;
  }
  const open = (bucket: string, lockDays?: number, now?: () => number) =>
    bucketEvidence({ bucket, client: { ...moto.client, forcePathStyle: true }, lockDays }, now);

  keepsEvidence(async () => {
    const bucket = await makeBucket(false);
    return {
      open: (now) => open(bucket, undefined, now),
      plant: async (key, text) => {
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `events/${key}.json`, Body: text }));
      },
    };
  });

  it("locks each event for as long as it is told, where the bucket takes locks, and never the lease", async () => {
    const bucket = await makeBucket(true);
    const store = await open(bucket, 731);
    await store.append(happened({ kind: "frozen", reason: "why" }));
    assert.ok("renew" in (await store.take({ owner: "ada", command: "deploy" })));
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const [event, lease] = Versions.map(({ Key }) => Key);
    assert.equal(lease, "lease.json");
    const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until } = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: event }),
    );
    assert.equal(mode, "GOVERNANCE");
    const days = (until!.getTime() - Date.now()) / 86_400_000;
    assert.ok(days > 730 && days <= 731, `${days} days`);
    store.close();
  });

  it("tells what is wrong where there is no such bucket", async () => {
    const store = await open("nowhere");
    await assert.rejects(store.events(), /evidence in nowhere: it cannot be read\n {2}found {4}NoSuchBucket/);
    await assert.rejects(
      store.append(happened({ kind: "frozen", reason: "why" })),
      /evidence in nowhere: it cannot be/,
    );
    store.close();
  });
});
