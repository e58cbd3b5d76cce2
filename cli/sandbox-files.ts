import { isAbsolute, join, resolve } from "node:path";

/** Where the local cloud and what Pulumi needs for it are kept. */
export interface SandboxFiles {
  readonly root: string;
  /** Pulumi's file backend. */
  readonly state: string;
  /** PULUMI_HOME. */
  readonly home: string;
  /** What Pulumi encrypts the state's secrets with; 0600. */
  readonly passphrase: string;
  /** The project folder that Pulumi runs in: generated settings, the checkout's program. */
  readonly project: string;
  /** One file for each command that is under way, by stack. */
  readonly running: string;
  readonly logs: string;
  /** What has happened to its environments, a folder for each stack. */
  readonly evidence: string;
  /** Written by the local cloud while it serves. */
  readonly daemon: string;
  /** The local cloud's admin token, which its AWS API takes as access key id. */
  readonly token: string;
}

/** `.sandbox` in the checkout, or the folder that PROMENADE_SANDBOX names. */
export function sandboxFiles(checkout: string, { PROMENADE_SANDBOX: named }: NodeJS.ProcessEnv): SandboxFiles {
  const root = !named ? join(checkout, ".sandbox") : isAbsolute(named) ? named : resolve(checkout, named);
  const file = (name: string): string => join(root, name);
  return {
    root,
    state: file("state"),
    home: file("home"),
    passphrase: file("passphrase"),
    project: file("project"),
    running: file("running"),
    logs: file("logs"),
    evidence: file("evidence"),
    daemon: file("daemon.json"),
    token: file("token"),
  };
}
