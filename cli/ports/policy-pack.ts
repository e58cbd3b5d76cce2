import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { credentials, Metadata } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { PolicySeverity, type AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import type { Severity } from "../finding";

// The SDK's messages take only those of the SDK's own copy of google-protobuf.
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb.js") as typeof empty;

/** What a pack says of itself. */
export interface PackInfo {
  readonly name: string;
  readonly version: string;
  readonly rules: readonly RuleInfo[];
}

export interface RuleInfo {
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  /** Controls elsewhere that it stands for: `FSBP RDS.2`, `CKV_AWS_17`. */
  readonly controls: readonly string[];
}

/** How long (ms) a pack may take to start, and to tell what it judges by. */
const patience = 30_000;

/** Starts a pack, as the engine would, and asks what it judges by. Rejects when it does not serve. */
export async function packInfo(launcher: string): Promise<PackInfo> {
  const child = spawn(launcher, ["127.0.0.1:0"], { cwd: tmpdir(), stdio: ["ignore", "pipe", "ignore"] });
  try {
    const ended = once(child, "exit").then(() => Promise.reject(new Error(`${launcher} does not serve`)));
    const said = once(createInterface(child.stdout), "line", { signal: AbortSignal.timeout(patience) });
    const [port] = (await Promise.race([said, ended])) as [string];
    return await ask(`127.0.0.1:${port}`);
  } finally {
    child.kill();
  }
}

async function ask(address: string): Promise<PackInfo> {
  const client = new AnalyzerClient(address, credentials.createInsecure());
  try {
    const info = await new Promise<AnalyzerInfo>((resolve, reject) => {
      client.getAnalyzerInfo(new Empty(), new Metadata(), { deadline: Date.now() + patience }, (error, answer) => {
        if (error === null) resolve(answer);
        else reject(error);
      });
    });
    return {
      name: info.getName(),
      version: info.getVersion(),
      rules: info.getPoliciesList().map((policy) => ({
        name: policy.getName(),
        description: policy.getDescription(),
        severity: severityOf[policy.getSeverity()],
        controls: policy.getTagsList(),
      })),
    };
  } finally {
    client.close();
  }
}

const severityOf: Readonly<Record<PolicySeverity, Severity>> = {
  [PolicySeverity.POLICY_SEVERITY_CRITICAL]: "critical",
  [PolicySeverity.POLICY_SEVERITY_HIGH]: "high",
  [PolicySeverity.POLICY_SEVERITY_MEDIUM]: "medium",
  [PolicySeverity.POLICY_SEVERITY_LOW]: "low",
  [PolicySeverity.POLICY_SEVERITY_UNSPECIFIED]: "medium",
};
