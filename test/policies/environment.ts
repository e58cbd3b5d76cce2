import { dirname } from "node:path";
import type { ReportViolation, ResourceValidation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { packConfiguration } from "../../cli/pack-configuration";
import { loadFlow } from "../../flows/load";
import { catalogue as guardrails } from "../../policies/guardrails/catalogue";
import { policies } from "../../policies/guardrails/policy";
import { catalogue as naming } from "../../policies/naming/catalogue";
import { type Registered, region } from "../support/mocks";
import { demanded, settingsOf } from "../support/settings";
import { today } from "./guardrails/pack";
import { type Finding, policies as folder } from "./pack";

type Properties = Readonly<Record<string, unknown>>;

/** What the packs are told, by policy; a text is its level. */
export type PackConfig = Readonly<Record<string, Properties | string>>;

/** What promenade tells its packs of a stack, with what it is excepted from; `config` holds values under `promenade:`. */
export function toldOf(flow: string, stack: string, config: Properties = {}): PackConfig {
  const own = { ...demanded[stack.split("-")[0]!], ...config, flow };
  const facts = { flow: loadFlow(flow), settings: settingsOf(own, { stack }) };
  const told = ["naming", "guardrails"].map((pack) => packConfiguration(dirname(folder), pack, facts));
  return Object.assign({}, ...told) as PackConfig;
}

/** What a pack says of one resource of an environment. */
export interface Found extends Finding {
  /** Name of the resource. */
  readonly resource: string;
}

/** Both packs' policies in this process, asked about all that a program has registered, as the framework asks them. */
export function judged(stack: string, resources: readonly Registered[], config: PackConfig = {}): readonly Found[] {
  const itself = { type: "pulumi:pulumi:Stack", name: `promenade-${stack}`, custom: false, protect: false };
  const urn = `urn:pulumi:${stack}::promenade::${itself.type}::${itself.name}`;
  const members = [{ ...itself, urn, inputs: {}, outputs: {} }, ...resources].map(memberOf);
  const found: Found[] = [];
  for (const policy of [...naming, ...policies(guardrails, () => today)]) {
    const own = config[policy.name] ?? {};
    const [level, properties] = typeof own === "string" ? [own, {}] : ["mandatory", own];
    if (level === "disabled") continue;
    const getConfig = () => properties;
    const reportTo =
      (usual: { urn: string }): ReportViolation =>
      (finding: string | Reported) => {
        const {
          message,
          urn = usual.urn,
          enforcementLevel = level,
        } = typeof finding === "string" ? { message: finding } : finding;
        const { name: resource } = members.find((member) => member.urn === urn)!;
        found.push({ policy: policy.name, level: enforcementLevel as Finding["level"], resource, message });
      };
    if ("validateStack" in policy) {
      void policy.validateStack(
        { resources: members, getConfig } as unknown as StackValidationArgs,
        reportTo(members[0]!),
      );
      continue;
    }
    const { __pulumiType: only } = policy.validateResource as unknown as { __pulumiType?: string };
    for (const member of members) {
      if (only !== undefined && only !== member.type) continue;
      const isType = ({ __pulumiType }: { __pulumiType: string }) => __pulumiType === member.type;
      const args = { ...member, props: member.inputs, getConfig, isType } as unknown as ResourceValidationArgs;
      void (policy.validateResource as ResourceValidation)(args, reportTo(member));
    }
  }
  return found;
}

interface Reported {
  readonly message: string;
  readonly urn?: string;
  readonly enforcementLevel?: string;
}

/** As the engine shows it: to a policy of resources with `inputs`, to one of stacks with `props`. */
function memberOf({
  type,
  name,
  urn,
  custom,
  protect,
  inputs,
  outputs,
}: Pick<Registered, "type" | "name" | "urn" | "custom" | "protect" | "inputs" | "outputs">) {
  const provider = custom ? { provider: { props: { region } } } : {};
  return {
    type,
    name,
    urn,
    opts: { protect },
    inputs,
    props: { ...outputs, ...inputs },
    propertyDependencies: {},
    ...provider,
  };
}
