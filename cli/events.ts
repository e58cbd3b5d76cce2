import { findingOf, type Finding, type PolicyEvent } from "./finding";

/** What the engine logs of an operation, as far as it matters here. Secret values are masked in it. */
export interface EngineEvent {
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly message: string;
    readonly severity: "debug" | "info" | "info#err" | "warning" | "error";
  };
  readonly policyEvent?: PolicyEvent;
  /** Comes before packs are loaded. */
  readonly policyLoadEvent?: object;
  /** Comes once they are. */
  readonly preludeEvent?: object;
  readonly resOutputsEvent?: { readonly metadata: ResourceStep };
  readonly resourcePreEvent?: {
    readonly metadata: Partial<ResourceStep> & {
      readonly urn: string;
      readonly new?: PlannedResource | null;
    };
  };
}

/** What the engine did, or would do, with one resource. */
interface ResourceStep {
  /** `create`, `delete`, `delete-replaced` and others. */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** By path of the property. */
  readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
  readonly diffs?: readonly string[] | null;
}

export interface ResourceChanges {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly same: number;
}

/** A resource as a preview is about to have it. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** How many resources an operation changed; zeros when it ended before it could count. */
export function resourceChanges(events: readonly EngineEvent[]): ResourceChanges {
  const counted = events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges;
  const { create = 0, update = 0, replace = 0, delete: deleted = 0, same = 0 } = counted ?? {};
  return { create, update, replace, delete: deleted, same };
}

const operations = ["create", "update", "replace", "delete"] as const;

/** One resource that an operation changed, or would change. */
export interface ChangedResource {
  readonly operation: (typeof operations)[number];
  readonly name: string;
  readonly type: string;
  /** Those that differ, by name: what they hold may be anybody's secret. */
  readonly properties: readonly string[];
}

/** What changed, in the engine's order; a replacement once, and providers not at all, as the engine counts. */
export const changedResources = (events: readonly EngineEvent[]): readonly ChangedResource[] =>
  events.flatMap(({ resourcePreEvent }) => {
    const { op, urn = "", type = "", detailedDiff, diffs } = resourcePreEvent?.metadata ?? {};
    const operation = operations.find((one) => one === op);
    if (operation === undefined || type.startsWith("pulumi:providers:")) return [];
    const properties = Object.keys(detailedDiff ?? {});
    return [{ operation, name: nameOf(urn), type, properties: properties.length > 0 ? properties : (diffs ?? []) }];
  });

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** What the policy packs found, each finding once. */
export function policyResults(events: readonly EngineEvent[]): readonly Finding[] {
  const findings = events.flatMap(({ policyEvent }) =>
    policyEvent === undefined ? [] : [findingOf({ ...policyEvent, message: plain(policyEvent.message) })],
  );
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** What there would be after the operation that was previewed; of what is replaced, the new one. */
export function plannedResources(events: readonly EngineEvent[]): readonly PlannedResource[] {
  const planned = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.new ?? []);
  return [...new Map(planned.map((resource) => [resource.urn, resource])).values()];
}

/** In which resources the cloud differs from the record, one line each, as a refresh sees it. */
export function driftOf(events: readonly EngineEvent[]): readonly string[] {
  return events.flatMap(({ resOutputsEvent }) => {
    if (resOutputsEvent === undefined) return [];
    const { op, urn, type, detailedDiff, diffs } = resOutputsEvent.metadata;
    const name = `${nameOf(urn)} (${type})`;
    if (op === "delete") return [`${name} is gone`];
    const changed = Object.keys(detailedDiff ?? {});
    return op === "update" ? [`${name} differs in ${(changed.length > 0 ? changed : (diffs ?? [])).join(", ")}`] : [];
  });
}

/** URNs of what would be deleted, or replaced by another of its kind. */
export const removedResources = (events: readonly EngineEvent[]): ReadonlySet<string> =>
  new Set(
    events.flatMap(({ resourcePreEvent }) => {
      const { op = "", urn = "" } = resourcePreEvent?.metadata ?? {};
      return op === "delete" || op === "delete-replaced" ? [urn] : [];
    }),
  );

/** Errors that the engine reported, without its colours; each once, and not the one that only says "update failed". */
export function errors(events: readonly EngineEvent[]): readonly string[] {
  const messages = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [plain(diagnosticEvent.message).trim()] : [],
  );
  const telling = messages.filter((message) => !/^(update|preview|refresh|destroy) failed$/.test(message));
  return [...new Set(telling.length > 0 ? telling : messages)];
}

/** Drops the engine's colour marks, `<{%fg 1%}>`. */
const plain = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, "");
