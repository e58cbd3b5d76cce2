import { walk } from "./walk";

/** What CloudWatch Synthetics runs. It asks for nothing of the runtime but Node.js, so that any version of it will do. */
export async function handler(): Promise<string> {
  const { URL: url = "", PATHS: paths = "[]" } = process.env;
  return walk(url, JSON.parse(paths) as string[], fetch);
}
