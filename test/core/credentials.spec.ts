import assert from "node:assert/strict";
import fc from "fast-check";
import { databaseEntry, databaseUsers, firstKeys, nextDatabaseEntry, nextKeys } from "../../core/credentials";

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

  it("keep the key before the current one, from the first on", () => {
    fc.assert(
      fc.property(fc.array(password, { minLength: 1 }), ([first = "", ...others]) => {
        const all = [first, first, ...others];
        const last = others.reduce(nextKeys, firstKeys(first));
        assert.deepEqual(last, { current: all.at(-1), previous: all.at(-2) });
      }),
    );
  });
});
