import type { CommandDefinition } from "../command";
import type { Context } from "../context";
import { operations } from "../operations";

const port = ({ checkout, sandbox, environment }: Context) =>
  new (operations.sandboxPort().Sandbox)(checkout, sandbox, environment);

export const sandboxStart: CommandDefinition = {
  name: "sandbox start",
  summary: "start the local cloud; what was in it is there again",
  examples: ["sandbox start"],
  async run(context) {
    const { pid, startedAt } = await port(context).start();
    context.output.result({ running: true, pid, startedAt }, () => `The local cloud serves (process ${pid})`);
    return 0;
  },
};

export const sandboxStop: CommandDefinition = {
  name: "sandbox stop",
  summary: "stop the local cloud; what is in it stays",
  examples: ["sandbox stop"],
  async run(context) {
    const stopped = await port(context).stop();
    context.output.result({ running: false, stopped }, () =>
      stopped
        ? "The local cloud has stopped; npx promenade sandbox start brings it back"
        : "The local cloud was not running",
    );
    return 0;
  },
};

export const sandboxReset: CommandDefinition = {
  name: "sandbox reset",
  summary: "stop the local cloud and forget everything in it",
  examples: ["sandbox reset"],
  async run(context) {
    const { refuseWhileBusy } = operations.takeover();
    refuseWhileBusy(context);
    await port(context).reset();
    context.output.result(
      { running: false, reset: true },
      () => "The local cloud is gone; npx promenade start makes a new one",
    );
    return 0;
  },
};

export const sandboxStatus: CommandDefinition = {
  name: "sandbox status",
  summary: "tell whether the local cloud serves",
  examples: ["sandbox status", "sandbox status --json"],
  async run(context) {
    const daemon = port(context).running();
    context.output.result(daemon === undefined ? { running: false } : { running: true, ...daemon }, () =>
      daemon === undefined
        ? "The local cloud is stopped; npx promenade sandbox start starts it"
        : `The local cloud serves since ${daemon.startedAt} (process ${daemon.pid})`,
    );
    return 0;
  },
};

export const sandboxFault: CommandDefinition = {
  name: "sandbox fault",
  summary: "let something go wrong in the local cloud, tell what does (list), or end it (clear)",
  arguments: "[kind...]",
  options: [
    { flags: "--slot <slot>", description: "whose requests or tasks: slow, errors, dead" },
    { flags: "--service <service>", description: "only that service of the slot; or AWS's: throttle, fail" },
    { flags: "--action <action>", description: "the API's call that fails" },
    { flags: "--rate <percent>", description: "share of requests (slow: 100%, errors: 5%) or calls (throttle: 50%)" },
    { flags: "--latency <time>", description: "how much longer a slow request takes; default: 3s" },
    { flags: "--for <time>", description: "until it ends by itself; default: until it is cleared" },
  ],
  examples: [
    "sandbox fault errors --stack dev --slot green --rate 5%",
    "sandbox fault slow --stack dev --slot green --latency 3s",
    "sandbox fault dead --stack dev --slot green --for 60s",
    "sandbox fault throttle --service ecs --rate 50% --for 30s",
    "sandbox fault fail --service elasticloadbalancing --action ModifyRule",
    "sandbox fault metrics --stack dev",
    "sandbox fault alarms --stack dev",
    "sandbox fault locked --stack dev --for 60s",
    "sandbox fault list",
    "sandbox fault clear",
  ],
  async run(context, { stack, slot, service, action, rate, latency, for: span }, words) {
    const given = Object.entries({ stack, slot, service, action, rate, latency, for: span });
    const options = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Record<string, string>;
    return operations.sandboxFault().disturb(context, words, options);
  },
};

export const sandboxLoad: CommandDefinition = {
  name: "sandbox load",
  summary: "make steady requests to an environment of the local cloud, and count what is lost",
  options: [
    { flags: "--rate <number>", description: "requests a second; default: 50" },
    { flags: "--for <time>", description: "how long; default: 60s" },
  ],
  examples: ["sandbox load --stack dev", "sandbox load --stack dev --rate 200 --for 5m --json"],
  async run(context, options) {
    const { rate = "50", for: span = "60s" } = options as { readonly rate?: string; readonly for?: string };
    return operations.sandboxLoad().putUnderLoad(context, { stack: context.options.stack, rate, for: span });
  },
};
