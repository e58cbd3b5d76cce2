import { z } from "zod";
import { entryFields } from "./gate";
import { referencePattern } from "./reference-pattern";
import { environmentName, word } from "./words";

const origins = ["branch", "tag", "pullRequest", "environment"] as const;

/** What brings releases into an environment, by itself or by hand. */
export const sourceSchema = z
  .strictObject({
    /** A name under `branches`: what is pushed there is built and deployed. */
    branch: word.optional(),
    /** A name under `tags`. */
    tag: word.optional(),
    /** Pull requests into such a branch. */
    pullRequest: referencePattern.optional(),
    /** A promotion from another environment; what it asks for stands in `paths`. */
    environment: environmentName.optional(),
    /** Whether it happens by itself, once the branch's checks have passed. */
    automatic: z.boolean().default(false),
    /**
     * The environment whose images are taken, for the same commit, instead of building them; one of another environment
     * makes the branch or tag set a promotion off, with what its path asks for.
     */
    artifact: environmentName.optional(),
    ...entryFields,
  })
  .superRefine((source, context) => {
    const given = origins.filter((origin) => source[origin] !== undefined);
    if (given.length !== 1) context.addIssue({ code: "custom", message: `exactly one of ${origins.join(", ")}` });
    if (source.artifact !== undefined && source.branch === undefined && source.tag === undefined) {
      context.addIssue({ code: "custom", path: ["artifact"], message: "only with a branch or a tag" });
    }
  });
export type Source = z.infer<typeof sourceSchema>;

/** The environment that a release is promoted from when it comes this way. */
export const promotedFrom = ({ environment, artifact }: Source): string | undefined => environment ?? artifact;
