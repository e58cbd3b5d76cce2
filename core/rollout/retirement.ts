import { slots } from "../release";
import type { Decision } from "./decision";
import { fitnessOf, neededToReturn } from "./fitness";
import { keeping, type Policy } from "./policy";
import { preflightBegin } from "./preflight";
import { commonWeights, otherSlot, sameWeights } from "./shares";
import type { View } from "./view";

/** What is due of the slot without requests: full size, then a standby, then nothing. Safe to ask for at any time. */
export function retire(view: View, policy: Policy): Decision {
  const { live, record, standing, now } = view;
  if (standing.ongoing !== undefined) return keep("a rollout is under way: both slots are kept");
  const weights = commonWeights(live);
  const idle = weights && slots.find((slot) => weights[slot] === 0);
  // A slot's time begins when it is first seen to have lost its requests, whoever took them.
  const since = idle && standing.idleSince[idle];
  const noted = weights && standing.noted && sameWeights(standing.noted.weights, weights);
  if (weights !== undefined && (!noted || (idle !== undefined && since === undefined))) {
    return { do: "note", event: { kind: "weights", weights, revision: record.revision } };
  }
  if (idle === undefined || since === undefined) return keep("both slots have requests: both are kept");
  const { release, capacity } = record.slots[idle];
  if (release === null || capacity === "none") return keep(`${idle} is empty`);
  const refusal = preflightBegin(view, idle, policy);
  if (refusal !== undefined) return keep(`${idle} is kept: ${refusal.wrong}`);

  const serving = otherSlot[idle];
  const fitness = fitnessOf(view, serving, neededToReturn(view, serving, policy.normal));
  if (fitness.state !== "fit") return keep(`${idle} is kept: ${fitness.found}`);
  const firing = view.alarms[serving];
  if (firing === "unreadable") return keep(`${idle} is kept: ${serving}'s alarms cannot be read`);
  if (firing.length > 0) return keep(`${idle} is kept: ${firing.join(", ")} fires`);

  const due = now - since >= keeping.standby ? "none" : now - since >= keeping.full ? "one" : "full";
  if (due === "full" || due === capacity) {
    const until = new Date(since + (due === "full" ? keeping.full : keeping.standby)).toISOString();
    return keep(`nothing is due: ${idle} stays ${due === "full" ? "at full size" : "as a standby"} until ${until}`);
  }
  return {
    do: "ask",
    asked: { kind: "capacity", slot: idle, capacity: due },
    says: due === "one" ? `${idle} becomes a standby of one task a service` : `${idle} is retired`,
    note: { kind: "retired", slot: idle, capacity: due },
  };
}

const keep = (says: string): Decision => ({ do: "end", ending: "nothing to do", says });
