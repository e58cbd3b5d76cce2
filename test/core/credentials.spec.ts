import assert from "node:assert/strict";
import fc from "fast-check";
import {
  databaseEntry,
  databaseUsers,
  firstKeys,
  keyVariables,
  nextDatabaseEntry,
  nextKeys,
} from "../../core/credentials";

const address = { endpoint: "db.example:5432", databaseName: "app" };
const password = fc.string({ minLength: 1, maxLength: 128 });

describe("credentials", () => {
  it("make a URL that says user, password, place and TLS, whatever the password holds", () => {
    fc.assert(
      fc.property(password, (secret) => {
        const entry = databaseEntry(address, "app_a", secret);
        const url = new URL(entry.DATABASE_URL);
        assert.deepEqual(
          [url.username, decodeURIComponent(url.password), url.host, url.pathname, url.search],
          ["app_a", secret, "db.example:5432", "/app", "?sslmode=verify-full"],
        );
        assert.equal(entry.password, secret);
      }),
    );
  });

  it("take turns between the two users, and never give the one in use another password", () => {
    fc.assert(
      fc.property(fc.constantFrom(...databaseUsers), fc.array(password), (first, passwords) => {
        let current = databaseEntry(address, first, "first");
        for (const next of passwords) {
          const following = nextDatabaseEntry(address, current, next);
          assert.notEqual(following.username, current.username);
          assert.ok(databaseUsers.some((user) => user === following.username));
          current = following;
        }
      }),
    );
  });

  it("keep the keys before and after the current one, from the first on", () => {
    fc.assert(
      fc.property(fc.array(password, { minLength: 2 }), ([first = "", second = "", ...others]) => {
        const all = [first, first, second, ...others];
        const last = others.reduce(nextKeys, firstKeys(first, second));
        assert.deepEqual(last, { previous: all.at(-3), current: all.at(-2), next: all.at(-1) });
      }),
    );
  });

  it("publish a key before they use it, where an older environment has none", () => {
    const older = { current: "used", previous: "before" };
    assert.deepEqual(nextKeys(older, "new"), { ...older, next: "new" });
  });

  it("give a container a variable for each key", () => {
    const variables = { current: "JWT_SECRET", previous: "JWT_SECRET_PREVIOUS", next: "JWT_SECRET_NEXT" };
    assert.deepEqual(keyVariables("JWT_SECRET"), variables);
  });
});
