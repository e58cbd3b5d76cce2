import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { TrafficPort } from "../../../cli/ports/traffic";
import type { TrafficReport } from "../../../cli/rollout/show";
import { slots } from "../../../core/release";
import type { LocalCloud } from "../local-cloud";
import type { Arguments, Deed } from "./engine-script";

type Live = TrafficReport["live"];

/** How often (ms) it is looked at what is live, while somebody does something. */
const interval = 300;

/** How long (ms) somebody waits for a command, say for one whose slot does not get well. */
const patience = 30_000;

/** Exit codes of commands that were not cut short: done, failed, refused, rolled back. Bad input is never typed. */
const endings = [0, 1, 3, 4];

/** Plays scripts against one environment of the real engine, and watches that nobody's requests suffer by a command. */
export class EnginePlay {
  /** Whether somebody else has seen to it that requests go to a slot that cannot answer: no command is to blame. */
  private excused = false;
  private broken = false;
  /** Whether that is being done: who looks meanwhile may see what was before it. */
  private meddling = false;
  private readonly played: string[] = [];

  constructor(
    private readonly cloud: LocalCloud,
    private readonly traffic: TrafficPort,
    private readonly stack: string,
  ) {}

  async play(script: readonly Deed[]): Promise<void> {
    this.played.length = 0;
    for (const deed of script) await this.watched(deed);
    await this.takenBack();
  }

  /** Does one thing while it is looked at what is live. */
  private async watched(deed: Deed): Promise<void> {
    this.played.push(JSON.stringify(deed));
    this.meddling = deed.does === "sets weights by hand";
    const over = new AbortController();
    const watching = this.watch(over.signal);
    try {
      await this.carryOut(deed);
    } finally {
      over.abort();
      await watching;
    }
    await this.look();
  }

  private async watch(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.look();
      await pause(interval);
    }
  }

  private async carryOut(deed: Deed): Promise<void> {
    const { cloud, stack } = this;
    switch (deed.does) {
      case "types":
        return this.typed(deed.command);
      case "types, and is gone":
        await this.patient(deed.command, deed.afterMs);
        return;
      case "types while another does":
        await Promise.all([deed.command, deed.other].map((command) => this.patient(command)));
        return;
      case "sets weights by hand":
        this.excused = true;
        return this.traffic.write({ blue: 100 - deed.green, green: deed.green });
      case "breaks":
        this.excused = this.broken = true;
        await cloud.must("sandbox", "fault", ...deed.how, "--stack", stack);
        return;
      case "mends":
        await this.mend();
        return;
      case "updates the rest": {
        const before = await this.traffic.weights();
        const { revision } = await cloud.json<TrafficReport>("traffic", "show", "--stack", stack);
        const request = { kind: "traffic", weights: { blue: 50, green: 50 } };
        const { staleBy } = deed;
        await cloud.withConfig(
          stack,
          staleBy === undefined ? {} : { request: { ...request, revision: revision - staleBy } },
          () => cloud.run("pulumi", "--stack", stack, "--", "up", "--yes", "--skip-preview"),
        );
        this.hold(await this.traffic.weights(), before, "an update of the rest has moved requests");
      }
    }
  }

  private async typed(command: Arguments): Promise<void> {
    const before = await this.traffic.weights();
    const exitCode = await this.patient(command);
    const after = await this.traffic.weights();
    if (exitCode === 3) this.hold(after, before, "a command that was refused has moved requests");
    const [, slot, share] = /^traffic set (\w+)=(\d+)/.exec(command.join(" ")) ?? [];
    if (slot !== undefined && exitCode === 0) {
      for (const weights of Object.values(after)) {
        assert.equal(weights[slot as "blue" | "green"], Number(share), this.told("a step by hand has other weights"));
      }
    }
  }

  /** Runs a command for as long as somebody waits for it. @returns how it has ended; undefined where it was left. */
  private async patient(command: Arguments, patienceMs = patience): Promise<number | undefined> {
    const running = this.cloud.launch(...command, "--stack", this.stack);
    await Promise.race([running.ended, pause(patienceMs, undefined, { ref: false })]);
    running.killGroup();
    const { exitCode, stderr } = await running.ended;
    this.cloud.said.push(running.said());
    if (exitCode === null) return undefined;
    assert.ok(endings.includes(exitCode), this.told(`${command.join(" ")} ended with ${exitCode}:\n${stderr}`));
    return exitCode;
  }

  /** No slot has requests that is empty or has no healthy task, unless somebody broke it or sent them there by hand. */
  private async look(): Promise<void> {
    const seen = await this.traffic.look();
    const suffering = Object.entries(seen.live).flatMap(([service, weights]) => {
      assert.equal(weights.blue + weights.green, 100, this.told("weights do not sum to 100"));
      return slots.filter((slot) => weights[slot] > 0 && (seen.slots[slot][service]?.healthy ?? 0) === 0);
    });
    if (suffering.length === 0 && !this.broken && !this.meddling) this.excused = false;
    assert.ok(this.excused || suffering.length === 0, this.told(`${suffering.join(", ")} has requests and no task`));
  }

  /** From wherever it is, an operator gets everything to one slot, and record and cloud agree. */
  private async takenBack(): Promise<void> {
    const { cloud, stack } = this;
    await this.mend();
    await cloud.run("unfreeze", "--stack", stack, "--reason", "the script is over");
    const { exitCode, stderr } = await cloud.run(
      "rollback",
      "--stack",
      stack,
      "--reason",
      "the script is over",
      "--force",
    );
    assert.ok(exitCode === 0 || exitCode === 3, this.told(`rollback ended with ${exitCode}:\n${stderr}`));
    const { live, rollout } = await cloud.json<TrafficReport>("traffic", "show", "--stack", stack);
    for (const { green } of Object.values(live)) {
      assert.ok(green === 0 || green === 100, this.told(`requests are shared: ${JSON.stringify(live)}\n${stderr}`));
    }
    assert.equal(rollout, null, this.told("something is left under way"));
    await cloud.must("pulumi", "--stack", stack, "--", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await this.look();
  }

  private async mend(): Promise<void> {
    await this.cloud.must("sandbox", "fault", "clear");
    this.broken = false;
  }

  private hold(after: Live, before: Live, otherwise: string): void {
    assert.deepEqual(after, before, this.told(otherwise));
  }

  private told(what: string): string {
    return [what, "after:", ...this.played, "said:", this.cloud.said.at(-1) ?? ""].join("\n");
  }
}
