import type { UntypedHandleCall } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { Cloud, CloudResource, Properties } from "../cloud";
import type { PackageSchema } from "../schema/schema";
import { check } from "./check";
import { ACCOUNT, type Control } from "./control";
import { diffResponse } from "./diff";
import { ApiError } from "./errors";
import type { Model } from "./model";
import type { ProviderPackage } from "./package";
import { type Caller, previewCreate, previewUpdate, secretsOf } from "./preview";
import { labelOf } from "./relations";
import { marked, masked, plainProperties, secretNames } from "./values";
import {
  type Call,
  configuration,
  failure,
  nameOf,
  properties,
  shownIdOf,
  struct,
  typeOf,
  unary as answered,
  withMarksOf,
} from "./wire";

export interface Served {
  readonly package: ProviderPackage;
  readonly schema: PackageSchema;
  readonly control: Control;
  readonly cloud: Cloud;
  /** Hears of every call before it is answered. */
  readonly onCall: () => void;
}

/**
 * Pulumi's provider protocol for one package. Engines that run at the same time each have a connection per provider
 * instance, which is how their settings (region, default tags) are told apart.
 */
export function providerService(served: Served): Record<string, UntypedHandleCall> {
  const { package: pkg, schema, control, cloud, onCall } = served;
  const unary: typeof answered = (handle) =>
    answered((call) => {
      onCall();
      return handle(call);
    });
  const models = new Map(pkg.models.map((model) => [model.type, model]));
  const callers = new Map<string, Caller>();
  const cancellations = new Map<string, AbortController>();
  let lastConfigured: Caller = { region: "", defaultTags: {} };

  /** A connection that was dropped while idle comes back under another address: then the last settings hold. */
  const callerOf = (call: Call<unknown>): Caller => callers.get(call.getPeer()) ?? lastConfigured;

  const signalOf = (call: Call<unknown>): AbortSignal => {
    const controller = cancellations.get(call.getPeer()) ?? new AbortController();
    cancellations.set(call.getPeer(), controller);
    return controller.signal;
  };

  const described = (type: string) => {
    const [model, resource] = [models.get(type), schema.resources[type]];
    if (!model || !resource) throw new Error(notModelled(pkg, type));
    return { model, schema: resource };
  };

  const sent = ({ secrets = [] }: CloudResource, values: Properties) => struct(marked(values, secrets));

  return {
    handshake: unary(() => {
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),

    attach: unary(() => new Empty()),

    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(schema.version);
      return info;
    }),

    checkConfig: unary(({ request }: Call<pb.CheckRequest>) => {
      const response = new pb.CheckResponse();
      response.setInputs(request.getNews());
      const reason = pkg.checkConfig?.(configuration(request.getNews()));
      if (reason) response.addFailures(failure("", reason));
      return response;
    }),

    diffConfig: unary(() => new pb.DiffResponse()),

    configure: unary((call: Call<pb.ConfigureRequest>) => {
      const config = configuration(call.request.getArgs());
      const defaultTags = (config["defaultTags"] as { tags?: Properties } | undefined)?.tags ?? {};
      lastConfigured = { region: (config["region"] as string | undefined) ?? "", defaultTags };
      callers.set(call.getPeer(), lastConfigured);
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),

    invoke: unary((call: Call<pb.InvokeRequest>) => {
      const token = call.request.getTok();
      const invoke = pkg.invokes[token];
      if (!invoke) throw new Error(notModelled(pkg, token));
      const args = plainProperties(properties(call.request.getArgs()));
      const region = (args["region"] as string | undefined) ?? callerOf(call).region;
      const response = new pb.InvokeResponse();
      response.setReturn(struct(invoke(args, { cloud, region, account: ACCOUNT, now: new Date() })));
      return response;
    }),

    check: unary(({ request }: Call<pb.CheckRequest>) => {
      const { model } = described(typeOf(request));
      const raw = properties(request.getNews());
      const olds = request.getOlds();
      const { inputs, problems } = check(model, schema, {
        inputs: plainProperties(raw),
        previous: olds && plainProperties(properties(olds)),
        name: nameOf(request),
        seed: request.getRandomseed_asU8(),
        proposedName: request.getAutonaming()?.getProposedName() || undefined,
      });
      const response = new pb.CheckResponse();
      response.setInputs(struct(withMarksOf(raw, inputs)));
      const secrets = [...secretNames(raw), ...(model.sensitive ?? [])];
      for (const { path, reason } of problems) {
        // The engine repeats the value of the property that it is told of; without one, it does not.
        const property = secrets.includes(/^\w+/.exec(path)?.[0] ?? "") ? "" : path;
        const said = masked(/[.?!]$/.test(reason) ? reason : `${reason}.`, raw);
        response.addFailures(failure(property, `${said} Examine values at '${nameOf(request)}.${path}'.`));
      }
      return response;
    }),

    diff: unary(({ request }: Call<pb.DiffRequest>) => {
      const { model } = described(typeOf(request));
      const olds = plainProperties(properties(request.getOldInputs() ?? request.getOlds()));
      return diffResponse(model, olds, plainProperties(properties(request.getNews())));
    }),

    create: unary(async (call: Call<pb.CreateRequest>) => {
      const { request } = call;
      const { model, schema: resourceSchema } = described(typeOf(request));
      const wanted = wantedOf(properties(request.getProperties()));
      const response = new pb.CreateResponse();
      if (request.getPreview()) {
        const outputs = previewCreate(resourceSchema, wanted.inputs, callerOf(call));
        response.setProperties(struct(marked(outputs, secretsOf(model, wanted.secrets))));
        return response;
      }
      const resource = await control
        .create(model, nameOf(request), wanted, callerOf(call), signalOf(call))
        .catch(explain(model, "creating", nameOf(request)));
      response.setId(shownIdOf(resource));
      response.setProperties(sent(resource, resource.outputs));
      return response;
    }),

    read: unary(async (call: Call<pb.ReadRequest>) => {
      const { request } = call;
      const { model } = described(typeOf(request));
      const state = stateOf(request.getId(), request.getInputs(), request.getProperties());
      const resource = await control.read(model, state, callerOf(call));
      const response = new pb.ReadResponse();
      if (!resource) return response; // no id: it is gone
      response.setId(shownIdOf(resource));
      response.setProperties(sent(resource, resource.outputs));
      response.setInputs(sent(resource, resource.inputs));
      return response;
    }),

    update: unary(async (call: Call<pb.UpdateRequest>) => {
      const { request } = call;
      const { model, schema: resourceSchema } = described(typeOf(request));
      const wanted = wantedOf(properties(request.getNews()));
      const state = stateOf(request.getId(), request.getOldInputs() ?? request.getOlds(), request.getOlds());
      const response = new pb.UpdateResponse();
      if (request.getPreview()) {
        const secrets = [...wanted.secrets, ...secretNames(properties(request.getOlds()))];
        const outputs = previewUpdate(resourceSchema, model, state, wanted.inputs, callerOf(call));
        response.setProperties(struct(marked(outputs, secretsOf(model, secrets))));
        return response;
      }
      const resource = await control
        .update(model, state, wanted, callerOf(call), signalOf(call))
        .catch(explain(model, "updating", request.getId()));
      response.setProperties(sent(resource, resource.outputs));
      return response;
    }),

    delete: unary(async (call: Call<pb.DeleteRequest>) => {
      const { request } = call;
      const { model } = described(typeOf(request));
      const state = stateOf(request.getId(), request.getOldInputs(), request.getProperties());
      await control.delete(model, state, callerOf(call)).catch(explain(model, "deleting", request.getId()));
      return new Empty();
    }),

    cancel: unary((call: Call<Empty>) => {
      cancellations.get(call.getPeer())?.abort();
      return new Empty();
    }),
  };
}

type Values = Parameters<typeof properties>[0];

const wantedOf = (raw: Properties) => ({ inputs: plainProperties(raw), secrets: secretNames(raw) });

const stateOf = (id: string, inputs: Values, outputs: Values) => ({
  id,
  inputs: plainProperties(properties(inputs)),
  outputs: plainProperties(properties(outputs)),
});

/** Says what was being done to what when the cloud refused: "deleting EC2 VPC (vpc-0a1b): api error …". */
const explain =
  (model: Model, doing: string, what: string) =>
  (error: Error): never => {
    if (error instanceof ApiError) throw new Error(`${doing} ${labelOf(model)} (${what}): ${error.message}`);
    throw error;
  };

function notModelled(pkg: ProviderPackage, token: string): string {
  const module = (each: string) => each.split(/[:/]/)[1] ?? "";
  const all = [...pkg.models.map(({ type }) => type), ...Object.keys(pkg.invokes)];
  const near = all.filter((each) => module(each) === module(token));
  const modelled = near.length > 0 ? `Modelled there: ${near.join(", ")}.` : `Nothing of ${module(token)} is modelled.`;
  return `The sandbox does not model ${token}. ${modelled} Leave it out in the sandbox, or describe it in sandbox/${pkg.name}/.`;
}
