import assert from "node:assert/strict";
import { readFlow } from "../../flows/load";
import { InvalidInput } from "../../core/problem";

const text = `name: any
description: any
branches:
  main: { patterns: [main] }
environments:
  dev:
    tier: dve
    purpose: any
    sources:
      - { branch: main, automatic: true }
  prod:
    tier: prod
    purpose: any
    sources:
      - environment: dev
paths:
  - from: dev
    to: prod
    gates:
      scann: true
  - from: dev
    to: prodd
`;

const problemsOf = (file: string): readonly string[] => {
  try {
    readFlow(file, "flows/any.yaml");
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidInput);
    return error.problems.map(({ where, wrong }) => `${where} ${wrong}`);
  }
};

describe("a flow file", () => {
  it("is refused with file, line and what was meant, every problem at once", () => {
    assert.deepEqual(problemsOf(text), [
      'flows/any.yaml:7: environments.dev.tier not a known value, did you mean "dev"?',
      'flows/any.yaml:20: paths[0].gates.scann unknown key, did you mean "scan"?',
      'flows/any.yaml:22: paths[1].to no such environment in the flow, did you mean "prod"?',
    ]);
  });

  it("that lacks something is told where that should stand", () => {
    assert.deepEqual(problemsOf("name: any\nenvironments: {}\npaths: []\n"), ["flows/any.yaml:1: description missing"]);
  });

  it("that lacks something of an environment is told the environment's line", () => {
    const lacking = text.replace("    tier: dve\n", "").replace("scann", "scan").replace("prodd", "prod");
    assert.deepEqual(problemsOf(lacking), [
      "flows/any.yaml:6: environments.dev.tier not a known value",
      "flows/any.yaml:20: paths[1] the path stands there already",
    ]);
  });

  it("that is no YAML is refused by line and column", () => {
    assert.match(problemsOf("name: [any\nx: 1\n")[0] ?? "", /^flows\/any\.yaml:\d+:\d+ not valid YAML/);
  });
});
