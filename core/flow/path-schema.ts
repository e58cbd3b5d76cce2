import { z } from "zod";
import { entryFields } from "./gate";
import { environmentName } from "./words";

/** One promotion that the flow knows: the same images go from one environment into another. */
export const pathSchema = z.strictObject({ from: environmentName, to: environmentName, ...entryFields });
export type Path = z.infer<typeof pathSchema>;
