import type {
  EnforcementLevel,
  ReportViolation,
  ResourceValidation,
  ResourceValidationArgs,
  StackValidationArgs,
} from "@pulumi/policy";
import { catalogue } from "../../../policies/guardrails/catalogue";
import { policies } from "../../../policies/guardrails/policy";
import type { Rule } from "../../../policies/guardrails/rule";
import type { Finding } from "../pack";

type Properties = Readonly<Record<string, unknown>>;

// What stands between the engine and a rule: it throws at whoever reads a value that is unknown at preview.
const { unknownCheckingProxy } = require("@pulumi/policy/proxy") as {
  unknownCheckingProxy: (props: Properties) => Properties;
};

export interface Given {
  readonly type: string;
  readonly name?: string;
  readonly props?: Properties;
  readonly protect?: boolean;
  readonly provider?: Properties;
  /** Names of the resources that an input was made from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

/** The day on which tests judge. */
export const today = "2026-06-15";

/** The pack's policies in this process, asked as the framework asks them. */
export class Pack {
  readonly #policies;
  #config: Readonly<Record<string, Properties>> = {};

  constructor(rules: readonly Rule[] = catalogue, clock: [] | [() => string] = [() => today]) {
    this.#policies = policies(rules, ...clock);
  }

  configured(config: Readonly<Record<string, Properties>>): this {
    this.#config = config;
    return this;
  }

  judge(given: Given, stack = "prod"): readonly Finding[] {
    return this.#policies.flatMap((policy) => {
      if (!("validateResource" in policy)) return [];
      return this.#findings(policy.name, (report) => {
        const { type, name = "it", props = {}, protect = false, provider } = given;
        const args = {
          type,
          name,
          props: unknownCheckingProxy(props),
          urn: urnOf(given, stack),
          opts: { protect },
          ...(provider === undefined ? {} : { provider: { props: provider } }),
          getConfig: () => this.#config[policy.name] ?? {},
          isType: ({ __pulumiType }: { __pulumiType: string }) => __pulumiType === type,
          notApplicable: () => undefined,
        };
        const { __pulumiType: only = type } = policy.validateResource as unknown as { __pulumiType?: string };
        if (only !== type) return;
        void (policy.validateResource as ResourceValidation)(args as unknown as ResourceValidationArgs, report);
      });
    });
  }

  judgeStack(given: readonly Given[], stack = "prod"): readonly Finding[] {
    const resources = given.map((resource) => ({
      type: resource.type,
      name: resource.name ?? "it",
      urn: urnOf(resource, stack),
      props: unknownCheckingProxy(resource.props ?? {}),
      propertyDependencies: {},
    }));
    given.forEach(({ from = {} }, index) => {
      const named = (names: readonly string[]) => resources.filter(({ name }) => names.includes(name));
      const sources = Object.entries(from).map(([input, names]) => [input, named(names)]);
      Object.assign(resources[index]!.propertyDependencies, Object.fromEntries(sources));
    });
    return this.#policies.flatMap((policy) => {
      if (!("validateStack" in policy)) return [];
      const args = { resources, getConfig: () => this.#config[policy.name] ?? {} } as unknown as StackValidationArgs;
      return this.#findings(policy.name, (report) => void policy.validateStack(args, report));
    });
  }

  #findings(policy: string, ask: (report: ReportViolation) => void): readonly Finding[] {
    const findings: Finding[] = [];
    const usual = (this.#config[policy]?.enforcementLevel ?? "mandatory") as Finding["level"];
    const report = ({ message, enforcementLevel }: { message: string; enforcementLevel?: EnforcementLevel }) => {
      findings.push({ policy, level: (enforcementLevel as Finding["level"] | undefined) ?? usual, message });
    };
    ask(report as unknown as ReportViolation);
    return findings;
  }
}

const urnOf = ({ type, name = "it" }: Given, stack: string): string => `urn:pulumi:${stack}::project::${type}::${name}`;
