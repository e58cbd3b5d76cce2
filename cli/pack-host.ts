import { type sendUnaryData, Server, type ServiceDefinition } from "@grpc/grpc-js";
import type { EnforcementLevel, PolicyPackArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { type AnalyzeRequest, AnalyzeResponse } from "@pulumi/pulumi/proto/analyzer_pb";

type Policies = PolicyPackArgs["policies"];
type Pack = readonly [name: string, version: string, level: EnforcementLevel, args: Pick<PolicyPackArgs, "policies">];
type Answer<Request, Response> = (call: { readonly request: Request }, callback: sendUnaryData<Response>) => void;
type Judge = Answer<AnalyzeRequest, AnalyzeResponse>;
type JudgeOf = (name: string, version: string, level: EnforcementLevel, policies: Policies) => Judge;

/** What @pulumi/policy keeps to itself (1.21, server.js). */
export interface Framework {
  serve: (...pack: Pack) => void;
  readonly makeAnalyzeRpcFun: JudgeOf;
  readonly makeAnalyzeStackRpcFun: JudgeOf;
}

/** A rule may say what it is about: it is asked about nothing else. */
type Typed = Partial<Pick<ResourceValidationPolicy, "validateResource">> & {
  readonly validateResource?: { readonly types?: readonly string[] };
};

/**
 * Serves several policy packs as one, so that the engine starts one process and shows it each resource once. The official
 * framework judges by each pack as it does where that is alone, and what it finds names the pack.
 * @throws where rules of two packs have the same name, or one changes resources.
 */
export function serveTogether(framework: Framework, folders: Readonly<Record<string, () => unknown>>): void {
  const packs: Pack[] = [];
  const { serve } = framework;
  framework.serve = (...pack) => void packs.push(pack);
  for (const [folder, load] of Object.entries(folders)) {
    // The framework reads a pack's version from the package.json of the working folder.
    process.chdir(folder);
    load();
  }
  const policies = packs.flatMap(([, , level, { policies: own }]) =>
    own.map((policy) => ({ ...policy, enforcementLevel: policy.enforcementLevel ?? level })),
  );
  if (new Set(policies.map(({ name }) => name)).size < policies.length) throw new Error("rules of the same name");
  if (policies.some((policy) => "remediateResource" in policy)) throw new Error("a rule that changes resources");
  answerBy(framework, packs);
  serve(packs.map(([name]) => name).join("-"), "0.0.0", "mandatory", { policies });
}

/** Puts the answers of all packs in the place of those that the framework's server would give for a single one. */
function answerBy({ makeAnalyzeRpcFun, makeAnalyzeStackRpcFun }: Framework, packs: readonly Pack[]): void {
  const judgesOf = remembered((type: string) =>
    packs.map(([name, version, level, { policies }]) =>
      makeAnalyzeRpcFun(name, version, level, policies.filter(concerning(type))),
    ),
  );
  const stackJudges = packs.map(([name, version, level, { policies }]) =>
    makeAnalyzeStackRpcFun(name, version, level, policies),
  );
  const own = {
    analyze: together((request) => judgesOf(request.getType())),
    analyzeStack: together(() => stackJudges),
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the server that it is asked of
  const { addService } = Server.prototype;
  Server.prototype.addService = function ({ remediate: _, ...definition }: ServiceDefinition, answers) {
    // The engine, told that nothing here changes resources, need not wait for each of them to be read for that.
    addService.call(this, definition, { ...answers, ...own });
  };
}

const together =
  (judgesOf: (request: AnalyzeRequest) => readonly Judge[]): Judge =>
  (call, callback) => {
    const answers = judgesOf(call.request).map(
      (judge) =>
        new Promise<AnalyzeResponse>((resolve, reject) => {
          judge(call, (error, answer) => {
            if (answer) resolve(answer);
            else reject(error instanceof Error ? error : new Error("a pack gave no answer"));
          });
        }),
    );
    Promise.all(answers).then((all) => {
      callback(null, joined(all));
    }, callback);
  };

function joined(answers: readonly AnalyzeResponse[]): AnalyzeResponse {
  const all = new AnalyzeResponse();
  all.setDiagnosticsList(answers.flatMap((answer) => answer.getDiagnosticsList()));
  all.setNotApplicableList(answers.flatMap((answer) => answer.getNotApplicableList()));
  return all;
}

const concerning =
  (type: string) =>
  (policy: Policies[number]): boolean =>
    (policy as Typed).validateResource?.types?.includes(type) ?? true;

function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
