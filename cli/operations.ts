import { createRequire } from "node:module";
import type * as approve from "./approve";
import type * as attest from "./attest";
import type * as audit from "./audit";
import type * as bringUp from "./bring-up";
import type * as cost from "./cost";
import type * as data from "./data";
import type * as flowView from "./flow-view";
import type * as freeze from "./freeze";
import type * as github from "./github";
import type * as githubChecks from "./github-checks";
import type * as githubWatch from "./github-watch";
import type * as history from "./history";
import type * as landingView from "./landing-view";
import type * as mirrorCheck from "./mirror-check";
import type * as passThrough from "./pass-through";
import type * as previewComment from "./preview-comment";
import type * as promote from "./promote";
import type * as promotionSteps from "./promotion-steps";
import type * as pullRequest from "./pull-request";
import type * as pullRequestSweep from "./pull-request-sweep";
import type * as restore from "./restore";
import type * as rollouts from "./rollouts";
import type * as rotate from "./rotate";
import type * as sandboxFault from "./sandbox-fault";
import type * as sandboxLoad from "./sandbox-load";
import type * as sandboxPort from "./ports/sandbox";
import type * as snapshot from "./snapshot";
import type * as stackList from "./stack-list";
import type * as survey from "./survey";
import type * as takeover from "./takeover";
import type * as tearDown from "./tear-down";
import type * as verify from "./verify";

const load = createRequire(__filename);

/** What the commands do, each part loaded when its command runs: the help and the other commands do not wait for it. */
export const operations = {
  approve: () => load("./approve") as typeof approve,
  attest: () => load("./attest") as typeof attest,
  audit: () => load("./audit") as typeof audit,
  bringUp: () => load("./bring-up") as typeof bringUp,
  cost: () => load("./cost") as typeof cost,
  data: () => load("./data") as typeof data,
  flowView: () => load("./flow-view") as typeof flowView,
  freeze: () => load("./freeze") as typeof freeze,
  github: () => load("./github") as typeof github,
  githubChecks: () => load("./github-checks") as typeof githubChecks,
  githubWatch: () => load("./github-watch") as typeof githubWatch,
  history: () => load("./history") as typeof history,
  landingView: () => load("./landing-view") as typeof landingView,
  mirrorCheck: () => load("./mirror-check") as typeof mirrorCheck,
  passThrough: () => load("./pass-through") as typeof passThrough,
  previewComment: () => load("./preview-comment") as typeof previewComment,
  promote: () => load("./promote") as typeof promote,
  promotionSteps: () => load("./promotion-steps") as typeof promotionSteps,
  pullRequest: () => load("./pull-request") as typeof pullRequest,
  pullRequestSweep: () => load("./pull-request-sweep") as typeof pullRequestSweep,
  restore: () => load("./restore") as typeof restore,
  rollouts: () => load("./rollouts") as typeof rollouts,
  rotate: () => load("./rotate") as typeof rotate,
  sandboxFault: () => load("./sandbox-fault") as typeof sandboxFault,
  sandboxLoad: () => load("./sandbox-load") as typeof sandboxLoad,
  sandboxPort: () => load("./ports/sandbox") as typeof sandboxPort,
  snapshot: () => load("./snapshot") as typeof snapshot,
  stackList: () => load("./stack-list") as typeof stackList,
  survey: () => load("./survey") as typeof survey,
  takeover: () => load("./takeover") as typeof takeover,
  tearDown: () => load("./tear-down") as typeof tearDown,
  verify: () => load("./verify") as typeof verify,
};
