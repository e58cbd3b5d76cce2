// Has a command take it for later than it is: for what opens, ends or is old enough only then.
"use strict";

const ahead = Number(process.env.PROMENADE_TEST_AHEAD ?? 0);
const { now } = Date;
const Now = Date;

globalThis.Date = class extends Now {
  constructor(...args) {
    super(...(args.length === 0 ? [now() + ahead] : args));
  }
  static now() {
    return now() + ahead;
  }
};
