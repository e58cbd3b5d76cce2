import { z } from "zod";

/** Every event: when it happened, who did it by which command. */
export const common = {
  /** ISO 8601. */
  at: z.iso.datetime(),
  /** A person or a workflow; in the local cloud a name typed or taken from the system, on AWS the caller's identity. */
  by: z.string().min(1),
  /** The command line that did it, without secrets. */
  command: z.string(),
};
