import { randomBytes } from "node:crypto";
import type { Context } from "../provider/model";

/** `vpc-0` and 16 hex digits, as EC2 makes ids. */
export const ec2Id = (prefix: string): string => `${prefix}-0${randomBytes(8).toString("hex")}`;

/** The sixteen hex digits at the end of a load balancer's ARNs. */
export const hex16 = (): string => randomBytes(8).toString("hex");

/** Six letters or digits, as Secrets Manager ends its ARNs. */
export const suffix6 = (): string =>
  randomBytes(8)
    .toString("base64")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 6)
    .padEnd(6, "x");

/** An ARN in the caller's account; global services have no region in theirs. */
export const arnOf = (service: string, { region, account }: Context, resource: string): string =>
  `arn:aws:${service}:${GLOBAL.has(service) ? "" : region}:${account}:${resource}`;

const GLOBAL: ReadonlySet<string> = new Set(["iam", "budgets", "cloudfront"]);
