import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const previewComment: CommandDefinition = {
  name: "preview-comment",
  summary: "make one Markdown text of previews, for a pull request's comment",
  arguments: "<folder...>",
  options: [
    { flags: "--file <file>", description: "write it there as well" },
    { flags: "--commit <hash>", description: "what was previewed" },
  ],
  examples: ["preview-comment previews", "preview-comment previews --file comment.md --commit 9f8d0b1"],
  run: async (context, options, args) => operations.previewComment().writePreviewComment(context, args, options),
};
