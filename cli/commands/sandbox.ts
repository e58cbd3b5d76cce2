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
