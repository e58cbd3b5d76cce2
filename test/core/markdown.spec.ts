import assert from "node:assert/strict";
import fc from "fast-check";
import { inline, quoted, table } from "../../core/markdown";

describe("text of others in Markdown", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "stays as it is where it is plain",
      "Prices are rounded, see promenade_user",
      "Prices are rounded, see promenade_user",
    ],
    ["is one line", "one\r\n\r\n## two\u2028three", "one ## two three"],
    ["makes no cell", "a | b", "a \\| b"],
    ["makes no HTML", "<img src=x onerror=alert(1)> &lt;b>", "&lt;img src=x onerror=alert(1)&gt; &amp;lt;b&gt;"],
    [
      "is no link, no emphasis, no code",
      "[x](y) *b* _i_ ~s~ `c` \\",
      "\\[x\\](y) \\*b\\* \\_i\\_ \\~s\\~ \\`c\\` \\\\",
    ],
    ["is no heading and no list", "# a", "\\# a"],
    ["is no list", "1. a", "1\\. a"],
    ["calls nobody", "thanks @ada", "thanks @&#8203;ada"],
    ["has digests and addresses that can be copied", "app@sha256:0a, a@b.example", "app@sha256:0a, a@b.example"],
    ["does not turn writing round", "a\u202Eb", "ab"],
    ["moves no cursor", "a\u001b[2Jb", "a \\[2Jb"],
  ];
  for (const [what, text, expected] of cases) it(what, () => assert.equal(inline(text), expected));

  it("has neither lines, nor tags, nor cells, nor a mention, whatever it is", () => {
    const nasty = fc.constantFrom("|", "\\", "<", ">", "\n", "@a", "&lt;", "`", "[", "\u0000", "x", " ");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(nasty).map((parts) => parts.join("")),
        ),
        (text) => {
          const shown = inline(text);
          assert.doesNotMatch(shown, /[\n\r<>\p{Cc}]|(?<!\w)@\w/u);
          for (const [before] of shown.matchAll(/\\*[|`[\]*]/g)) assert.equal(before.length % 2, 0, shown);
        },
      ),
    );
  });

  it("is quoted line by line, and put into tables", () => {
    assert.equal(quoted("## a\n\nb\n"), "> ## a\n>\n> b");
    assert.equal(table(["a", "b"], [["1", inline("2|3")]]), "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |");
  });
});
