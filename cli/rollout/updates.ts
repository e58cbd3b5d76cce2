import { setTimeout as sleep } from "node:timers/promises";
import type { Request } from "../../core/release";
import { targetsOf, trafficRules } from "../../core/rollout/targets";
import { operationFailure } from "../bring-up";
import { recordOf } from "../deployment";
import { policyResults } from "../events";
import { Failure } from "../failure";
import { packConfiguration } from "../pack-configuration";
import { withPacks } from "../policy-packs";
import type { Deployment, Operated } from "../ports/pulumi";
import { refusalOf } from "../refusal";
import { withRequest } from "../request-file";
import { withSession, type Session } from "../session";
import { flowOf } from "../stack-file";
import type { Environment } from "./environment";

/** How long (ms) somebody else's update of the stack is waited for, and how often it is looked for. */
const lockPatience = { usual: 10 * 60_000, rollback: 30_000, poll: 1000 } as const;

/** A stack's updates on behalf of a rollout, and its state after the last of them. */
export class Updates {
  private current: Deployment | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly urgent: boolean,
  ) {}

  /** The state as it was last read, repaired where a crash had cut an update short. */
  async deployment(): Promise<Deployment | undefined> {
    return (this.current ??= await this.unlocked(({ deployment }) => Promise.resolve(deployment)));
  }

  /** Reads the state afresh when it is asked for next. */
  forget(): void {
    this.current = undefined;
  }

  /**
   * One update of exactly what a request names; false where the record has moved on, so that it would be left out.
   * @throws Failure when it fails, or when a rule refuses it.
   */
  async ask(request: Request): Promise<boolean> {
    return this.unlocked(async (session) => {
      this.current = session.deployment;
      if (recordOf(session.deployment)?.revision !== request.revision - 1) return false;
      const targets = targetsOf(session.deployment?.deployment.resources ?? [], request);
      const operated = await withRequest(session.workspace, this.environment.file, request, (file) =>
        this.judged(session, request, (packs) => operate(session, "up", [...file, ...packs, ...targeting(targets)])),
      );
      this.conclude(operated);
      this.current = await session.workspace.pulumi.export(this.environment.file.stack);
      return true;
    });
  }

  /** Reads the live weights into the state. */
  async refresh(): Promise<void> {
    await this.unlocked(async (session) => {
      const rules = trafficRules(session.deployment?.deployment.resources ?? []);
      this.conclude(await operate(session, "refresh", targeting(rules)));
      this.current = await session.workspace.pulumi.export(this.environment.file.stack);
    });
  }

  /** The packs judge what is to run. Weights need no judge: no expired exception may stand in a rollback's way. */
  private async judged(
    session: Session,
    { kind }: Request,
    work: (packs: readonly string[]) => Promise<Operated>,
  ): Promise<Operated> {
    if (kind !== "slot") return work([]);
    const { context, file, settings } = this.environment;
    const facts = { flow: flowOf(file), settings };
    return withPacks(session.workspace.packs, (pack) => packConfiguration(context.checkout, pack, facts), work);
  }

  private conclude(operated: Operated): void {
    const refusal = refusalOf(policyResults(operated.events));
    if (refusal !== undefined) throw refusal;
    const { command, file } = this.environment;
    if (operated.exitCode !== 0) throw operationFailure(command, file.stack, operated);
  }

  /** Waits for whoever updates the stack, for as long as there is time. */
  private async unlocked<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { context, command, file, cloud } = this.environment;
    const deadline = Date.now() + (this.urgent ? lockPatience.rollback : lockPatience.usual);
    for (let told = false; ; told = true) {
      try {
        return await withSession(context, command, file, cloud, work);
      } catch (error) {
        if (!isLocked(error) || Date.now() > deadline) throw error;
        if (!told) context.output.say(`  waiting: ${error.problems[0]?.found} works on this stack`);
        await sleep(lockPatience.poll);
      }
    }
  }
}

const operate = (session: Session, operation: "up" | "refresh", args: readonly string[]): Promise<Operated> =>
  session.operate(operation, args, "none");

const targeting = (urns: readonly string[]): readonly string[] => urns.flatMap((urn) => ["--target", urn]);

const isLocked = (error: unknown): error is Failure =>
  error instanceof Failure && error.problems.some(({ wrong }) => wrong.startsWith("state locked"));
