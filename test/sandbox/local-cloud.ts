import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud, type CloudResource, type Properties } from "../../sandbox/cloud";
import type { Effects } from "../../sandbox/effects";
import { check } from "../../sandbox/provider/check";
import { ControlPlane } from "../../sandbox/provider/control";
import type { Model } from "../../sandbox/provider/model";
import type { ProviderPackage } from "../../sandbox/provider/package";
import { loadSchema } from "../../sandbox/schema/cache";

const CALLER = { region: "eu-west-1", defaultTags: {} };

/** A package's types over a cloud of their own, as the provider calls them, without the engine and its protocol. */
export class LocalCloud {
  readonly signal = new AbortController().signal;

  private constructor(
    readonly directory: string,
    readonly cloud: Cloud,
    private readonly pkg: ProviderPackage,
    private readonly schema: Awaited<ReturnType<typeof loadSchema>>,
    readonly control: ControlPlane,
  ) {}

  static async open(pkg: ProviderPackage, effects: Effects = {}): Promise<LocalCloud> {
    const directory = mkdtempSync(join(tmpdir(), "promenade-cloud-"));
    const cloud = await Cloud.open(directory);
    const schema = await loadSchema(
      pkg.sdk,
      pkg.models.map(({ type }) => type),
    );
    return new LocalCloud(directory, cloud, pkg, schema, new ControlPlane(cloud, effects, schema, pkg.models));
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  model(type: string): Model {
    const model = this.pkg.models.find((each) => each.type === type);
    if (!model) throw new Error(`${type} is not modelled`);
    return model;
  }

  /** What `check` finds, one line a problem: "path: reason". */
  problems(type: string, inputs: Properties): string[] {
    const { problems } = check(this.model(type), this.schema, { inputs, name: "it" });
    return problems.map(({ path, reason }) => `${path}: ${reason}`);
  }

  checked(type: string, inputs: Properties, previous?: Properties): Properties {
    const result = check(this.model(type), this.schema, { inputs, previous, name: "it" });
    if (result.problems.length > 0)
      throw new Error(result.problems.map(({ path, reason }) => `${path}: ${reason}`).join("\n"));
    return result.inputs;
  }

  create(type: string, inputs: Properties, secrets: readonly string[] = []): Promise<CloudResource> {
    const wanted = { inputs: this.checked(type, inputs), secrets };
    return this.control.create(this.model(type), "it", wanted, CALLER, this.signal);
  }

  read(type: string, id: string, outputs: Properties = {}): Promise<CloudResource | undefined> {
    return this.control.read(this.model(type), { id, inputs: {}, outputs }, CALLER);
  }

  /** Changes what the engine's state says; `state` is what it last saw, by default the record itself. */
  update(resource: CloudResource, inputs: Properties, state = resource): Promise<CloudResource> {
    const wanted = { inputs: this.checked(resource.type, inputs, state.inputs), secrets: [] };
    return this.control.update(this.model(resource.type), state, wanted, CALLER, this.signal);
  }

  delete(resource: CloudResource): Promise<void> {
    return this.control.delete(this.model(resource.type), resource, CALLER);
  }
}
