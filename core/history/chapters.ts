import { sameImages } from "../flow/approval";
import type { Slot } from "../release";
import type { Entry } from "../rollout/entry";
import type { RolloutEvent } from "../rollout/evidence";
import { eventLines } from "./event-line";
import type { HistoryLine } from "./line";

/** An event as it was understood, and the sentence that it is told in. */
export interface Told {
  /** Undefined where only a newer promenade understands it. */
  readonly event: RolloutEvent | undefined;
  readonly line: HistoryLine;
}

/** A release's promotion or deployment, and what happened to it afterwards. */
export interface Chapter {
  /** Undefined for what happened without any: to traffic alone, or before the first release. */
  readonly release: string | undefined;
  /** In the order in which it happened. */
  readonly told: readonly Told[];
}

interface Open {
  release: string | undefined;
  images: Readonly<Record<string, string>>;
  readonly told: Told[];
  /** Set once a promotion of it has come to its end. */
  over: boolean;
}

/** An environment's evidence by releases; the chapter that began first comes first. */
export function chaptersOf(entries: readonly Entry[]): readonly Chapter[] {
  const lines = eventLines(entries);
  const chapters = new Chapters();
  entries.forEach(({ event }, index) => {
    const line = lines[index];
    if (line === undefined) return;
    const chapter = event === undefined ? chapters.current() : chapters.of(event);
    chapter.told.push({ event, line });
    if (event?.kind === "promotion ended") chapter.over = true;
  });
  return chapters.all;
}

class Chapters {
  readonly all: Open[] = [];
  private readonly byPromotion = new Map<string, Open>();
  private readonly byRollout = new Map<string, Open>();
  private readonly bySlot = new Map<Slot, Open>();
  private latest: Open | undefined;

  /** Where that belongs which names nothing. */
  current(): Open {
    return (this.latest ??= this.begin(undefined));
  }

  of(event: RolloutEvent): Open {
    if ("promotion" in event && event.promotion !== undefined) return this.promotion(event.promotion, event);
    switch (event.kind) {
      case "rollout started":
        return this.rollout(event);
      case "rollback started": {
        const chapter = this.bySlot.get(event.from) ?? this.current();
        this.byRollout.set(event.rollout, chapter);
        return chapter;
      }
      case "noted":
        return this.all.findLast(({ release }) => release === event.release) ?? this.current();
      case "verified":
        return this.known(event.rollout) ?? this.having(event.images) ?? this.current();
      default:
        return this.known("rollout" in event ? event.rollout : undefined) ?? this.current();
    }
  }

  private promotion(promotion: string, event: RolloutEvent): Open {
    const chapter = this.byPromotion.get(promotion) ?? this.begin("release" in event ? event.release : undefined);
    this.byPromotion.set(promotion, chapter);
    if ("images" in event) chapter.images = event.images;
    return chapter;
  }

  /** A deployment of what is being promoted is the promotion's own. */
  private rollout({ rollout, slot, deploy }: Extract<RolloutEvent, { kind: "rollout started" }>): Open {
    const promoted = deploy && [...this.byPromotion.values()].findLast((one) => !one.over && has(one, deploy.images));
    const chapter = deploy === undefined ? this.bySlot.get(slot) : promoted;
    this.latest = chapter ?? this.begin(deploy?.release, deploy?.images);
    this.byRollout.set(rollout, this.latest);
    this.bySlot.set(slot, this.latest);
    return this.latest;
  }

  private begin(release: string | undefined, images: Open["images"] = {}): Open {
    const chapter: Open = { release, images, told: [], over: false };
    this.all.push(chapter);
    return chapter;
  }

  private known(rollout: string | undefined): Open | undefined {
    return rollout === undefined ? undefined : this.byRollout.get(rollout);
  }

  private having(images: Open["images"]): Open | undefined {
    return this.all.findLast((one) => has(one, images));
  }
}

const has = ({ images }: Open, others: Open["images"]): boolean => sameImages(images, others);
