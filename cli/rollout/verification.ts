import type { Outputs } from "../../core/outputs";
import type { Slot } from "../../core/release";
import { allPassed } from "../../core/verification/verified";
import { recordOf } from "../deployment";
import type { Deployment } from "../ports/pulumi";
import { verifySlot } from "../verification/verify-slot";
import { endpointFor } from "../workspace";
import type { Environment } from "./environment";
import type { Journal } from "./journal";

interface Checked {
  readonly deployment: Deployment | undefined;
  readonly outputs: Outputs;
  readonly slot: Slot;
  readonly rollout: string;
}

/** Checks a slot by its test route while it has no requests yet, and writes down what came of it. */
export async function checkSlot(
  { context, settings, cloud }: Environment,
  { deployment, outputs, slot, rollout }: Checked,
  journal: Journal,
): Promise<void> {
  const record = recordOf(deployment);
  const { release = null, images = {} } = record?.slots[slot] ?? {};
  if (record === undefined || release === null) throw new Error(`${slot} has no release to be checked`);
  const endpoint = await endpointFor(context, cloud);
  const checks = await verifySlot(
    { endpoint, outputs, record, slot, checks: settings.checks, way: "test route" },
    ({ name, passed, found }) => context.output.say(`    ${passed ? "passed" : "FAILED"}  ${name}: ${found}`),
  );
  const passed = allPassed(checks);
  await journal.note({ kind: "verified", release, images, slot, passed, checks: [...checks], rollout });
}
