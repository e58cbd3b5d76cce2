import { estimateOf } from "../../core/cost/report";
import type { Deployable, Request } from "../../core/release";
import { otherSlot, soleSlot } from "../../core/rollout/shares";
import { targetsOf } from "../../core/rollout/targets";
import type { Context } from "../context";
import { operationFailure } from "../bring-up";
import { resourcesOf } from "../deployment";
import { policyResults, resourceChanges, type ResourceChanges } from "../events";
import { inOrder, isMandatory, type Finding } from "../finding";
import { packConfiguration } from "../pack-configuration";
import { withPacks } from "../policy-packs";
import { withRequest } from "../request-file";
import { environmentOf } from "../rollout/environment";
import { withSession } from "../session";
import { flowOf } from "../stack-file";
import type { StackView } from "./ports";

/** What a deploy of a release would do to a stack, as the engine and the packs see it. */
export interface Foreseen {
  readonly resources: ResourceChanges;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly refused: boolean;
  /** A month of what there is, in USD: a release changes no size. */
  readonly cost: { readonly monthly: number; readonly budget: number };
}

/** Previews the update that would bring a release into the free slot; undefined where none is free. */
export async function foresee(
  context: Context,
  { stack, record, weights }: StackView,
  release: Deployable,
): Promise<Foreseen | undefined> {
  const serving = soleSlot(weights);
  if (serving === undefined) return undefined;
  const { file, settings, cloud } = environmentOf(context, stack, "promote --dry-run");
  const revision = record.revision + 1;
  const request: Request = { kind: "slot", slot: otherSlot[serving], capacity: "full", revision, ...release };
  return withSession(context, "promote --dry-run", file, cloud, async (session) => {
    const targets = targetsOf(session.deployment?.deployment.resources ?? [], request);
    const facts = { flow: flowOf(file), settings };
    const operated = await withRequest(session.workspace, file, request, (asked) =>
      withPacks(
        session.workspace.packs,
        (pack) => packConfiguration(context.checkout, pack, facts),
        (packs) =>
          session.operate("preview", [...asked, ...packs, ...targets.flatMap((urn) => ["--target", urn])], "none"),
      ),
    );
    const findings = inOrder(policyResults(operated.events));
    const refused = findings.some(isMandatory);
    if (operated.exitCode !== 0 && !refused) throw operationFailure("promote --dry-run", stack, operated);
    const { monthly } = estimateOf(settings, resourcesOf(session.deployment));
    const cost = { monthly: Math.round(monthly * 100) / 100, budget: settings.cost.budget };
    return { resources: resourceChanges(operated.events), findings, refused, cost };
  });
}
