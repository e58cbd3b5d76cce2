import type { CloudResource, Properties } from "../cloud";
import type { PackageSchema } from "../schema/schema";
import type { Problem } from "../schema/validate";
import { check } from "./check";
import type { Control } from "./control";
import { ApiError } from "./errors";
import type { Model } from "./model";
import type { ProviderPackage } from "./package";
import { ruleProblems } from "./rules";

/** Changes to records that no engine asks for: those of an AWS API's callers. Refused as an engine's would be. */
export class Records {
  private readonly signal = new AbortController().signal;

  constructor(
    private readonly pkg: ProviderPackage,
    private readonly schema: PackageSchema,
    private readonly control: Control,
  ) {}

  async create(type: string, inputs: Properties, region: string): Promise<CloudResource> {
    const model = this.modelOf(type);
    const wanted = { inputs: this.checked(model, inputs), secrets: [] };
    return this.control.create(model, type, wanted, { region, defaultTags: {} }, this.signal);
  }

  async update(resource: CloudResource, changes: Properties): Promise<CloudResource> {
    const model = this.modelOf(resource.type);
    refuse(ruleProblems(changes, model.rules ?? {}));
    const wanted = { inputs: { ...resource.inputs, ...changes }, secrets: resource.secrets ?? [] };
    return this.control.update(model, resource, wanted, this.callerOf(resource), this.signal);
  }

  async delete(resource: CloudResource): Promise<void> {
    await this.control.delete(this.modelOf(resource.type), resource, this.callerOf(resource));
  }

  private checked(model: Model, inputs: Properties): Properties {
    const { inputs: complete, problems } = check(model, this.schema, { inputs, name: model.type });
    refuse(problems);
    return complete;
  }

  private callerOf({ region, outputs, inputs }: CloudResource) {
    // What a provider added to the tags by itself stays theirs.
    const all = Object.entries((outputs["tagsAll"] ?? {}) as Properties);
    const own = (inputs["tags"] ?? {}) as Properties;
    return { region, defaultTags: Object.fromEntries(all.filter(([key]) => !(key in own))) };
  }

  private modelOf(type: string): Model {
    const model = this.pkg.models.find((each) => each.type === type);
    if (!model) throw new Error(`${type} is not modelled`);
    return model;
  }
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new ApiError("InvalidParameterValue", problems.map(({ path, reason }) => `${path}: ${reason}`).join("; "));
}
