import { flowSchema, type Flow } from "../flow";
import type { Problem } from "../problem";
import { check, type Checked } from "../schema";
import { draftOf, type Draft } from "./draft";
import { approvalProblems } from "./meaning/approvals";
import { branchProblems } from "./meaning/branches";
import { cycleProblems } from "./meaning/cycles";
import { entryProblems } from "./meaning/entries";
import { nameProblems } from "./meaning/names";
import { referenceProblems } from "./meaning/references";
import { sizeProblems } from "./meaning/sizes";
import { waveProblems } from "./meaning/waves";

const meanings: readonly ((draft: Draft) => readonly Problem[])[] = [
  referenceProblems,
  nameProblems,
  entryProblems,
  cycleProblems,
  approvalProblems,
  branchProblems,
  waveProblems,
  sizeProblems,
];

const file = "flow";

/** Reads a flow: its shape, and whether it makes sense. Every problem at once; `where` is the path within the file. */
export function parseFlow(raw: unknown): Checked<Flow> {
  const shape = check(flowSchema, raw, file);
  const draft = draftOf(raw);
  const problems = [
    ...("problems" in shape ? shape.problems.map(withinFile) : []),
    ...meanings.flatMap((meaning) => meaning(draft)),
  ];
  return "value" in shape && problems.length === 0 ? shape : { problems };
}

const withinFile = (problem: Problem): Problem => ({
  ...problem,
  where: problem.where.replace(/^flow\.?/, "") || file,
  change: problem.change.replace(/\bflow\./, ""),
});
