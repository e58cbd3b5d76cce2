import { kindTag, type EntryKind } from "../../../core/credentials";
import type { Description, Stage, Vault } from "../../../functions/rotation/vault";

interface Version {
  value: string | undefined;
  labels: Set<Stage>;
}

/** One entry as Secrets Manager keeps it: labels move, and AWSPREVIOUS follows AWSCURRENT. */
export class OneEntry implements Vault {
  rotatedAt: Date | undefined;
  readonly versions = new Map<string, Version>();

  constructor(
    private readonly kind: EntryKind,
    value: string,
    private readonly now = () => new Date(),
  ) {
    this.versions.set("first", { value, labels: new Set(["AWSCURRENT"]) });
  }

  /** What Secrets Manager does before the first step. */
  begin(version: string): void {
    if (!this.versions.has(version)) this.versions.set(version, { value: undefined, labels: new Set(["AWSPENDING"]) });
  }

  current(): string {
    return [...this.versions.values()].find(({ labels }) => labels.has("AWSCURRENT"))?.value ?? "";
  }

  async describe(): Promise<Description> {
    const stages = Object.fromEntries([...this.versions].map(([id, { labels }]) => [id, [...labels]]));
    return { tags: { [kindTag]: this.kind }, rotatedAt: this.rotatedAt, stages };
  }

  async read(_: string, stage: Stage, version?: string): Promise<string | undefined> {
    const found = [...this.versions].find(([id, { labels }]) => labels.has(stage) && (version ?? id) === id);
    return found?.[1].value;
  }

  async write(_: string, version: string, stage: Stage, value: string): Promise<void> {
    if (stage === "AWSCURRENT") this.move("AWSCURRENT", version);
    const kept = this.versions.get(version) ?? { value: undefined, labels: new Set<Stage>() };
    this.versions.set(version, { value, labels: kept.labels.add(stage) });
  }

  async promote(_: string, version: string, from: string | undefined): Promise<void> {
    if (from !== undefined && this.versions.get(from)?.labels.has("AWSCURRENT") !== true) {
      throw new Error("InvalidParameterException: AWSCURRENT is not attached to that version");
    }
    this.move("AWSCURRENT", version);
    this.versions.get(version)?.labels.add("AWSCURRENT");
    this.rotatedAt = this.now();
  }

  private move(stage: "AWSCURRENT", to: string): void {
    for (const [id, { labels }] of this.versions) {
      if (id === to || !labels.has(stage)) continue;
      for (const each of this.versions.values()) each.labels.delete("AWSPREVIOUS");
      labels.delete(stage);
      labels.add("AWSPREVIOUS");
    }
  }
}
