import { setInterval, clearInterval } from "node:timers";
import type { Shot } from "../../core/verification/load";

/** Requests that may be unanswered at once: a machine has only so many connections. */
const most = 2000;
/** How often (ms) requests that are due are sent. */
const tick = 10;

export interface SteadyLoad {
  /** Sends no more, and waits for all answers; asked again, it gives the same. */
  end(): Promise<readonly Shot[]>;
}

/** So many requests a second, whether those before are answered or not: as users come, who know nothing of each other. */
export function beginLoad(perSecond: number, shoot: (number: number) => Promise<Shot>): SteadyLoad {
  const began = performance.now();
  const shots: Promise<Shot>[] = [];
  let underWay = 0;
  const send = (): void => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    while (shots.length < due) {
      if (underWay >= most) {
        shots.push(Promise.resolve({ seconds: 0, fault: `${most} requests were unanswered already` }));
        continue;
      }
      underWay++;
      shots.push(shoot(shots.length).finally(() => underWay--));
    }
  };
  const sending = setInterval(send, tick);
  const end = async (): Promise<readonly Shot[]> => {
    clearInterval(sending);
    send();
    return Promise.all(shots);
  };
  let ended: ReturnType<typeof end> | undefined;
  return { end: () => (ended ??= end()) };
}
