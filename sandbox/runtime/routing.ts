import type { IncomingHttpHeaders } from "node:http";

/** What of a request decides where it goes. */
export interface RoutedRequest {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Host name without port. */
  readonly host: string;
  readonly headers: IncomingHttpHeaders;
}

export interface WeightedGroup {
  readonly arn: string;
  /** 0–999, default 1. */
  readonly weight?: number;
}

export interface Stickiness {
  readonly enabled?: boolean;
  /** Seconds. */
  readonly duration?: number;
}

export interface Action {
  readonly type: string;
  readonly order?: number;
  readonly targetGroupArn?: string;
  readonly forward?: { readonly targetGroups: readonly WeightedGroup[]; readonly stickiness?: Stickiness };
  readonly fixedResponse?: { readonly statusCode: string; readonly contentType: string; readonly messageBody?: string };
  readonly redirect?: Redirect;
}

export interface Redirect {
  readonly statusCode: string;
  readonly protocol?: string;
  readonly host?: string;
  readonly port?: string;
  readonly path?: string;
  readonly query?: string;
}

export interface Rule {
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly actions: readonly Action[];
}

/** One condition, under the name of its kind. */
export type Condition = Readonly<Record<string, Values | null | undefined>>;

interface Values {
  readonly values?: readonly unknown[];
  readonly httpHeaderName?: string;
}

/** How each kind of condition is met; all but paths are compared without regard to case, as AWS does. */
const kinds: Readonly<Record<string, (values: Values, request: RoutedRequest) => boolean>> = {
  pathPattern: ({ values = [] }, { path }) => values.some((value) => wildcard(String(value), "").test(path)),
  hostHeader: ({ values = [] }, { host }) => values.some((value) => wildcard(String(value), "i").test(host)),
  httpHeader: ({ httpHeaderName = "", values = [] }, { headers }) => {
    const sent = [headers[httpHeaderName.toLowerCase()] ?? []].flat();
    return values.some((value) => sent.some((text) => wildcard(String(value), "i").test(text)));
  },
  httpRequestMethod: ({ values = [] }, { method }) => values.includes(method),
  queryString: ({ values = [] }, { query }) =>
    (values as { key?: string; value: string }[]).some(({ key, value }) =>
      [...query].some(([k, v]) => (key === undefined || wildcard(key, "i").test(k)) && wildcard(value, "i").test(v)),
    ),
};

/** `*` stands for any characters, `?` for exactly one. */
const wildcard = (pattern: string, flags: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    `s${flags}`,
  );

/** A path as CloudFront's behaviours name it; its first slash may be left out. */
export const matchesPath = (pattern: string, path: string): boolean =>
  wildcard(pattern.replace(/^\/?/, "/"), "").test(path);

function meets(condition: Condition, request: RoutedRequest): boolean {
  return Object.entries(condition).every(([kind, values]) => {
    if (!values || kind.startsWith("__")) return true; // the engine's own bookkeeping
    const met = kinds[kind];
    if (!met) throw new Error(`The sandbox's load balancer knows no ${kind} condition`);
    return met(values, request);
  });
}

/** The actions of the first rule, by priority, whose conditions are all met; else the listener's own. */
export function decide(rules: readonly Rule[], defaults: readonly Action[], request: RoutedRequest): readonly Action[] {
  const rule = [...rules]
    .sort((a, b) => a.priority - b.priority)
    .find(({ conditions }) => conditions.every((condition) => meets(condition, request)));
  return rule?.actions ?? defaults;
}

/** The action that answers: of several, authentication comes before it and the last one decides. */
export const answering = (actions: readonly Action[]): Action | undefined =>
  [...actions].sort((a, b) => (a.order ?? 0) - (b.order ?? 0)).at(-1);

/** The groups an action forwards to. */
export const groupsOf = ({ forward, targetGroupArn }: Action): readonly WeightedGroup[] =>
  forward?.targetGroups ?? (targetGroupArn ? [{ arn: targetGroupArn }] : []);

/** Chooses by weight; `chance` is in [0, 1). Undefined when all weights are 0. */
export function pickGroup(groups: readonly WeightedGroup[], chance: number): string | undefined {
  const total = groups.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let left = chance * total;
  return groups.find(({ weight = 1 }) => (left -= weight) < 0)?.arn;
}

/** Where a redirect leads; `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}` stand for the request's own. */
export function redirectLocation(redirect: Redirect, request: RoutedRequest, protocol: string, port: number): string {
  const own: Record<string, string> = {
    protocol,
    host: request.host,
    port: String(port),
    path: request.path.slice(1),
    query: request.query.toString(),
  };
  const filled = (text: string) => text.replace(/#\{(\w+)\}/g, (whole, name: string) => own[name] ?? whole);
  const scheme = filled(redirect.protocol ?? "#{protocol}").toLowerCase();
  const query = filled(redirect.query ?? "#{query}");
  const address = `${filled(redirect.host ?? "#{host}")}:${filled(redirect.port ?? "#{port}")}`;
  return `${scheme}://${address}${filled(redirect.path ?? "/#{path}")}${query && `?${query}`}`;
}
