import assert from "node:assert/strict";
import { administratorsNamed, principalsOf, vaultPolicy } from "../../core/vault-policy";
import { rotationDays } from "../../core/rotation-schedule";

describe("the vault's policy", () => {
  const { Statement } = vaultPolicy({ readers: ["reader"], writers: ["writer"], administrators: ["admin"] });

  it("keeps everybody but the named from values, and grants nothing", () => {
    const others = Statement.map(({ Condition }) => Condition.ArnNotLike["aws:PrincipalArn"]);
    assert.deepEqual(others, [
      ["reader", "writer", "admin"],
      ["writer", "admin"],
    ]);
    assert.ok(Statement.every(({ Effect, Principal }) => Effect === "Deny" && Principal === "*"));
  });

  it("is silent on its own change and removal, so that nobody can lock the account out", () => {
    const denied = Statement.flatMap(({ Action }) => Action);
    for (const action of [
      "PutResourcePolicy",
      "DeleteResourcePolicy",
      "DescribeSecret",
      "DeleteSecret",
      "RotateSecret",
    ]) {
      assert.ok(!denied.includes(`secretsmanager:${action}`), action);
    }
  });
});

describe("principals", () => {
  const roles = (account: string, name: string) => [`${account}:role/${name}`, `${account}:role/*/${name}`];

  it("of a session are its role, whatever the path", () => {
    assert.deepEqual(
      principalsOf("arn:aws-cn:sts::123456789012:assumed-role/Deployer/me@example.com"),
      roles("arn:aws-cn:iam::123456789012", "Deployer"),
    );
  });

  it("of users and the account are what they say", () => {
    for (const arn of ["arn:aws:iam::123456789012:user/team/me", "arn:aws:iam::123456789012:root"]) {
      assert.deepEqual(principalsOf(arn), [arn]);
    }
  });

  it("of names are roles of the account, in the region's part of AWS", () => {
    assert.deepEqual(
      administratorsNamed(["Ops*"], "us-gov-west-1", "123456789012"),
      roles("arn:aws-us-gov:iam::123456789012", "Ops*"),
    );
  });
});

describe("days between rotations", () => {
  const days = { database: 1, keys: 2, signing: 3 };
  it("follow what an entry is for", () => {
    assert.equal(rotationDays("POSTGRES_PASSWORD", "database", days), 1);
    assert.equal(rotationDays("API_KEY", "keys", days), 2);
    assert.equal(rotationDays("JWT_SECRET", "keys", days), 3);
  });
});
