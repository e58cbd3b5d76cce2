import { bears, marked } from "../../../core/github/marker";
import type { GitHubRequests } from "../github-requests";
import { fromInside } from "./author";
import { allOf } from "./pages";

/** One issue a key, however often it happens. */
export interface IssueText {
  /** What it is about, `drift:prod`. */
  readonly key: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** The first one is what it is found by again. */
  readonly labels: readonly [string, ...string[]];
}

export interface IssueRecord {
  readonly done: "opened" | "reopened" | "updated" | "unchanged" | "closed" | "nothing to close";
  /** Null where there is no such issue. */
  readonly number: number | null;
  readonly url: string | null;
}

interface Told {
  readonly number: number;
  readonly html_url: string;
}

const again = "It has happened again: the text above is of the last time.";

/** Opens it, or brings it up to date and says in a comment that it has happened again. Nothing where it says so already. */
export const openIssue = ({ ask, options, persistently }: GitHubRequests, { key, title, body, labels }: IssueText) =>
  persistently(async (): Promise<IssueRecord> => {
    const text = marked(key, body);
    const issue = await find({ ask, options }, key, labels[0]);
    if (issue === undefined) {
      const { data } = await ask("POST /repos/{owner}/{repo}/issues", {
        ...{ ...options(), title, body: text, labels: [...labels] },
      });
      return record("opened", data);
    }
    const open = issue.state === "open";
    if (open && issue.title === title && issue.body === text) return record("unchanged", issue);
    const { data } = await ask("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
      ...{ ...options(), issue_number: issue.number, title, body: text, state: "open" },
    });
    await say({ ask, options }, issue.number, again);
    return record(open ? "updated" : "reopened", data);
  });

/** Closes it where it is open, with a last word. */
export const closeIssue = (
  { ask, options, persistently }: GitHubRequests,
  { key, label, because }: { readonly key: string; readonly label: string; readonly because: string },
) =>
  persistently(async (): Promise<IssueRecord> => {
    const issue = await find({ ask, options }, key, label);
    if (issue?.state !== "open") return { done: "nothing to close", number: null, url: null };
    const { data } = await ask("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
      ...{ ...options(), issue_number: issue.number, state: "closed", state_reason: "completed" },
    });
    await say({ ask, options }, issue.number, because);
    return record("closed", data);
  });

type Asking = Pick<GitHubRequests, "ask" | "options">;

/** The open one, or the one that was closed last. GitHub lists pull requests among issues. */
async function find({ ask, options }: Asking, key: string, label: string) {
  const listed = await allOf((page) =>
    ask("GET /repos/{owner}/{repo}/issues", { ...options(), ...page, labels: label, state: "all" }),
  );
  const ours = listed.filter((one) => one.pull_request === undefined && fromInside(one) && bears(key, one.body));
  return ours.find(({ state }) => state === "open") ?? ours[0];
}

const say = ({ ask, options }: Asking, number: number, body: string) =>
  ask("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...options(), issue_number: number, body });

const record = (done: IssueRecord["done"], { number, html_url: url }: Told): IssueRecord => ({ done, number, url });
