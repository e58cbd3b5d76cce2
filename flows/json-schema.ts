import { z } from "zod";
import { flowSchema } from "../core/flow";

/** What editors complete and check flow files by; `parseFlow` knows more than a schema can say. */
export function flowJsonSchema(): string {
  const schema = z.toJSONSchema(flowSchema, { io: "input", unrepresentable: "any" });
  return `${JSON.stringify({ title: "A flow of promenade", ...schema }, undefined, 2)}\n`;
}
