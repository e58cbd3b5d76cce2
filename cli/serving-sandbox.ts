import type { Context } from "./context";
import { failed } from "./failure";
import { Sandbox } from "./ports/sandbox";
import type { Endpoint } from "./workspace";

/** The local cloud's API. @throws Failure while the local cloud is stopped. */
export function servingSandbox({ checkout, sandbox: files, environment }: Context): Endpoint {
  const sandbox = new Sandbox(checkout, files, environment);
  const daemon = sandbox.running();
  if (daemon !== undefined) return { url: `http://127.0.0.1:${daemon.apiPort}`, token: sandbox.token() };
  throw failed({
    where: "sandbox",
    wrong: "the local cloud is stopped",
    found: "nobody who could do that",
    allowed: "a local cloud that serves",
    change: "start it first: npx promenade sandbox start",
  });
}
