import assert from "node:assert/strict";
import { differences, type Side } from "../../core/differences";

const sideOf = (environment: string, inputs: Record<string, unknown>, name = `${environment}-thing`): Side => ({
  own: { environment, domain: `${environment}.example.com`, zone: "example.com" },
  resources: [{ type: "any", name, inputs }],
});

const between = (of: Record<string, unknown>, by: Record<string, unknown>) =>
  differences(sideOf("prod", of), sideOf("stage", by)).map(({ property }) => property);

describe("a difference between two environments", () => {
  const equal: readonly (readonly [string, unknown, unknown])[] = [
    ["the environment's name", "promenade/prod/API_KEY", "promenade/stage/API_KEY"],
    ["a label", { env: "env/prod" }, { env: "env/stage" }],
    ["a scope", "PROD_API_KEY", "STAGE_API_KEY"],
    ["an ARN", "arn:aws:iam::1:role/prod-roles-execution", "arn:aws:iam::1:role/stage-roles-execution"],
    ["a domain", "https://prod.example.com/", "https://stage.example.com/"],
    ["the environment's name in a key", { prod: 1 }, { stage: 1 }],
    ["a policy's text", '{"Resource":"prod-key","Action":"a"}', '{ "Action": "a", "Resource": "stage-key" }'],
    ["the hash of a name that was cut", "prod-long-service-na-1a2b3c", "stage-long-service-n-9f8e7d"],
    ["the order of things with names", [{ name: "a" }, { name: "b" }], [{ name: "b" }, { name: "a" }]],
  ];
  for (const [what, of, by] of equal) {
    it(`is not ${what}`, () => assert.deepEqual(between({ value: of }, { value: by }), []));
  }

  const unequal: readonly (readonly [string, unknown, unknown, string])[] = [
    ["another number", 1, 2, "value"],
    ["a missing property", 1, undefined, "value"],
    ["a word that merely holds the name", "production", "stageuction", "value"],
    ["a property of a map", { deep: { er: true } }, { deep: { er: false } }, "value.deep.er"],
    ["one entry of a list by its name", [{ name: "a", value: 1 }], [{ name: "a", value: 2 }], "value[a].value"],
    ["one entry of a list by its place", ["a", "b"], ["a", "c"], "value[1]"],
    [
      "what a policy says",
      '{"Statement":[{"Sid":"Read","Effect":"Allow"}]}',
      '{"Statement":[{"Sid":"Read","Effect":"Deny"}]}',
      "value.Statement[Read].Effect",
    ],
    ["a name of another kind", "prod-thing-1a2b3c", "stage-other-9f8e7d", "value"],
  ];
  for (const [what, of, by, property] of unequal) {
    it(`is ${what}`, () => assert.deepEqual(between({ value: of }, { value: by }), [property]));
  }

  it("is a resource that one side alone has", () => {
    assert.deepEqual(differences(sideOf("prod", {}, "prod-cdn"), sideOf("stage", {}, "stage-web")), [
      { type: "any", name: "{environment}-cdn", property: undefined, of: "present", by: undefined },
      { type: "any", name: "{environment}-web", property: undefined, of: undefined, by: "present" },
    ]);
  });
});
