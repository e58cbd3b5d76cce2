import type { Path } from "../../core/flow/path-schema";
import { entryOf, type Group } from "../../core/promotion/waves";
import type { Release } from "../../core/release";
import type { RolloutEvent } from "../../core/rollout/evidence";
import type { Asker, PromotionPorts, StackView } from "./ports";
import type { Route } from "./route";
import type { Wish } from "./wish";

/** All that a promotion is about. */
export interface Subject {
  readonly route: Route;
  readonly path: Path;
  readonly release: Release;
  readonly wish: Wish;
  readonly asker: Asker;
}

/** How a promotion has ended. */
export interface Ended {
  readonly result: "promoted" | "nothing to do" | "asked for" | "rolled back" | "failed" | "paused";
  readonly says: string;
}

export const lookAtAll = (ports: PromotionPorts, groups: readonly Group[]): Promise<readonly StackView[]> =>
  Promise.all(groups.flatMap(({ stacks }) => stacks).map((stack) => ports.look(stack)));

/** What has happened to all of an environment's stacks, the oldest first. */
export const eventsOf = (views: readonly Pick<StackView, "events">[]): readonly RolloutEvent[] =>
  views.flatMap(({ events }) => events).sort((one, other) => Date.parse(one.at) - Date.parse(other.at));

/** The path's words, as a wave has them. */
export const entryFor = ({ path }: Pick<Subject, "path">, group: Group): Path => entryOf(path, group);
