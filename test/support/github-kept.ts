/** What somebody keeps at GitHub, as a test plants and finds it: of the shape that the API tells it in. */
export type Thing = Record<string, unknown>;

type Answer = readonly [number, unknown];
type Route = readonly [
  method: string,
  path: RegExp,
  answer: (words: readonly string[], body: Thing, query: URLSearchParams) => Answer,
];

const bot = { user: { login: "github-actions[bot]", type: "Bot" }, author_association: "NONE" };

/** Issues, comments, deployments, tags, releases, pull requests and commits of one repository, held in memory. */
export class KeptAtGitHub {
  issues: Thing[] = [];
  comments: Thing[] = [];
  deployments: Thing[] = [];
  statuses: Thing[] = [];
  releases: Thing[] = [];
  pulls: Thing[] = [];
  /** Of every commit. */
  checkRuns: Thing[] = [];
  /** By name, `tags/env/dev`. */
  refs = new Map<string, string>();
  /** Whole hashes, oldest first; each one's parent is the one before it. */
  commits: string[] = [];
  private numbers = 0;

  constructor(private readonly repository: string) {}

  /** Undefined for what is not among what is kept. */
  answer(method: string, path: string, body: Thing, query: URLSearchParams): Answer | undefined {
    for (const [verb, pattern, answer] of this.routes) {
      const words = verb === method ? pattern.exec(path)?.slice(1) : undefined;
      if (words !== undefined) return answer(words.map(decodeURIComponent), body, query);
    }
    return undefined;
  }

  private readonly routes: readonly Route[] = [
    ["GET", /^\/issues$/, (_, __, query) => this.page(this.labelled(query.get("labels") ?? ""), query)],
    ["POST", /^\/issues$/, (_, body) => [201, this.put(this.issues, { ...body, ...bot, state: "open" }, "issues")]],
    ["PATCH", /^\/issues\/(\d+)$/, ([number], body) => this.patch(this.issues, "number", number, body)],
    ["GET", /^\/issues\/(\d+)\/comments$/, ([on], _, query) => this.page(this.of(this.comments, "on", on), query)],
    [
      "POST",
      /^\/issues\/(\d+)\/comments$/,
      ([on], body) => [201, this.put(this.comments, { ...body, ...bot, on: Number(on) }, "issuecomment")],
    ],
    ["PATCH", /^\/issues\/comments\/(\d+)$/, ([id], body) => this.patch(this.comments, "id", id, body)],
    ["GET", /^\/commits\/[^/]+\/check-runs$/, (_, __, query) => this.inside("check_runs", this.checkRuns, query)],
    ["GET", /^\/commits\/[^/]+\/status$/, (_, __, query) => this.inside("statuses", [], query)],
    ["GET", /^\/commits\/(.+)$/, ([ref = ""]) => this.commit(ref)],
    [
      "GET",
      /^\/deployments$/,
      (_, __, query) => [
        200,
        this.deployments
          .filter(
            ({ environment, sha }) => environment === query.get("environment") && sha === (query.get("sha") ?? sha),
          )
          .reverse(),
      ],
    ],
    [
      "POST",
      /^\/deployments$/,
      (_, body) => [201, this.put(this.deployments, { ...body, sha: body.ref }, "deployments")],
    ],
    [
      "GET",
      /^\/deployments\/(\d+)\/statuses$/,
      ([on], _, query) => this.page([...this.of(this.statuses, "on", on)].reverse(), query),
    ],
    [
      "POST",
      /^\/deployments\/(\d+)\/statuses$/,
      ([on], body) => [201, this.put(this.statuses, { ...body, on: Number(on) }, "statuses")],
    ],
    ["GET", /^\/git\/ref\/(.+)$/, ([ref = ""]) => this.told(this.refs.get(ref), (sha) => ({ ref, object: { sha } }))],
    ["POST", /^\/git\/refs$/, (_, { ref, sha }) => this.point(String(ref).replace("refs/", ""), sha, 201)],
    ["PATCH", /^\/git\/refs\/(.+)$/, ([ref = ""], { sha }) => this.point(ref, sha, 200)],
    [
      "GET",
      /^\/releases\/tags\/(.+)$/,
      ([tag]) =>
        this.told(
          this.releases.find(({ tag_name }) => tag_name === tag),
          (one) => one,
        ),
    ],
    [
      "POST",
      /^\/releases$/,
      (_, body) => {
        const tag = `tags/${String(body.tag_name)}`;
        if (!this.refs.has(tag)) this.refs.set(tag, String(body.target_commitish));
        return [201, this.put(this.releases, body, "releases")];
      },
    ],
    ["PATCH", /^\/releases\/(\d+)$/, ([id], body) => this.patch(this.releases, "id", id, body)],
    ["GET", /^\/compare\/(.+)\.\.\.(.+)$/, ([from = "", to = ""], _, query) => this.compare(from, to, query)],
    [
      "GET",
      /^\/pulls$/,
      (_, __, query) => [
        200,
        this.pulls.filter(
          (one) =>
            one.state === query.get("state") &&
            one.base === query.get("base") &&
            `${this.repository.split("/")[0] ?? ""}:${String(one.head)}` === query.get("head"),
        ),
      ],
    ],
    ["POST", /^\/pulls$/, (_, body) => [201, this.put(this.pulls, { ...body, state: "open" }, "pull")]],
  ];

  private put(list: Thing[], thing: Thing, page: string): Thing {
    const number = ++this.numbers;
    const kept = {
      id: number,
      number,
      html_url: `https://github.example/${this.repository}/${page}/${number}`,
      ...thing,
    };
    list.push(kept);
    return kept;
  }

  private patch(list: Thing[], by: string, value: string | undefined, body: Thing): Answer {
    return this.told(
      list.find((one) => String(one[by]) === value),
      (one) => Object.assign(one, body),
    );
  }

  private point(ref: string, sha: unknown, status: number): Answer {
    if (!this.commits.includes(String(sha))) return [422, { message: "Object does not exist" }];
    this.refs.set(ref, String(sha));
    return [status, { ref: `refs/${ref}`, object: { sha } }];
  }

  private readonly of = (list: readonly Thing[], by: string, value: string | undefined): readonly Thing[] =>
    list.filter((one) => String(one[by]) === value);

  private readonly labelled = (label: string): readonly Thing[] =>
    this.issues.filter(({ labels }) => (labels as readonly string[]).includes(label)).reverse();

  private page(list: readonly Thing[], query: URLSearchParams): Answer {
    const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
    return [200, list.slice((page - 1) * size, page * size)];
  }

  private inside(name: string, list: readonly Thing[], query: URLSearchParams): Answer {
    const [status, listed] = this.page(list, query);
    return [status, { [name]: listed, total_count: list.length }];
  }

  private found(name: string): string | undefined {
    return this.refs.get(name) ?? this.refs.get(`heads/${name}`) ?? this.commits.find((one) => one.startsWith(name));
  }

  private commit(name: string): Answer {
    const sha = this.found(name);
    return sha === undefined ? [422, { message: `No commit found for SHA: ${name}` }] : [200, { sha }];
  }

  private compare(from: string, to: string, query: URLSearchParams): Answer {
    const [base, head] = [this.found(from), this.found(to)];
    if (base === undefined || head === undefined) return [404, { message: "Not Found" }];
    const between = this.commits.slice(this.commits.indexOf(base) + 1, this.commits.indexOf(head) + 1);
    const [, commits] = this.page(
      between.map((sha, index) => ({
        sha,
        parents: [{ sha: between[index - 1] ?? base }],
        commit: { message: `feat: change ${sha.slice(0, 7)}`, author: { name: "Grace" } },
      })),
      query,
    );
    return [200, { ahead_by: between.length, commits }];
  }

  private told<T>(thing: T | undefined, tell: (thing: T) => unknown): Answer {
    return thing === undefined ? [404, { message: "Not Found" }] : [200, tell(thing)];
  }
}
