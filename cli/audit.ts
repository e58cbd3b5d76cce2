import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { estimateOf } from "../core/cost/report";
import { InvalidInput } from "../core/problem";
import { auditJunit } from "./audit-junit";
import { auditReport, type AuditReport } from "./audit-report";
import { auditSarif } from "./audit-sarif";
import { auditTable } from "./audit-table";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { existingWorkspace } from "./deployed";
import { resourcesOf } from "./deployment";
import { policyResults } from "./events";
import { exitCodes, failed } from "./failure";
import { inOrder, isMandatory, type Finding } from "./finding";
import { packConfiguration } from "./pack-configuration";
import { packFailure, ruleFailure } from "./pack-failure";
import { withPacks } from "./policy-packs";
import { packInfo } from "./ports/policy-pack";
import { flowOf, readStackFile, settingsOf, type StackFile } from "./stack-file";
import type { Workspace } from "./workspace";

export interface AuditOptions {
  /** Files to write to, as seen from the working folder. */
  readonly sarif?: string;
  readonly junit?: string;
}

/** `audit`: what the policy packs say of what a stack's state holds. Changes nothing, and asks no cloud. */
export async function audit(context: Context, { sarif, junit }: AuditOptions): Promise<number> {
  const { checkout, options, output } = context;
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const workspace = await existingWorkspace(context, file, file.stack);
  if (workspace === undefined) throw nothingDeployed(file);
  const [packs, findings] = await Promise.all([
    Promise.allSettled(workspace.packs.map(({ launcher }) => packInfo(launcher))),
    findingsOf(context, workspace, file),
  ]);
  const report = auditReport({
    stack: file.stack,
    cloud: workspace.cloud,
    file: relative(checkout, file.path),
    // One that does not serve has failed the audit already.
    packs: packs.flatMap((pack) => (pack.status === "fulfilled" ? [pack.value] : [])),
    findings: inOrder(findings),
  });
  if (sarif !== undefined) write(sarif, `${JSON.stringify(auditSarif(report), undefined, 2)}\n`);
  if (junit !== undefined) write(junit, auditJunit(report));
  output.result(report, () => auditTable(report, output));
  return exitCodeOf(report);
}

/** How many mandatory rules what is deployed breaks. @throws as `audit` does. */
export async function brokenRules(context: Context, file: StackFile): Promise<number> {
  const workspace = await existingWorkspace(context, file, file.stack);
  if (workspace === undefined) throw nothingDeployed(file);
  return (await findingsOf(context, workspace, file)).filter(isMandatory).length;
}

/** @throws InvalidInput when nothing is deployed, Failure when a pack fails. */
async function findingsOf(
  { checkout }: Context,
  { pulumi, packs, project }: Workspace,
  file: StackFile,
): Promise<readonly Finding[]> {
  const resources = resourcesOf(await pulumi.export(file.stack));
  if (!resources.some(({ type }) => !type.startsWith("pulumi:"))) throw nothingDeployed(file);
  project?.configure(file);
  const settings = settingsOf(file);
  const cost = { estimate: estimateOf(settings, resources).monthly, budget: settings.cost.budget };
  const { exitCode, events, printed } = await withPacks(
    packs,
    (pack) => packConfiguration(checkout, pack, { flow: flowOf(file), settings, cost }),
    (args) => pulumi.analyze(args, { stack: file.stack }),
  );
  const findings = policyResults(events);
  if (exitCode === 0 || findings.some(isMandatory)) return findings;
  throw (
    ruleFailure([printed]) ??
    packFailure(printed) ??
    failed({
      where: file.stack,
      wrong: "the policy packs could not be asked",
      found: printed.trim() || "no reason given",
      allowed: "packs that Pulumi can run",
      change: "mend what it names",
    })
  );
}

function exitCodeOf({ findings }: AuditReport): number {
  const stopping = findings.filter(isMandatory);
  if (stopping.some(({ kind }) => kind === "failed")) return exitCodes.failed;
  return stopping.length > 0 ? exitCodes.refused : exitCodes.done;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, text);
}

const nothingDeployed = ({ stack }: StackFile): InvalidInput =>
  new InvalidInput([
    {
      where: stack,
      wrong: "nothing is deployed",
      found: "a state that holds nothing, or none at all",
      allowed: "a stack that is up",
      change: `npx promenade up --stack ${stack}; or, for what it would be: npx promenade preview --stack ${stack}`,
    },
  ]);
