import { z } from "zod";

/** What things of a flow are called. */
export const word = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens, a letter first");

/** Starts the names of all that is in the environment. */
export const environmentName = word.max(20, "at most 20 characters");

export const roleName = word.max(40, "at most 40 characters");
