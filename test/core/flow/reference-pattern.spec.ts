import assert from "node:assert/strict";
import fc from "fast-check";
import { githubPattern, matchesPattern } from "../../../core/flow/reference-pattern";

describe("a pattern of branches or tags", () => {
  const cases: readonly (readonly [pattern: string, name: string, matches: boolean])[] = [
    ["main", "main", true],
    ["main", "mainly", false],
    ["main", "not/main", false],
    ["ma.n", "main", false],
    ["vX.Y.Z", "v10.0.21", true],
    ["vX.Y.Z", "v01.0.0", false],
    ["release/YYYY-MM-DD", "release/2025-12-31", true],
    ["release/YYYY-MM-DD", "release/2025-12-32", false],
    ["hotfix/*", "hotfix/a", true],
    ["hotfix/*", "hotfix/a/b", false],
    ["hotfix/*", "hotfix/", false],
    ["**", "any/thing", true],
  ];
  for (const [pattern, name, matches] of cases) {
    it(`${pattern} ${matches ? "is" : "is not"} ${name}`, () => assert.equal(matchesPattern(pattern, name), matches));
  }

  it("with numbers in it knows all of them", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (x, y, z) =>
        matchesPattern("release/vX.Y.Z", `release/v${x}.${y}.${z}`),
      ),
    );
  });

  it("is spelled for GitHub", () => {
    assert.equal(githubPattern("release/vX.Y.Z"), "release/v[0-9]*.[0-9]*.[0-9]*");
    assert.equal(githubPattern("release/YYYY-MM-DD"), "release/[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]");
    assert.equal(githubPattern("hotfix/*"), "hotfix/*");
    assert.equal(githubPattern("**"), "**/*");
  });
});
