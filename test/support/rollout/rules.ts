import { slots, type Request, type Slot, type Weights } from "../../../core/release";
import { arrivals, spansOf } from "../../../core/rollout/measuring";
import type { Ended } from "../../../core/rollout/decision";
import { keeping } from "../../../core/rollout/policy";
import { commonWeights, otherSlot, sameWeights, showShares, soleSlot } from "../../../core/rollout/shares";
import type { Failure } from "../../../cli/failure";
import { services } from "./cloud";
import type { Operator } from "./operator";
import { leastOrders, type World } from "./world";

/** A rule of the model that was broken: what must never happen to users. */
export class Broken extends Error {}

type Asked<Kind extends Request["kind"]> = Extract<Request, { kind: Kind }>;

/**
 * What must hold whatever is done (requirement 3), told from the model's world alone and not from what the machine
 * believes. What happened unbidden after an operator's last look is not held against it.
 */
export class Rules {
  private stale: Request | undefined;

  constructor(private readonly world: World) {}

  /** Before an update or a call past Pulumi. */
  asking(operator: Operator, request: Request): void {
    const { world } = this;
    const { revision } = world.stack.record;
    this.stale = !operator.direct && request.revision !== revision + 1 ? request : undefined;
    if (this.stale !== undefined) return;
    const { lease } = world;
    const { displacedAt, looks } = operator;
    this.never(
      !operator.direct && lease?.operator !== operator && looks > (displacedAt ?? -1),
      `${operator.name} acts without the lease`,
    );
    if (operator.lookedAt !== world.unbidden || displacedAt === looks) return;
    switch (request.kind) {
      case "traffic":
        for (const slot of slots) {
          if (world.cloud.share(slot) > 0 && !world.storeAway) world.served[slot] = world.now;
        }
        return this.moving(operator, request);
      case "slot":
        this.never(world.cloud.share(request.slot) > 0, `${request.slot} is deployed to while it has requests`);
        return;
      case "capacity":
        return this.sizing(request);
      case "migration":
        return;
    }
  }

  /** After each change of the cloud. */
  changed({ name }: Operator, request: Request): void {
    this.never(this.stale === request, `${name}'s stale request ${request.revision} is taken`);
    for (const { blue, green } of Object.values(this.world.cloud.rules)) {
      this.never(blue + green !== 100, `weights sum to ${blue + green}`);
    }
  }

  ended(operator: Operator, { ending, says }: Ended): void {
    const { cloud, stack, standing, storeAway, events } = this.world;
    const breach = standing.ongoing?.direction === "forward" ? standing.ongoing.breach : undefined;
    this.never(
      breach !== undefined && !storeAway && operator.command.kind !== "retire",
      `"${says}": ended with a breach that nobody has answered`,
    );
    if (operator.lookedAt !== this.world.unbidden || operator.displacedAt !== undefined) return;
    // Who goes past Pulumi waits for nobody: of two at once each puts right what it finds.
    if (operator.direct && operator.raced) return;
    const { command } = operator;
    const asked = command.kind !== "set" || ending === "paused" || ending === "failed" || ending === "rolled back";
    const given = commonWeights(cloud.rules);
    this.never(
      !asked && operator.undisturbed && !(given && sameWeights(given, command.weights)),
      `"${says}": not what was asked for`,
    );
    if (ending !== "done" && ending !== "rolled back") return;
    const others = this.world.running > 0;
    this.never(!storeAway && !others && standing.ongoing !== undefined, `"${says}": ended, and still under way`);
    const { rollout } = events.findLast((event) => event.kind === "rollout ended") ?? {};
    const began = events.findLast(
      (event) => (event.kind === "rollback started" || event.kind === "rollout started") && event.rollout === rollout,
    );
    // A deploy that moves no requests ends with whatever they are.
    if (began?.kind === "rollout started" && began.steps.length === 0) return;
    const same = services.every((service) => sameWeights(cloud.rules[service], stack.record.weights[service]!));
    this.never(!same, `"${says}": live ${showShares(cloud.rules)}, recorded ${showShares(stack.record.weights)}`);
    this.never(commonWeights(cloud.rules) === undefined, `"${says}": ended with half a flip`);
    if (ending !== "rolled back" || storeAway) return;
    const to =
      began?.kind === "rollback started" ? began.to : began?.kind === "rollout started" && otherSlot[began.slot];
    this.never(soleSlot(cloud.rules) !== to, `"${says}": not all requests are at ${to}: ${showShares(cloud.rules)}`);
  }

  thrown(operator: Operator, { kind, problems, message }: Failure): void {
    const { world } = this;
    const untold = problems.some(({ wrong, found, allowed, change }) => [wrong, found, allowed, change].includes(""));
    this.never(problems.length === 0 || untold, `not told in full: ${message}`);
    this.never(
      kind === "refused" && operator.changes > 0 && world.standing.ongoing === undefined && !operator.raced,
      `refused after it had changed something, and nobody can go on: ${message}`,
    );
    this.never(
      operator.undisturbed &&
        this.world.isWell &&
        /three times|does not have the weights|not come to an end/.test(message),
      `nobody disturbed it: ${message}`,
    );
  }

  private moving(operator: Operator, { weights }: Asked<"traffic">): void {
    const { cloud, standing } = this.world;
    const gaining = slots.find((slot) => services.some((service) => weights[slot] > cloud.rules[service][slot]));
    // Past Pulumi there is no revision to lose a race by: what comes of it is told by reading it back.
    if (gaining === undefined || (operator.direct && !operator.undisturbed)) return;
    const { ongoing } = standing;
    const { command } = operator;
    const returning = command.kind === "rollback" || command.kind === "abort" || ongoing?.direction === "back";
    const forced =
      (command.kind === "rollback" && command.forced) || (ongoing?.direction === "back" && ongoing.started.forced);
    const breach = ongoing?.direction === "forward" ? ongoing.breach : undefined;
    this.never(breach?.slot === gaining && !returning, `${gaining} gets more requests after its breach`);
    const back = returning || breach !== undefined;
    this.ready(gaining, back, forced);
    if (!back) this.forward(gaining, weights);
  }

  /** A slot that gets more requests has what it needs for them. */
  private ready(slot: Slot, back: boolean, forced: boolean): void {
    const { cloud, stack, schemaFloor, storeAway } = this.world;
    const recorded = stack.record.slots[slot];
    this.never(recorded.release === null || recorded.capacity === "none", `requests for ${slot}, which is empty`);
    if (forced) return;
    this.never(
      recorded.revision <= schemaFloor && !storeAway,
      `requests for ${recorded.release}, which is older than the schema`,
    );
    this.never(recorded.capacity !== "full", `requests for ${slot}, which is a standby`);
    const other = cloud.share(otherSlot[slot]) > 0 ? cloud.tasks[otherSlot[slot]] : undefined;
    const releases = new Set(services.map((service) => recorded.images[service]));
    this.never(releases.has("") || releases.has(undefined), `requests for ${slot}, which lacks an image`);
    for (const service of services) {
      const { rollout, definition } = cloud.tasks[slot][service];
      const which = `${slot}/${service}`;
      this.never(rollout !== "completed", `requests for ${which}, whose deployment is ${rollout}`);
      this.never(definition !== recorded.definitions[service], `requests for ${which}, which runs ${definition}`);
      const needed = Math.max(1, back ? recorded.minimum[service]! : (other?.[service].desired ?? 0));
      const healthy = cloud.healthy(slot, service);
      this.never(healthy < needed, `requests for ${which}: ${healthy} healthy, ${needed} needed`);
    }
  }

  /** More requests only by the schedule, each step after a bake in which nothing was wrong. */
  private forward(slot: Slot, weights: Weights): void {
    const { cloud, stack, standing } = this.world;
    const { ongoing, frozen, noted } = standing;
    this.never(frozen !== undefined, "requests move forward while frozen");
    this.never(cloud.firing[slot] || cloud.blind.alarms, `${slot} gets more requests while its alarms fire`);
    const recorded = services.every((service) => sameWeights(cloud.rules[service], stack.record.weights[service]!));
    this.never(!recorded, "requests move forward from weights that the record does not know");
    if (ongoing?.direction !== "forward") throw new Broken("requests move forward, and nobody has said so");
    const { steps } = ongoing.started;
    const now = commonWeights(cloud.rules);
    if (now === undefined) {
      this.never(weights[slot] !== cloud.share(slot), "half a flip is neither finished nor taken back");
      return;
    }
    const next = steps.find(({ share }) => share > now[slot]);
    const other = stack.record.slots[otherSlot[slot]];
    const skipping = now[slot] === 0 && (other.release === null || other.capacity === "none");
    const due = skipping ? steps.at(-1) : next;
    this.never(weights[slot] !== due?.share, `${weights[slot]} % is not the next step after ${now[slot]} %`);
    const bake = steps.find(({ share }) => share === now[slot]);
    if (bake === undefined || bake.bakeSeconds === 0) return;
    if (noted === undefined || noted.at < this.world.weightsSince) throw new Broken("a bake that nobody has begun");
    this.never(this.world.now - noted.at < bake.bakeSeconds * 1000, `${now[slot]} % were not watched long enough`);
    // Nobody looks back further than an hour.
    this.good(slot, Math.max(noted.at, this.world.now - 3_600_000));
  }

  private good(slot: Slot, since: number): void {
    const { cloud, now, setting } = this.world;
    const { whole } = spansOf(since, now, 60, arrivals[setting.arrival]);
    const measured = cloud.blind.metrics ? undefined : cloud.log.measured(slot, whole);
    const { requests = 0, errors = 0, p99Seconds = 0 } = measured ?? {};
    this.never(requests < 100, `${requests} requests are too few to go on by`);
    this.never((100 * errors) / requests > 1, `goes on with ${errors} errors in ${requests} requests`);
    this.never((p99Seconds ?? 0) > 2, `goes on with a p99 of ${p99Seconds} s`);
    this.never((cloud.orders ?? leastOrders) < leastOrders, "goes on while orders are missing");
  }

  private sizing({ slot, capacity, minimum = {} }: Asked<"capacity">): void {
    const { cloud, stack, standing, served, events, now, policy } = this.world;
    const recorded = stack.record.slots[slot];
    const share = cloud.share(slot);
    const least = (service: string): number => minimum[service] ?? policy.normal[service] ?? 1;
    const shrinks = capacity !== "full" || services.some((service) => least(service) < recorded.minimum[service]!);
    if (!shrinks) return;
    if (share > 0) {
      this.never(capacity !== "full", `${slot} is scaled down to ${capacity} with ${share} % of the requests`);
      const both = cloud.share(otherSlot[slot]) > 0;
      this.never(both, `${slot} may scale in while requests move`);
      return;
    }
    const deployed = events.findLast(
      (event) => event.kind === "rollout started" && event.deploy && event.slot === slot,
    );
    const idle = now - Math.max(served[slot], Date.parse(deployed?.at ?? "1970-01-01"));
    const due = capacity === "none" ? keeping.standby : keeping.full;
    if (recorded.capacity === "none" && capacity === "none") return;
    this.never(standing.ongoing !== undefined, `${slot} is scaled down during a rollout`);
    this.never(idle < due, `${slot} is scaled down to ${capacity} after ${idle / 60_000} minutes`);
  }

  private never(wrong: boolean, what: string): void {
    if (wrong) throw new Broken(what);
  }
}
