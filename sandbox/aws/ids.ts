import { randomBytes } from "node:crypto";
import type { Properties } from "../cloud";
import type { Context, Model } from "../provider/model";

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** The sixteen hex digits at the end of a load balancer's ARNs. */
export const hex16 = (): string => hex(8);

/** Letters and digits, as AWS makes most other ids. */
export const alphanumeric = (length: number): string =>
  Array.from(randomBytes(length), (byte) => ALPHANUMERIC[byte % ALPHANUMERIC.length]).join("");

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const GLOBAL: ReadonlySet<string> = new Set(["iam", "budgets", "cloudfront"]);

/** An ARN in the caller's account; global services have no region in theirs. */
export const arnOf = (service: string, { region, account }: Context, resource: string): string =>
  `arn:aws:${service}:${GLOBAL.has(service) ? "" : region}:${account}:${resource}`;

/** `vpc-0` and sixteen hex digits, as EC2 makes ids. */
export const ec2Id = (prefix: string): string => `${prefix}-0${hex(8)}`;

/** EC2's way: an id with a prefix, an ARN that ends in it, and whatever else the type is assigned. */
export const ec2Identity = (
  prefix: string,
  arnKind: string,
  more: (inputs: Properties, context: Context, id: string) => Properties = () => ({}),
): Pick<Model, "id" | "assigned"> => ({
  assigned: (inputs, context) => {
    const id = ec2Id(prefix);
    const arn = arnOf("ec2", context, `${arnKind}/${id}`);
    return { id, arn, ownerId: context.account, ...more(inputs, context, id) };
  },
  id: (_, __, { id }) => String(id),
});

/** The id is a property: the name. */
export const idIs =
  (property: string): Model["id"] =>
  (inputs) =>
    String(inputs[property]);

/** The id is the ARN that was assigned. */
export const idIsArn: Model["id"] = (_, __, { arn }) => String(arn);

export const text = (value: unknown): string => String(value);
