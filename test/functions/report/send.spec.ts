import assert from "node:assert/strict";
import type { Alarms, Change, Described, State } from "../../../functions/report/alarms";
import { sendReport } from "../../../functions/report/send";
import type { Letter } from "../../../functions/report/text";

const at = (text: string): Date => new Date(`${text}:00Z`);

/** Alarms as CloudWatch keeps them, by name: what they say, their state now, and their changes. */
const keeping = (kept: Readonly<Record<string, readonly [says: string, state: State, changes: readonly Change[]]>>) => {
  const asked: string[] = [];
  const alarms: Alarms = {
    describe: async (names) =>
      new Map<string, Described>(
        names.flatMap((name) => {
          const found = kept[name];
          return found === undefined ? [] : [[name, { says: found[0], state: found[1] }]];
        }),
      ),
    changes: async (name, since) => {
      asked.push(`${name} ${since.toISOString()}`);
      return kept[name]?.[2] ?? [];
    },
  };
  return { alarms, asked };
};

const event = {
  environment: "prod",
  until: "2026-01-12T07:00:00Z",
  alarms: { medium: ["prod-alarms-app-logged-errors", "prod-alarms-lag"], low: ["prod-alarms-evictions"] },
};

describe("the weekly report", () => {
  const { log } = console;
  let logged: string[] = [];
  beforeEach(() => {
    logged = [];
    console.log = (line: string) => void logged.push(line);
  });
  afterEach(() => (console.log = log));

  async function letterFor(kept: Parameters<typeof keeping>[0], changed: Partial<typeof event> = {}): Promise<Letter> {
    const letters: Letter[] = [];
    await sendReport({ ...event, ...changed }, keeping(kept).alarms, async (letter) => void letters.push(letter));
    assert.equal(letters.length, 1);
    return letters[0]!;
  }

  it("tells what went off, the longest first, and counts what did not", async () => {
    const { subject, text } = await letterFor({
      "prod-alarms-app-logged-errors": [
        "app logs more than 10 errors in five minutes",
        "OK",
        [
          { at: at("2026-01-06T10:00"), from: "OK", to: "ALARM" },
          { at: at("2026-01-06T10:20"), from: "ALARM", to: "OK" },
          { at: at("2026-01-09T03:12"), from: "OK", to: "ALARM" },
          { at: at("2026-01-09T03:27"), from: "ALARM", to: "OK" },
        ],
      ],
      "prod-alarms-lag": ["a copy is behind", "ALARM", [{ at: at("2026-01-11T04:00"), from: "OK", to: "ALARM" }]],
      "prod-alarms-evictions": ["its memory is full", "OK", []],
    });
    assert.equal(subject, "prod: 2 of 3 alarms went off last week");
    assert.equal(
      text,
      `prod, 2026-01-05 07:00 to 2026-01-12 07:00 (UTC)

Severity medium: 2 of 2 alarms went off
- prod-alarms-lag: once, 1 d 3 h, last on 2026-01-11 04:00, and still is
  a copy is behind
- prod-alarms-app-logged-errors: 2 times, 35 min, last on 2026-01-09 03:12
  app logs more than 10 errors in five minutes

Severity low: none of 1 alarm went off
`,
    );
  });

  it("does not take silence for health: what had no data, and what is gone, is named", async () => {
    const { subject, text } = await letterFor({
      "prod-alarms-app-logged-errors": ["errors", "INSUFFICIENT_DATA", []],
      "prod-alarms-evictions": ["full", "ALARM", []],
    });
    assert.equal(subject, "prod: 1 of 3 alarms went off last week");
    assert.match(text, /- prod-alarms-app-logged-errors: had no data all week\n- prod-alarms-lag: does not exist\n/);
    assert.match(text, /- prod-alarms-evictions: once, 7 d, on since before, and still is\n {2}full\n/);
  });

  it("is sent in a quiet week too, so that it is missed when it does not come", async () => {
    const { subject } = await letterFor({}, { alarms: { medium: [], low: [] } });
    assert.equal(subject, "prod: none of 0 alarms went off last week");
  });

  it("asks for the week before the moment that it was due, however late it is made, and only of its own alarms", async () => {
    const { alarms, asked } = keeping({ "prod-alarms-evictions": ["full", "OK", []], "dev-alarms-x": ["x", "OK", []] });
    await sendReport(event, alarms, async () => undefined);
    assert.deepEqual(asked, ["prod-alarms-evictions 2026-01-05T07:00:00.000Z"]);
  });

  it("stays in the function's log", async () => {
    const letter = await letterFor({});
    assert.deepEqual(
      logged.map((line) => JSON.parse(line) as Letter),
      [letter],
    );
  });

  it("fails where it is told no time, or cannot be sent: Lambda tries again, and keeps what failed", async () => {
    const { alarms } = keeping({});
    const post = async () => undefined;
    await assert.rejects(sendReport({ ...event, until: "<aws.scheduler.scheduled-time>" }, alarms, post), /is no time/);
    await assert.rejects(
      sendReport(event, alarms, async () => {
        throw new Error("no topic");
      }),
      /no topic/,
    );
    assert.deepEqual(logged, []);
  });

  it("has a subject that SNS takes, however long the environment's name is", async () => {
    const { subject } = await letterFor({}, { environment: "e".repeat(120) });
    assert.equal(subject.length, 99);
  });
});
