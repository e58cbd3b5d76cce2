import { randomUUID } from "node:crypto";
import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import { messageOf } from "../failure";
import type { Functions } from "./functions";
import { properties, TYPES } from "./properties";
import { markRotated, moveStage, writeVersion } from "./secret-versions";
import { findSecret, findVersion, versionsOf } from "./secrets";

interface Schedule {
  readonly secretId: string;
  readonly rotationLambdaArn: string;
  readonly rotateImmediately: boolean;
  readonly rotationRules: { readonly automaticallyAfterDays?: number };
}

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"];

/** Secrets Manager's part in a rotation: announces a version, has the function take its steps, and notes the end. */
export class Rotations implements Effect {
  /** Under way, by secret. */
  private readonly underway = new Map<string, Promise<void>>();

  constructor(
    private readonly cloud: Cloud,
    private readonly functions: Functions,
    private readonly log: (line: string) => void,
  ) {}

  /** A schedule rotates at once, or has the function try its test, as it says; nobody waits for either. */
  async apply(resource: CloudResource): Promise<Properties> {
    const { secretId = "", rotateImmediately } = properties<Schedule>(resource);
    const secret = findSecret(this.cloud, secretId);
    if (!secret) return {};
    if (rotateImmediately === false) this.start(secret, () => this.rehearse(secret));
    else this.begin(secret, randomUUID());
    return {};
  }

  async remove(): Promise<void> {
    // A secret without a schedule keeps its value.
  }

  scheduleOf(secret: CloudResource): Partial<Schedule> | undefined {
    const names = [secret.id, properties<{ arn: string }>(secret).arn];
    const found = this.cloud
      .list(TYPES.secretRotation)
      .find(({ inputs }) => names.includes(inputs["secretId"] as string));
    return found && properties<Schedule>(found);
  }

  /** The version of a rotation that has begun and not ended. */
  pending(secret: CloudResource): string | undefined {
    const pending = findVersion(this.cloud, secret, { stage: "AWSPENDING" });
    return pending?.versionStages.includes("AWSCURRENT") === false ? pending.versionId : undefined;
  }

  /** Starts a rotation, or goes on with the one of that version. Nobody waits for its end, and its failure is its own. */
  begin(secret: CloudResource, version: string): void {
    this.start(secret, () => this.rotate(secret, version));
  }

  /** Resolves when nothing is under way for the secret. */
  async settled(secret: CloudResource): Promise<void> {
    await this.underway.get(secret.id);
  }

  async close(): Promise<void> {
    await Promise.all(this.underway.values());
  }

  /** One thing at a time for each secret. */
  private start(secret: CloudResource, work: () => Promise<void>): void {
    const before = this.settled(secret);
    const now = before.then(work).catch((error: unknown) => {
      this.log(`rotation of ${nameOf(secret)} failed: ${messageOf(error)}`);
    });
    this.underway.set(secret.id, now);
  }

  private async rotate(secret: CloudResource, version: string): Promise<void> {
    if (!versionsOf(this.cloud, secret).some(({ versionId }) => versionId === version))
      await this.announce(secret, version);
    for (const step of STEPS) await this.take(step, secret, version);
    const done = findVersion(this.cloud, secret, { versionId: version, stage: "AWSCURRENT" });
    if (!done) throw new Error("the function ended without moving AWSCURRENT to the new version");
    await markRotated(this.cloud, done, new Date());
  }

  /** As AWS does before a schedule's first date: a pending version, the test, and no trace of either. */
  private async rehearse(secret: CloudResource): Promise<void> {
    const version = randomUUID();
    await this.announce(secret, version);
    try {
      await this.take("testSecret", secret, version);
    } finally {
      const trace = findVersion(this.cloud, secret, { versionId: version });
      if (trace) await this.cloud.delete(trace.record.type, trace.record.id, { region: trace.record.region });
    }
  }

  private async announce(secret: CloudResource, versionId: string): Promise<void> {
    await moveStage(this.cloud, secret, "AWSPENDING");
    await writeVersion(this.cloud, secret, { versionId, value: undefined, stages: ["AWSPENDING"] });
  }

  private async take(Step: string, secret: CloudResource, ClientRequestToken: string): Promise<void> {
    const { rotationLambdaArn = "" } = this.scheduleOf(secret) ?? {};
    const { arn: SecretId = secret.id } = properties<{ arn: string }>(secret);
    const { error } = await this.functions.invoke(rotationLambdaArn, { Step, SecretId, ClientRequestToken });
    if (error) throw new Error(`${Step}: ${error.errorMessage}`);
  }
}

const nameOf = (secret: CloudResource): string => properties<{ name: string }>(secret).name ?? secret.id;
