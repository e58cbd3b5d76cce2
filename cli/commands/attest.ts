import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const attest: CommandDefinition = {
  name: "attest",
  summary: "give your word that something is done which no machine can see, for a release that waits to be promoted",
  arguments: "<environment...>",
  options: [
    { flags: "--item <text...>", description: "what: an item of the checklist, as the flow words it" },
    { flags: "--all", description: "everything that can be attested, but for tags" },
    { flags: "--as <name>", description: "whose word, in the local cloud; default: who runs this" },
    { flags: "--role <role>", description: "the role of the flow that it is given in, in the local cloud" },
    { flags: "--release <version>", description: "for which release, where several wait" },
    { flags: "--wave <name>", description: "for which wave of regions, where several wait" },
  ],
  examples: ['attest prod --item "On-call team ready"', 'attest prod --as quinn --role qa --item "QA sign-off on dev"'],
  run: async (context, options, args) => operations.attest().attest(context, args, options),
};
