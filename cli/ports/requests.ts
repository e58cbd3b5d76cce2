import { CookieJar } from "tough-cookie";
import type { Answer, Outcome } from "../../core/verification/answer";

/** What is asked of an environment. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Sent as JSON; undefined sends none. */
  readonly body?: unknown;
  /** After so many seconds an answer counts as lost. */
  readonly withinSeconds: number;
}

/** A client of an environment, as one of its users. */
export interface Client {
  /** Asks once. What goes wrong is an outcome, too. */
  ask(asked: Asked): Promise<Outcome>;
  /** The same client with cookies of its own: it sends back what it is given. */
  withCookies(): Client;
}

export interface Environs {
  /** Opens from this machine. */
  readonly url: string;
  /** As users know it: cookies are for that name. */
  readonly known: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers that are longer (bytes) are cut: nobody checks beyond. */
const longest = 1_000_000;

/**
 * Redirects are answers like any other, and are not followed: the headers are for this environment alone.
 */
export function openRequests(environs: Environs, cookies?: CookieJar): Client {
  return {
    ask: async (asked) => {
      const began = performance.now();
      try {
        return await answer(environs, cookies, asked, began);
      } catch (error) {
        return { lost: why(error, asked) };
      }
    },
    withCookies: () => openRequests(environs, new CookieJar()),
  };
}

async function answer(
  { url, known, headers }: Environs,
  cookies: CookieJar | undefined,
  { method, path, body, withinSeconds }: Asked,
  began: number,
): Promise<Answer> {
  const as = new URL(path, known).href;
  const cookie = await cookies?.getCookieString(as);
  const response = await fetch(new URL(path, url), {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(withinSeconds * 1000),
    headers: {
      ...headers,
      ...(cookie && { cookie }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  for (const line of response.headers.getSetCookie()) await cookies?.setCookie(line, as, { ignoreError: true });
  const text = (await response.text()).slice(0, longest);
  const seconds = (performance.now() - began) / 1000;
  return { status: response.status, headers: Object.fromEntries(response.headers), body: text, seconds };
}

/** The system's own code of the error where it has one: `ECONNREFUSED`. */
function why(error: unknown, { withinSeconds }: Asked): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${withinSeconds} s`;
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause === "object" && cause !== null && "code" in cause) return `no answer: ${String(cause.code)}`;
  return `no answer: ${cause instanceof Error ? cause.message : String(cause)}`;
}
