/** What the engine logs of an operation, as far as it matters here. Secret values are masked in it. */
export interface EngineEvent {
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly message: string;
    readonly severity: "debug" | "info" | "info#err" | "warning" | "error";
  };
  readonly policyEvent?: {
    readonly resourceUrn?: string;
    readonly message: string;
    readonly policyName: string;
    readonly policyPackName: string;
    readonly enforcementLevel: string;
  };
}

export interface ResourceChanges {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly same: number;
}

export interface PolicyResult {
  readonly pack: string;
  readonly rule: string;
  readonly enforcement: string;
  readonly message: string;
  readonly urn: string | null;
}

/** How many resources an operation changed; zeros when it ended before it could count. */
export function resourceChanges(events: readonly EngineEvent[]): ResourceChanges {
  const counted = events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges;
  const { create = 0, update = 0, replace = 0, delete: deleted = 0, same = 0 } = counted ?? {};
  return { create, update, replace, delete: deleted, same };
}

/** What the policy packs found, each finding once. */
export function policyResults(events: readonly EngineEvent[]): readonly PolicyResult[] {
  const results = events.flatMap(({ policyEvent }): readonly PolicyResult[] => {
    if (policyEvent === undefined) return [];
    const { policyPackName, policyName, enforcementLevel, message, resourceUrn } = policyEvent;
    const text = plain(message).trim();
    return [
      {
        pack: policyPackName,
        rule: policyName,
        enforcement: enforcementLevel,
        message: text,
        urn: resourceUrn ?? null,
      },
    ];
  });
  return [...new Map(results.map((result) => [JSON.stringify(result), result])).values()];
}

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
