import Builder from "fast-xml-builder";
import type { AuditReport } from "./audit-report";
import { isMandatory, type Finding } from "./finding";
import type { PackInfo, RuleInfo } from "./ports/policy-pack";

const builder = new Builder({
  attributeNamePrefix: "@",
  ignoreAttributes: false,
  format: true,
  suppressEmptyNode: true,
});

/** JUnit's XML: a suite a pack, a test case a rule. What is mandatory fails it; advice stands in its output. */
export function auditJunit({ stack, packs, findings }: AuditReport): string {
  const suites = packs.map((pack) => suiteOf(pack, stack, findings));
  const document = {
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": `promenade audit ${stack}`,
      "@tests": sum(suites, "@tests"),
      "@failures": sum(suites, "@failures"),
      testsuite: suites,
    },
  };
  return builder.build(document);
}

function suiteOf({ name, version, rules }: PackInfo, stack: string, findings: readonly Finding[]) {
  const cases = rules.map((rule) =>
    caseOf(
      rule,
      `${stack}.${name}`,
      findings.filter((finding) => finding.pack === name && finding.rule === rule.name),
    ),
  );
  return {
    "@name": `${name} ${version}`,
    "@tests": String(cases.length),
    "@failures": String(cases.filter((one) => "failure" in one).length),
    testcase: cases,
  };
}

function caseOf({ name }: RuleInfo, classname: string, findings: readonly Finding[]) {
  const mandatory = findings.filter(isMandatory);
  const advice = findings.filter((finding) => !isMandatory(finding));
  const [first] = mandatory;
  return {
    "@classname": classname,
    "@name": name,
    // One failure a case: most readers take no more.
    ...(first === undefined
      ? {}
      : {
          failure: {
            "@message": mandatory.length === 1 ? first.message : `${first.message} … and ${mandatory.length - 1} more`,
            "@type": first.severity,
            "#text": lines(mandatory),
          },
        }),
    ...(advice.length === 0 ? {} : { "system-out": lines(advice) }),
  };
}

const lines = (findings: readonly Finding[]): string =>
  findings.map(({ enforcement, severity, message }) => `${enforcement}, ${severity}: ${message}`).join("\n");

const sum = (suites: readonly Record<"@tests" | "@failures", string>[], what: "@tests" | "@failures"): string =>
  String(suites.reduce((all, suite) => all + Number(suite[what]), 0));
