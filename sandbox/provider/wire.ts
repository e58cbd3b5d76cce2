import { Metadata, type sendUnaryData, type ServerUnaryCall, status } from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { CheckFailure, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { CloudResource, Properties } from "../cloud";
import { NotReady } from "./control";
import { holdsSecret, marked, plain } from "./values";

export type Call<Request> = ServerUnaryCall<Request, unknown>;

/** A handler of gRPC's form from a plain function; what it throws becomes the call's error, without a stack trace. */
export const unary =
  <Request, Response>(handle: (call: Call<Request>) => Response | Promise<Response>) =>
  (call: Call<Request>, respond: sendUnaryData<Response>): void => {
    void Promise.resolve(call)
      .then(handle)
      .then(
        (response) => respond(null, response),
        (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error);
          respond({ name: "", code: status.UNKNOWN, message, metadata: details(error) });
        },
      );
  };

/** With these details the engine keeps a resource that exists but did not come up, and tries again next time. */
function details(error: unknown): Metadata {
  const metadata = new Metadata();
  if (!(error instanceof NotReady)) return metadata;
  const { inputs, outputs, secrets = [] } = error.resource;
  const failed = new ErrorResourceInitFailed();
  failed.setId(shownIdOf(error.resource));
  failed.setProperties(struct(marked(outputs, secrets)));
  failed.setInputs(struct(marked(inputs, secrets)));
  failed.setReasonsList([error.message]);
  const any = new Any();
  any.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const rpc = new Status();
  rpc.setCode(status.UNKNOWN);
  rpc.setMessage(error.message);
  rpc.addDetails(any);
  metadata.add("grpc-status-details-bin", Buffer.from(rpc.serializeBinary()));
  return metadata;
}

/** The id that the engine is told: the real provider's, which is not always unique. */
export const shownIdOf = ({ id, outputs }: CloudResource): string => (outputs["id"] as string | undefined) ?? id;

export const struct = (values: Properties): Struct => Struct.fromJavaScript(values as Record<string, JavaScriptValue>);

export const properties = (values: Struct | undefined): Properties => values?.toJavaScript() ?? {};

export function failure(property: string, reason: string): CheckFailure {
  const result = new CheckFailure();
  result.setProperty(property);
  result.setReason(reason);
  return result;
}

interface Named {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

/** `urn:pulumi:stack::project::parent$type::name` */
export const typeOf = (request: Named): string =>
  request.getType() || (request.getUrn().split("::")[2] ?? "").split("$").at(-1) || "";

export const nameOf = (request: Named): string => request.getName() || request.getUrn().split("::").slice(3).join("::");

/** A provider's configuration: nested values arrive as JSON text. */
export function configuration(values: Struct | undefined): Properties {
  const parsed = Object.entries(properties(values)).map(([name, value]) => {
    const text = plain(value);
    const isJson = typeof text === "string" && /^[[{]/.test(text);
    return [name, isJson ? (JSON.parse(text) as unknown) : text] as const;
  });
  return Object.fromEntries(parsed);
}

/** Checked inputs, with secrets marked where the program marked them. */
export function withMarksOf(raw: Properties, checked: Properties): Properties {
  const result: Properties = {};
  for (const [name, value] of Object.entries(checked)) {
    const same = JSON.stringify(plain(raw[name])) === JSON.stringify(value);
    if (same) result[name] = raw[name];
    else Object.assign(result, marked({ [name]: value }, holdsSecret(raw[name]) ? [name] : []));
  }
  return result;
}
