/** The command line that deploys a release of the sample app; any digest runs it in the local cloud. */
export const deployed = (release: string, ...more: readonly string[]): readonly string[] => [
  ...["deploy", "--release", release, "--image", imageOf(release)],
  ...more,
];

/** An image of its own for each release. */
export function imageOf(release: string): string {
  const digits = Buffer.from(release.padEnd(32, "x")).toString("hex").slice(0, 64);
  return `promenade/sample@sha256:${digits}`;
}
