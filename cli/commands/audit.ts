import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const audit: CommandDefinition = {
  name: "audit",
  summary: "what the policy packs say of what is deployed",
  options: [
    { flags: "--sarif <file>", description: "write it as SARIF 2.1.0 too, for code scanning" },
    { flags: "--junit <file>", description: "write it as JUnit XML too, a test case a rule" },
  ],
  examples: [
    "audit --stack prod",
    "audit --stack prod --sarif audit.sarif --junit audit.xml",
    "audit --stack dev --json",
  ],
  run: async (context, options) => operations.audit().audit(context, options),
};
