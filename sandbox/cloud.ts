import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSealed, Seal } from "./seal";

export type Properties = Record<string, unknown>;

/** One thing in the local cloud, as the provider of its type sees it. */
export interface CloudResource {
  /** Pulumi type token, `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  readonly id: string;
  readonly region: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Names of the properties, inputs and outputs alike, that are kept sealed on disk. */
  readonly secrets?: readonly string[];
}

/** A record of something deleted that AWS still remembers: its name stays taken until `until` (ISO 8601). */
export interface DepartedResource extends CloudResource {
  readonly until: string;
}

/**
 * The local cloud's records: all in memory, one JSON file each under `<directory>/cloud`. A change is on disk before
 * it is seen or acknowledged. Files are written synchronously, so changes have one order, the same on disk as in
 * memory; a rename makes each of them whole or absent, whenever the process dies.
 */
export class Cloud {
  private readonly records = new Map<string, Map<string, CloudResource>>();
  private readonly departures = new Map<string, DepartedResource>();
  private readonly listeners = new Set<(type: string, id: string) => void>();

  private constructor(
    private readonly directory: string,
    private readonly seal: Seal,
  ) {}

  /**
   * Opens the cloud kept in a sandbox's directory, making it when it is not there. The key is `<directory>/key`.
   * One process at a time may hold a cloud open. Throws when a record cannot be read with that key.
   */
  static async open(directory: string): Promise<Cloud> {
    const cloud = new Cloud(join(directory, "cloud"), Seal.open(join(directory, "key")));
    cloud.load();
    return cloud;
  }

  /** The record of that id; without a region, in whichever region it is. */
  get(type: string, id: string, region?: string): CloudResource | undefined {
    const ofType = this.records.get(type);
    if (region !== undefined) return ofType?.get(key(region, id));
    for (const resource of ofType?.values() ?? []) if (resource.id === id) return resource;
    return undefined;
  }

  /** All records, or those of one type, oldest first. */
  list(type?: string): readonly CloudResource[] {
    if (type !== undefined) return [...(this.records.get(type)?.values() ?? [])];
    return [...this.records.values()].flatMap((ofType) => [...ofType.values()]);
  }

  /** What was deleted and still holds its name: secrets and keys within their recovery window. */
  departed(type: string, now: Date = new Date()): readonly DepartedResource[] {
    return [...this.departures.values()].filter((each) => each.type === type && new Date(each.until) > now);
  }

  /** Creates or replaces a record. */
  async put(resource: CloudResource): Promise<void> {
    this.write(resource);
    this.departures.delete(departureKey(resource));
    this.remember(resource);
    this.announce(resource);
  }

  /** Deletes a record; with `until`, it is remembered as departed up to then. No error when there is none. */
  async delete(
    type: string,
    id: string,
    options: { readonly region?: string; readonly until?: Date } = {},
  ): Promise<void> {
    const resource = this.get(type, id, options.region);
    if (!resource) return;
    if (options.until) {
      const departed = { ...resource, until: options.until.toISOString() };
      this.write(departed);
      this.departures.set(departureKey(resource), departed);
    } else {
      rmSync(this.file(resource), { force: true });
    }
    this.records.get(type)?.delete(key(resource.region, id));
    if (!options.until) this.orders.delete(this.file(resource));
    this.announce(resource);
  }

  /** Calls back after every change; returns what ends that. */
  onChange(listener: (type: string, id: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private announce({ type, id }: CloudResource): void {
    for (const listener of this.listeners) listener(type, id);
  }

  private remember(resource: CloudResource): void {
    const ofType = this.records.get(resource.type) ?? new Map<string, CloudResource>();
    ofType.set(key(resource.region, resource.id), resource);
    this.records.set(resource.type, ofType);
  }

  private load(): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const files = readdirSync(this.directory, { recursive: true, withFileTypes: true });
    const found: { resource: StoredResource; order: number }[] = [];
    for (const entry of files) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      if (!entry.name.endsWith(".json"))
        rmSync(file, { force: true }); // a write that a crash cut short
      else found.push(this.read(file));
    }
    this.sequence = Math.max(0, ...found.map(({ order }) => order));
    for (const { resource } of found.sort((a, b) => a.order - b.order)) {
      if (resource.until === undefined) this.remember(resource);
      else if (new Date(resource.until) > new Date())
        this.departures.set(departureKey(resource), resource as DepartedResource);
      else rmSync(this.file(resource), { force: true });
    }
  }

  /** Counts records as they are created, so that "oldest first" survives a restart. */
  private sequence = 0;
  private readonly orders = new Map<string, number>();

  private write(resource: StoredResource): void {
    const file = this.file(resource);
    const order = this.orders.get(file) ?? ++this.sequence;
    const { type, inputs, outputs, secrets = [], ...rest } = resource;
    const sealed = (part: string, properties: Properties) =>
      Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
          name,
          secrets.includes(name) && value !== undefined ? this.seal.seal(value, label(resource, part, name)) : value,
        ]),
      );
    const text = JSON.stringify(
      { order, type, ...rest, secrets, inputs: sealed("inputs", inputs), outputs: sealed("outputs", outputs) },
      null,
      2,
    );
    const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, text + "\n", { mode: 0o600 });
    renameSync(temporary, file);
    this.orders.set(file, order);
  }

  private read(file: string): { resource: StoredResource; order: number } {
    try {
      const { order, ...stored } = JSON.parse(readFileSync(file, "utf8")) as StoredResource & { order: number };
      const opened = (part: string, properties: Properties) =>
        Object.fromEntries(
          Object.entries(properties).map(([name, value]) => [
            name,
            isSealed(value) ? this.seal.open(value, label(stored, part, name)) : value,
          ]),
        );
      this.orders.set(file, order);
      return {
        order,
        resource: { ...stored, inputs: opened("inputs", stored.inputs), outputs: opened("outputs", stored.outputs) },
      };
    } catch (error) {
      throw new Error(
        `The local cloud's record ${file} cannot be read (${(error as Error).message}). ` +
          `Restore it and the key it was written with, or start over with: npx promenade sandbox reset`,
      );
    }
  }

  private file({ type, region, id }: CloudResource): string {
    return join(this.directory, fileName(type), fileName(key(region, id)) + ".json");
  }
}

type StoredResource = CloudResource & { readonly until?: string };

const key = (region: string, id: string): string => `${region} ${id}`;
const departureKey = ({ type, region, id }: CloudResource): string => `${type} ${key(region, id)}`;
const label = ({ type, id }: CloudResource, part: string, name: string): string => `${type}/${id}/${part}/${name}`;

/** A readable file name for any text, with a hash in place of what would be too long for a file system. */
function fileName(text: string): string {
  const encoded = text.replace(/[^A-Za-z0-9._-]+/g, "-");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 10);
  return `${encoded.slice(0, 120)}-${hash}`;
}
