import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import type { SandboxFiles } from "../files";
import { contentHash } from "../provider/values";
import { unpack } from "./archive";
import { startChild } from "./child";
import type { Invocation, Outcome } from "./lambda/messages";
import { LogFile } from "./log-file";
import { properties, TYPES } from "./properties";

interface FunctionProperties {
  readonly name: string;
  readonly arn: string;
  readonly code: unknown;
  readonly handler: string;
  readonly timeout: number;
  readonly environment: { readonly variables?: Readonly<Record<string, string>> };
}

/** Where a function finds the cloud that it runs in, and with what it proves who it is. */
export interface Surroundings {
  readonly endpoint: string;
  readonly token: string;
  /** PEM file of the authority that signs what the local cloud's servers show. */
  readonly authorityFile: string;
}

const PROCESS = join(__dirname, "lambda", "process.ts");
/** Lambda's Node.js runtimes bring AWS's SDK; here the one that is installed stands for it. */
const RUNTIME_MODULES = join(__dirname, "..", "..", "node_modules");

/** Lambda functions: their code under `functions/`, run in a process of its own for each invocation. */
export class Functions implements Effect {
  constructor(
    private readonly cloud: Cloud,
    private readonly files: SandboxFiles,
    private readonly surroundings: () => Surroundings,
  ) {}

  async apply(resource: CloudResource): Promise<Properties> {
    unpack(resource.inputs["code"], this.folderOf(resource));
    return {};
  }

  async remove({ id }: CloudResource): Promise<void> {
    rmSync(join(this.files.functions, directoryOf(id)), { recursive: true, force: true });
  }

  has(nameOrArn: string): boolean {
    return this.find(nameOrArn) !== undefined;
  }

  /** Calls a function, by name or ARN, and waits for its end. Throws when there is none, or it took too long. */
  async invoke(nameOrArn: string, event: unknown): Promise<Outcome> {
    const record = this.find(nameOrArn);
    if (!record) throw new Error(`ResourceNotFoundException: Function not found: ${nameOrArn}`);
    const { name = record.id, handler = "", timeout = 3 } = properties<FunctionProperties>(record);
    const log = new LogFile(join(this.files.logs, "functions", `${name}.log`));
    const environment = this.environmentOf(record);
    const child = startChild(PROCESS, { environment, tethered: false, onLine: (line) => log.write(line) });
    child.once("close", () => log.close());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        reject(new Error(`${name}: Task timed out after ${timeout}.00 seconds`));
      }, timeout * 1000);
      child.once("message", (outcome: Outcome) => resolve(outcome));
      child.once("exit", (code) => {
        clearTimeout(timer);
        resolve({ error: { errorType: "Runtime.ExitError", errorMessage: `Runtime exited with error: ${code}` } });
      });
      child.send({ folder: this.folderOf(record), handler, event } satisfies Invocation);
    });
  }

  private find(nameOrArn: string): CloudResource | undefined {
    return this.cloud.list(TYPES.function).find(({ id, outputs }) => [id, outputs["arn"]].includes(nameOrArn));
  }

  private environmentOf(record: CloudResource): Record<string, string> {
    const { name = record.id, environment } = properties<FunctionProperties>(record);
    const { endpoint, token, authorityFile } = this.surroundings();
    return {
      ...environment?.variables,
      NODE_PATH: RUNTIME_MODULES,
      NODE_EXTRA_CA_CERTS: authorityFile,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_REGION: record.region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: token,
      AWS_SECRET_ACCESS_KEY: token,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    };
  }

  private folderOf({ id, inputs }: CloudResource): string {
    return join(this.files.functions, directoryOf(id), contentHash(inputs["code"]) ?? "none");
  }
}

/** Names differ in more than case, folders on some systems do not. */
const directoryOf = (name: string): string => `${name}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;

/** Invocations that a program asks for: made once, when their record is new. */
export class Invocations implements Effect {
  constructor(private readonly functions: Functions) {}

  async apply(resource: CloudResource): Promise<Properties> {
    const { functionName = "", input = "null" } = properties<{ functionName: string; input: string }>(resource);
    if (resource.outputs["result"]) return {};
    const { result, error } = await this.functions.invoke(functionName, JSON.parse(input));
    if (error) throw new Error(`Lambda function (${functionName}) returned error: ${error.errorMessage}`);
    return { result: JSON.stringify(result ?? null) };
  }

  async remove(): Promise<void> {
    // What it did is done.
  }
}
