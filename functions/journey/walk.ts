/** Milliseconds that one step may take. */
const patience = 10_000;

/**
 * Visits the environment as a user would, path after path; ends with a line for the report.
 * @throws Error naming each step that failed: no answer in time, or one that is no success after all redirects.
 */
export async function walk(url: string, paths: readonly string[], get: typeof fetch): Promise<string> {
  const failed: string[] = [];
  for (const path of paths) {
    const fault = await visit(new URL(path, url), get);
    console.log(JSON.stringify({ path, ...(fault === undefined ? { status: "ok" } : { status: "failed", fault }) }));
    if (fault !== undefined) failed.push(`${path}: ${fault}`);
  }
  if (failed.length > 0) throw new Error(failed.join("; "));
  return `${paths.length} of ${paths.length} steps`;
}

async function visit(address: URL, get: typeof fetch): Promise<string | undefined> {
  try {
    const response = await get(address, {
      headers: { "user-agent": "promenade-journey", "cache-control": "no-cache" },
      signal: AbortSignal.timeout(patience),
    });
    await response.arrayBuffer();
    return response.ok ? undefined : `answered ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
