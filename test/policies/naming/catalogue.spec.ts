import assert from "node:assert/strict";
import { catalogue } from "../../../policies/naming/catalogue";
import { environmentOf, projectOf } from "../../../policies/naming/environment";

describe("policies/naming: catalogue", () => {
  it("says what each rule's configuration may be", () => {
    const texts = { type: "array", items: { type: "string" } };
    const environments = { environments: { ...texts, minItems: 1 } };
    const kinds = catalogue.map(({ name, configSchema }) => {
      const properties = Object.entries(configSchema?.properties ?? {});
      return [
        name,
        Object.fromEntries(properties.map(([key, { description: _text, default: _usual, ...kind }]) => [key, kind])),
      ];
    });
    assert.deepEqual(Object.fromEntries(kinds), {
      "environment-name": environments,
      "environment-tag": { tags: texts },
      "secret-scope": { ...environments, guests: texts },
      "vault-path": environments,
      "physical-name": environments,
      "release-ref": { branches: texts, tags: texts },
    });
  });

  it("is told the stack and the project by a URN, and by nothing else", () => {
    const urn = "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::network";
    assert.deepEqual([environmentOf({ urn }).name, projectOf({ urn })], ["dev", "shop"]);
    for (const other of ["dev", "urn:pulumi:dev", "urn:pulumi:::shop::", "urn:pulumi:dev::::", `an ${urn}`]) {
      assert.throws(() => environmentOf({ urn: other }), { message: `not a resource's URN: "${other}"` });
    }
  });
});
