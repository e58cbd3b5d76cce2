import type { Action, Condition, Redirect } from "../runtime/routing";

/** The load balancing API's own shapes of what a listener or rule does. */
export interface ApiAction {
  readonly Type: string;
  readonly Order?: number | string;
  readonly TargetGroupArn?: string;
  readonly ForwardConfig?: {
    readonly TargetGroups?: readonly { readonly TargetGroupArn: string; readonly Weight?: number | string }[];
    readonly TargetGroupStickinessConfig?: {
      readonly Enabled?: boolean | string;
      readonly DurationSeconds?: number | string;
    };
  };
  readonly FixedResponseConfig?: {
    readonly StatusCode: string;
    readonly ContentType?: string;
    readonly MessageBody?: string;
  };
  readonly RedirectConfig?: Readonly<Record<string, string>>;
}

export interface ApiCondition {
  readonly Field: string;
  readonly Values?: readonly string[];
  readonly [config: string]: unknown;
}

type Shape<Name extends keyof ApiAction> = NonNullable<ApiAction[Name]>;

const capital = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);
const small = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1);
const renamed = (object: object, rename: (name: string) => string): unknown =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [rename(name), value as unknown]));

export function toApiAction({ type, order, targetGroupArn, forward, fixedResponse, redirect }: Action): ApiAction {
  const groups = forward?.targetGroups ?? (targetGroupArn ? [{ arn: targetGroupArn }] : undefined);
  const { enabled = false, duration } = forward?.stickiness ?? {};
  return {
    Type: type,
    ...(order !== undefined && { Order: order }),
    ...(groups?.length === 1 && groups[0] && { TargetGroupArn: groups[0].arn }),
    ...(groups && {
      ForwardConfig: {
        TargetGroups: groups.map(({ arn, weight = 1 }) => ({ TargetGroupArn: arn, Weight: weight })),
        TargetGroupStickinessConfig: { Enabled: enabled, ...(duration !== undefined && { DurationSeconds: duration }) },
      },
    }),
    ...(fixedResponse && { FixedResponseConfig: renamed(fixedResponse, capital) as Shape<"FixedResponseConfig"> }),
    ...(redirect && { RedirectConfig: renamed(redirect, capital) as Shape<"RedirectConfig"> }),
  };
}

/**
 * The record's shape of an action. Where groups stay the same, they keep the order that `previous` has, so that a change
 * of weights is seen as nothing else.
 */
export function fromApiAction(action: ApiAction, previous: Action | undefined): Action {
  const { Type, Order, TargetGroupArn, ForwardConfig, FixedResponseConfig, RedirectConfig } = action;
  const groups = (ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn: arn, Weight }) => ({
    arn,
    weight: Number(Weight ?? 1),
  }));
  const order = previous?.forward?.targetGroups.map(({ arn }) => arn) ?? [];
  const place = ({ arn }: { arn: string }) => (order.includes(arn) ? order.indexOf(arn) : order.length);
  const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
  const before = previous?.forward?.stickiness;
  const duration = DurationSeconds === undefined ? before?.duration : Number(DurationSeconds);
  const stickiness = { ...before, enabled: String(Enabled) === "true", ...(duration !== undefined && { duration }) };
  return {
    type: Type,
    ...(Order !== undefined ? { order: Number(Order) } : previous?.order !== undefined && { order: previous.order }),
    ...(groups.length > 0
      ? {
          forward: {
            targetGroups: groups.sort((a, b) => place(a) - place(b)),
            ...((before ?? stickiness.enabled) && { stickiness }),
          },
        }
      : TargetGroupArn !== undefined && { targetGroupArn: TargetGroupArn }),
    ...(FixedResponseConfig && {
      fixedResponse: renamed(FixedResponseConfig, small) as NonNullable<Action["fixedResponse"]>,
    }),
    ...(RedirectConfig && { redirect: renamed(RedirectConfig, small) as Redirect }),
  };
}

/** `pathPattern` ↔ `path-pattern` and `PathPatternConfig`. */
export function toApiCondition(condition: Condition): ApiCondition {
  const [[kind, values] = ["", undefined]] = Object.entries(condition).filter(([, each]) => each);
  const config = values ? renamed(values, capital) : {};
  return { Field: kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), [`${capital(kind)}Config`]: config };
}

export function fromApiCondition({ Field, Values, ...configs }: ApiCondition): Condition {
  const kind = Field.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const config = configs[`${capital(kind)}Config`] as object | undefined;
  return { [kind]: config ? (renamed(config, small) as Condition[string]) : { values: Values ?? [] } };
}
