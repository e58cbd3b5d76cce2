import assert from "node:assert/strict";
import fc from "fast-check";
import { changesIn } from "../../../core/notes/changes";
import type { Commit, Comparison } from "../../../core/notes/commit";
import { releaseNotes } from "../../../core/notes/notes";
import { markdownNotes, plainNotes } from "../../../core/notes/text";

const commit = (hash: string, message: string, parents: readonly string[] = [], author = "Ada"): Commit => ({
  ...{ hash, message, parents, author },
});
const [one, two] = [
  { release: "1.0.0", commit: "1111111" },
  { release: "2.0.0", commit: "2222222" },
];
const known = (added: readonly Commit[], removed: readonly Commit[] = []): Comparison => ({
  known: true,
  added,
  removed,
});
const notes = (...given: Parameters<typeof known>) => releaseNotes(one, two, known(...given));

describe("release notes", () => {
  it("have breaking changes first, then what is new by type, then the rest", () => {
    const { groups, says, authors } = notes([
      commit("a", "chore: tidy"),
      commit("b", "feat(api)!: no v1 (#4)", [], "Grace"),
      commit("c", "Words"),
      commit("d", "fix: totals"),
      commit("e", "feat: pages"),
      commit("f", "wip: half"),
    ]);
    assert.deepEqual(
      groups.map(({ title, changes }) => [title, changes.map((change) => change.title)]),
      [
        ["Breaking changes", ["no v1"]],
        ["Features", ["pages"]],
        ["Fixes", ["totals"]],
        ["Housekeeping", ["tidy"]],
        ["Other changes", ["Words", "half"]],
      ],
    );
    assert.equal(says, "6 changes since 1.0.0.");
    assert.deepEqual(authors, ["Ada", "Grace"]);
  });

  it("have one plain heading where no change has a type", () => {
    assert.deepEqual(
      notes([commit("a", "Words"), commit("b", "constructor: names of objects are no types")]).groups.map(
        ({ title }) => title,
      ),
      ["Changes"],
    );
  });

  describe("say so", () => {
    const says = (...args: Parameters<typeof releaseNotes>) => releaseNotes(...args).says;
    const gone = [commit("x", "a"), commit("y", "b")];
    const cases: readonly (readonly [string, string, string])[] = [
      [
        "where there was none before",
        says(undefined, two, known([])),
        "The first release here: there is nothing to compare it with.",
      ],
      [
        "where it cannot be told",
        says(one, two, { known: false, because: "the checkout does not have 1111111" }),
        "What is new since 1.0.0 is not known: the checkout does not have 1111111.",
      ],
      ["where nothing is new", says(one, two, known([])), "Nothing is new since 1.0.0: no commit lies between them."],
      [
        "where it goes back",
        says(one, two, known([], gone)),
        "2.0.0 is older than 1.0.0: 2 changes of 1.0.0 go away, and nothing is new.",
      ],
      [
        "where some go away",
        says(one, two, known([commit("a", "c")], gone.slice(1))),
        "1 change since 1.0.0; 1 change of 1.0.0 goes away.",
      ],
    ];
    for (const [what, found, expected] of cases) it(what, () => assert.equal(found, expected));
  });
});

describe("changes", () => {
  // main: m2 (pull request 9, of develop) ── root; develop: m1 (pull request 5, of a feature) ── d1 ── root
  const history = [
    commit("m2", "Merge pull request #9 from acme/develop\n\nRelease 2", ["root", "m1"]),
    commit("m1", "Merge pull request #5 from acme/rounding\n\nfix: prices are rounded", ["d1", "f2"], "Grace"),
    commit("f2", "tests", ["f1"], "Linus"),
    commit("f1", "wip\n\nBREAKING CHANGE: cents are whole", ["d1"]),
    commit("d1", "docs: how", ["root"]),
  ];

  it("are told as the innermost pull request that brought them", () => {
    assert.deepEqual(changesIn(history), [
      {
        ...{ title: "prices are rounded", type: "fix", breaking: "cents are whole", pullRequest: 5 },
        ...{ commits: ["f2", "f1"], authors: ["Linus", "Ada"] },
      },
      { title: "Release 2", pullRequest: 9, commits: ["d1"], authors: ["Ada"] },
    ]);
  });

  it("of a branch that was merged without a pull request are told one by one", () => {
    const merge = commit("m", "Merge branch 'main' into develop", ["d1", "f1"]);
    assert.deepEqual(
      changesIn([merge, commit("f1", "a"), commit("d1", "b")]).map(({ title }) => title),
      ["a", "b"],
    );
  });

  it("have every commit but merges exactly once, whatever the history is like", () => {
    const histories = fc.array(
      fc.record({ pull: fc.boolean(), back: fc.array(fc.nat({ max: 6 }), { maxLength: 2 }) }),
      {
        maxLength: 25,
      },
    );
    fc.assert(
      fc.property(histories, (drawn) => {
        const commits = drawn.map(({ pull, back }, index) =>
          commit(
            `c${index}`,
            pull ? `Merge pull request #${index} from a/b\n\nt` : "words",
            back.map((by) => `c${index + 1 + by}`),
          ),
        );
        const told = changesIn(commits).flatMap((change) => change.commits);
        const expected = commits.filter(({ parents }) => parents.length < 2).map(({ hash }) => hash);
        assert.deepEqual([...told].sort(), [...expected].sort());
      }),
    );
  });
});

describe("release notes as text", () => {
  const all = notes(
    [
      commit("abcdef0123", "feat(api)!: no v1 (#4)\n\nBREAKING CHANGE: ask v2, @everyone", [], "Grace | H"),
      commit("9999999999", "<b>Words</b>"),
    ],
    [commit("8888888888", "fix: gone")],
  );

  it("in Markdown link numbers and commits, and show what others wrote as it is", () => {
    assert.equal(
      markdownNotes(all, "https://github.com/acme/shop"),
      [
        ...["## 2.0.0", "", "2 changes since 1.0.0; 1 change of 1.0.0 goes away.", ""],
        ...["### Breaking changes", ""],
        "- **api**: no v1 ([#4](https://github.com/acme/shop/pull/4), Grace \\| H)",
        ...["  ask v2, @&#8203;everyone", "", "### Other changes", ""],
        "- &lt;b&gt;Words&lt;/b&gt; ([`9999999`](https://github.com/acme/shop/commit/9999999999), Ada)",
        ...["", "### No longer there, from 1.0.0", ""],
        "- gone ([`8888888`](https://github.com/acme/shop/commit/8888888888), Ada)",
        ...["", "By Grace \\| H, Ada."],
      ].join("\n"),
    );
  });

  it("lead nowhere without a repository", () => {
    assert.match(markdownNotes(all), /- \*\*api\*\*: no v1 \(#4, Grace/);
    assert.match(markdownNotes(all), /\(`9999999`, Ada\)/);
  });

  it("for a terminal are plain", () => {
    const text = plainNotes(notes([commit("abcdef0123", "fix: a\u001b[31m *b*")]));
    assert.equal(text, "2.0.0\n\n1 change since 1.0.0.\n\nFixes\n\n- a [31m *b* (abcdef0, Ada)\n\nBy Ada.");
  });

  it("count what is too much to tell one by one, and cut long titles", () => {
    const text = plainNotes(notes(Array.from({ length: 130 }, (_, index) => commit(`${index}`, "w".repeat(300)))));
    assert.match(text, /\n- … and 30 more\n/);
    assert.ok(text.split("\n").every((line) => line.length < 230));
  });
});
