/** A commit, as far as release notes tell of it. */
export interface Commit {
  readonly hash: string;
  /** Hashes; the first is the branch that a merge went into. */
  readonly parents: readonly string[];
  readonly author: string;
  /** Subject, and what follows. */
  readonly message: string;
}

/** What lies between two commits, newest first; or why that cannot be told. */
export type Comparison =
  | {
      readonly known: true;
      /** Reached from the next one alone. */
      readonly added: readonly Commit[];
      /** Reached from the previous one alone: they go away. */
      readonly removed: readonly Commit[];
    }
  | { readonly known: false; readonly because: string };

/** What a commit's message, or a pull request's title, says of a change. */
export interface Said {
  /** Without type, scope and number. */
  readonly title: string;
  /** `feat`, where the subject is one of Conventional Commits 1.0.0. */
  readonly type?: string;
  readonly scope?: string;
  /** What breaks; the title where nothing else is said. */
  readonly breaking?: string;
  readonly pullRequest?: number;
}

/** Reads a message: `feat(api)!: lists are paged (#12)`. */
export function saidIn(message: string): Said {
  const [subject = "", ...rest] = message.trim().split("\n");
  const [, title = subject, squashed] = /^(.*?)\s*\(#(\d+)\)$/.exec(subject) ?? [];
  const [, type, scope, mark, plain = title] = /^([a-z]+)(?:\(([^()]+)\))?(!)?: +(\S.*)$/i.exec(title) ?? [];
  const footer = /^BREAKING[ -]CHANGE: +([^]+?)(?=\n\n|\n[\w-]+(?:: | #)|$(?![^]))/m.exec(rest.join("\n"))?.[1];
  const breaking = footer?.replace(/\s+/g, " ").trim() ?? (mark === undefined ? undefined : plain);
  return {
    title: plain,
    ...(type === undefined ? {} : { type: type.toLowerCase() }),
    ...(scope === undefined ? {} : { scope }),
    ...(breaking === undefined ? {} : { breaking }),
    ...(squashed === undefined ? {} : { pullRequest: Number(squashed) }),
  };
}

/** The pull request that GitHub's merge commit brings, and what it is called. */
export function mergedIn(message: string): { readonly pullRequest: number; readonly title: string } | undefined {
  const [, number, branch = ""] = /^Merge pull request #(\d+) from (\S+)/.exec(message) ?? [];
  if (number === undefined) return undefined;
  const [, ...rest] = message.split("\n");
  return { pullRequest: Number(number), title: rest.find((line) => line.trim() !== "")?.trim() ?? branch };
}
