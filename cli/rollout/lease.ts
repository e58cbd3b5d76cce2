import { setInterval } from "node:timers";
import { Failure, refused } from "../failure";
import type { EvidenceStore, Lease } from "../ports/evidence/store";
import type { LeaseHolder } from "../../core/rollout/lease";

/** How often (ms) a lease is renewed: well within its minute. */
const renewal = 15_000;

/** The right to drive, kept for as long as the command runs. */
export interface HeldLease {
  /** @throws Failure "refused" when somebody else has it by now. */
  keep(): Promise<void>;
  release(): Promise<void>;
}

/** @throws Failure "refused" with who drives, since when and by which command. */
export async function takeLease(
  store: EvidenceStore,
  asked: { readonly owner: string; readonly command: string; readonly stack: string; readonly force: boolean },
): Promise<HeldLease> {
  const { owner, command, stack, force } = asked;
  const taken = await store.take({ owner, command }, { force });
  if ("heldBy" in taken) throw new Driven(stack, taken.heldBy);
  let lost = false;
  // A long update must not let it run out.
  const renewing = setInterval(() => void renew(taken), renewal);
  return {
    keep: async () => {
      if (lost || !(await taken.renew())) throw takenOver(stack);
    },
    release: async () => {
      clearInterval(renewing);
      await taken.release();
    },
  };

  async function renew(lease: Lease): Promise<void> {
    lost ||= !(await lease.renew().catch(() => true)); // Whether it is still ours will be told before the next step.
  }
}

/** Somebody else has the lease. */
class Driven extends Failure {
  constructor(
    stack: string,
    readonly holder: LeaseHolder,
  ) {
    const { owner, command, since } = holder;
    super("refused", [
      {
        where: stack,
        wrong: "somebody else moves its traffic",
        found: `${command}, by ${owner}, since ${since}`,
        allowed: "one driver at a time",
        change: "wait until that has ended; a rollback takes over at once",
      },
    ]);
  }
}

/** Who has the lease, where that is why a command was refused. */
export const driverIn = (error: unknown): LeaseHolder | undefined =>
  error instanceof Driven ? error.holder : undefined;

const takenOver = (stack: string) =>
  refused({
    where: stack,
    wrong: "somebody else has taken over",
    found: "a rollback, most likely",
    allowed: "one driver at a time",
    change: `npx promenade history --stack ${stack} shows who, and why`,
  });
