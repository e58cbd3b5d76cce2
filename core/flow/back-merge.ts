import { placeOf, type Flow } from "../flow";

/** From where to where a release's commits have to be taken back: `main` into `develop` (requirement 1, s2). */
export interface BackMerge {
  readonly from: string;
  readonly into: string;
}

/** What has to be taken back once a release has come into a stack's environment by its branches. */
export function backMergesOf(flow: Flow, stack: string): readonly BackMerge[] {
  const branch = (name: string | undefined) => (name === undefined ? undefined : flow.branches[name]);
  return (placeOf(flow, stack)?.environment.sources ?? []).flatMap((source) => {
    const from = branch(source.branch);
    const into = branch(from?.mergeBackInto);
    return namesIn(from).flatMap((one) => namesIn(into).map((other) => ({ from: one, into: other })));
  });
}

/** A pattern for many branches names none of them. */
const namesIn = (branch: { readonly patterns: readonly string[] } | undefined): readonly string[] =>
  (branch?.patterns ?? []).filter((pattern) => !/[*]|X\.Y\.Z|YYYY/.test(pattern));
