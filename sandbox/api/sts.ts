import type { Handlers } from "./handler";

/** Security Token Service: who the local cloud takes every caller for. */
export const sts: Handlers = {
  GetCallerIdentity: () => ({
    UserId: "SANDBOX",
    Account: "000000000000",
    Arn: "arn:aws:iam::000000000000:user/sandbox",
  }),
};
