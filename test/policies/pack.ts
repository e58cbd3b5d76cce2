import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerProviderResource,
  AnalyzerResourceOptions,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import type * as structs from "google-protobuf/google/protobuf/struct_pb";

// The SDK's messages take only structures of the SDK's own copy of google-protobuf.
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb.js") as typeof structs;
const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb.js") as typeof empty;

export const policies = join(__dirname, "..", "..", "policies");

type Properties = Readonly<Record<string, structs.JavaScriptValue>>;

/** A resource as the engine shows it to a pack. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props: Properties;
  /** `dev` when absent. */
  readonly stack?: string;
  /** Whether a provider manages it; as its type tells when absent. */
  readonly custom?: boolean;
}

export interface Finding {
  readonly policy: string;
  readonly level: "advisory" | "mandatory";
  readonly message: string;
}

/** What the engine sends for a string that is not known at preview. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A pack in a process of its own, asked over the engine's protocol: what is tested is what the engine gets. */
export class RunningPack {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: AnalyzerClient,
  ) {}

  static async start(program: string, args: readonly string[] = ["127.0.0.1:0"]): Promise<RunningPack> {
    // Packs may not depend on the folder that Pulumi is called from.
    const child = spawn(program, args, { cwd: tmpdir(), stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(createInterface(child.stdout), "line")) as [string];
    return new RunningPack(child, new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
  }

  async stop(): Promise<void> {
    this.client.close();
    const exit = once(this.child, "exit");
    this.child.kill();
    await exit;
  }

  async configure(config: Readonly<Record<string, Properties>>): Promise<void> {
    const request = new ConfigureAnalyzerRequest();
    for (const [policy, properties] of Object.entries(config)) {
      const entry = new PolicyConfig();
      entry.setEnforcementlevel(EnforcementLevel.MANDATORY);
      entry.setProperties(Struct.fromJavaScript({ ...properties }));
      request.getPolicyconfigMap().set(policy, entry);
    }
    await new Promise<void>((resolve, reject) => {
      this.client.configure(request, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  /** Names of what it judges by. */
  async policies(): Promise<readonly string[]> {
    const info = await new Promise<AnalyzerInfo>((resolve, reject) => {
      this.client.getAnalyzerInfo(new Empty(), (error, answer) => {
        if (error === null) resolve(answer);
        else reject(error);
      });
    });
    return info.getPoliciesList().map((policy) => policy.getName());
  }

  async judge({ type, name, props, stack = "dev", custom = hasProvider(type) }: Resource): Promise<readonly Finding[]> {
    const request = new AnalyzeRequest();
    request.setType(type);
    request.setName(name);
    request.setUrn(`urn:pulumi:${stack}::promenade::${type}::${name}`);
    request.setProperties(Struct.fromJavaScript({ ...props }));
    request.setOptions(new AnalyzerResourceOptions());
    if (custom) {
      const provider = new AnalyzerProviderResource();
      provider.setType(`pulumi:providers:${type.slice(0, type.indexOf(":"))}`);
      provider.setProperties(Struct.fromJavaScript({}));
      request.setProvider(provider);
    }
    const response = await new Promise<AnalyzeResponse>((resolve, reject) => {
      this.client.analyze(request, (error, answer) => {
        if (error === null) resolve(answer);
        else reject(error);
      });
    });
    return response.getDiagnosticsList().map((diagnostic) => ({
      policy: diagnostic.getPolicyname(),
      level: diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
      // The framework puts the rule's description in a line of its own before the message.
      message: diagnostic.getMessage().replace(`${diagnostic.getDescription()}\n`, ""),
    }));
  }
}

/** Components, the stack and providers have none. */
const hasProvider = (type: string): boolean => !/^(pulumi|promenade):/.test(type);

/** One resource that passes, and what each broken property of it must be answered with: the exact message. */
export interface Judgement {
  readonly valid: Resource;
  readonly broken: readonly {
    readonly because: string;
    readonly resource: Resource;
    readonly messages: readonly string[];
  }[];
}

/** Asks the whole pack, so that a valid resource also has to be valid to every other rule. */
export function judges(policy: string, pack: () => RunningPack, judgements: readonly Judgement[]): void {
  for (const { valid, broken } of judgements) {
    it(`accepts ${valid.type} ${valid.name} in ${valid.stack ?? "dev"}`, async () => {
      assert.deepEqual(await pack().judge(valid), []);
    });
    for (const { because, resource, messages } of broken) {
      it(`refuses ${resource.type}: ${because}`, async () => {
        assert.deepEqual(
          await pack().judge(resource),
          messages.map((message) => ({ policy, level: "mandatory", message })),
        );
      });
    }
  }
}
