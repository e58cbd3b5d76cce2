import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSettings } from "../../core/settings";
import { tierSizes } from "../../core/tiers";
import { input, now, settingsOf } from "../support/settings";

type Config = Readonly<Record<string, unknown>>;

const problemsOf = (stack: string, config: Config) => {
  const parsed = parseSettings(input(config, { stack }));
  return "problems" in parsed ? parsed.problems : [];
};

const inHours = (hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString();
const opening = { until: inHours(4), reason: "a stuck migration", approvedBy: "the duty manager" };

const refusals: readonly [name: string, stack: string, config: Config, where: string, wrong: RegExp][] = [
  ["stage without a domain", "stage", { domain: undefined }, "domain", /missing: tier stage serves HTTPS only/],
  ["prod without a domain", "prod", { domain: undefined }, "domain", /missing/],
  ["a domain outside its zone", "dev", { domain: { name: "a.org", zone: "b.org" } }, "domain.name", /not within/],
  ["a domain that is no name", "dev", { domain: { name: "https://a.org" } }, "domain.name", /not valid/],
  ["a placeholder domain on AWS", "prod", { cloud: "aws" }, "domain.name", /placeholder/],
  ["placeholder addresses on AWS", "stage", { cloud: "aws" }, "ingress", /placeholder/],
  ["stage open to everybody", "stage", { ingress: ["0.0.0.0/0"] }, "ingress", /only whom it knows/],
  ["prod closed to its users", "prod", { ingress: ["10.0.0.0/8"] }, "ingress", /open to everybody/],
  ["a load of nothing", "dev", { plannedLoad: 0 }, "plannedLoad", /too small/],
  ["a rate limit below AWS's", "prod", { edge: { requestsPerAddress: 9 } }, "edge.requestsPerAddress", /too small/],
  [
    "more backups than AWS keeps",
    "prod",
    { database: { backupRetentionDays: 36 } },
    "database.backupRetentionDays",
    /prod/,
  ],
  ["prod without backups", "prod", { database: { backupRetentionDays: 0 } }, "database.backupRetentionDays", /prod/],
  ["a replica without backups", "dev", { database: { readReplica: true } }, "database.readReplica", /out of a backup/],
  ["logs kept too briefly in prod", "prod", { logs: { retentionDays: 30 } }, "logs.retentionDays", /tier prod/],
  ["logs kept too long in dev", "dev", { logs: { retentionDays: 365 } }, "logs.retentionDays", /tier dev/],
  ["backups where there are none", "dev", { backups: { retentionDays: 7 } }, "backups", /no such store/],
  ["recovery points kept too briefly", "prod", { backups: { retentionDays: 30 } }, "backups.retentionDays", /prod/],
  [
    "cold storage that AWS would not end so soon",
    "prod",
    { backups: { retentionDays: 365, coldAfterDays: 300 } },
    "backups.retentionDays",
    /bounds/,
  ],
  ["a copy in a region not allowed", "prod", { backups: { copyRegion: "ap-south-1" } }, "backups.copyRegion", /stays/],
  ["less monitoring than the tier's", "prod", { monitoring: "basic" }, "monitoring", /not a level of tier prod/],
  ["a journey to another host", "prod", { journey: ["https://a.org/"] }, "journey[0]", /not valid/],
  ["a journey to another host without a scheme", "prod", { journey: ["//a.org/"] }, "journey[0]", /not valid/],
  ["a journey to another host by a backslash", "prod", { journey: ["/\\a.org/"] }, "journey[0]", /not valid/],
  ["a journey to a path that is relative", "prod", { journey: ["/", "login"] }, "journey[1]", /not valid/],
  ["a journey to a path with a space", "prod", { journey: ["/a b"] }, "journey[0]", /not valid/],
  ["a journey to a path without an end", "prod", { journey: [`/${"a".repeat(256)}`] }, "journey[0]", /not valid/],
  ["a journey to nowhere", "stage", { journey: [] }, "journey", /too small/],
  ["a journey without an end", "stage", { journey: Array(21).fill("/") }, "journey", /too large/],
  ["an alert to no address", "prod", { alerts: { critical: ["on call"] } }, "alerts.critical[0]", /not valid/],
  ["passwords rotated too late", "prod", { rotation: { database: 31 } }, "rotation.database", /tier prod/],
  ["prod's signing keys kept half a year", "prod", { rotation: { signing: 180 } }, "rotation.signing", /tier prod/],
  ["rotation in a preview", "dev", { tier: "preview", rotation: { keys: 7 } }, "rotation", /before its secrets age/],
  ["a secret of a name that is taken", "dev", { secrets: ["JWT_SECRET"] }, "secrets", /taken/],
  ["a secret named twice", "dev", { secrets: ["MAIL_KEY", "MAIL_KEY"] }, "secrets", /taken/],
  ["a secret named like another's next key", "dev", { secrets: ["MAIL", "MAIL_NEXT"] }, "secrets", /taken/],
  ["a secret whose next key is a variable", "dev", { secrets: ["A"], variables: { A_NEXT: "x" } }, "secrets", /taken/],
  ["a secret named like a key that is there", "dev", { secrets: ["JWT_SECRET_NEXT"] }, "secrets", /taken/],
  ["a secret that is a variable too", "dev", { secrets: ["MODE"], variables: { MODE: "x" } }, "secrets", /taken/],
  ["rest in prod", "prod", { offHours: { enabled: true } }, "offHours", /never rests/],
  ["a time zone nobody lives in", "dev", { offHours: { timezone: "Mars/Olympus" } }, "offHours.timezone", /not valid/],
  ["a 25th hour", "dev", { offHours: { stop: "24:30" } }, "offHours.stop", /not valid/],
  [
    "rest for a database with a replica",
    "dev",
    { database: { readReplica: true, backupRetentionDays: 7 } },
    "offHours",
    /stops no database that has a read replica/,
  ],
  ["a budget of nothing", "dev", { cost: { budget: 0 } }, "cost.budget", /too small/],
  [
    "an assumption nobody makes",
    "dev",
    { cost: { assumptions: { releasesMonth: 3 } } },
    "cost.assumptions.releasesMonth",
    /unknown key.*releasesAMonth/,
  ],
  ["a night before its day", "dev", { offHours: { stop: "06:00", start: "07:00" } }, "offHours", /morning/],
  [
    "a shell without an approval",
    "prod",
    { shell: { ...opening, approvedBy: undefined } },
    "shell.approvedBy",
    /missing/,
  ],
  ["a shell without a reason", "prod", { shell: { ...opening, reason: "" } }, "shell.reason", /too small/],
  ["a shell that stays open", "prod", { shell: { ...opening, until: inHours(25) } }, "shell.until", /too long/],
  ["a shell without an end", "prod", { shell: { ...opening, until: "tonight" } }, "shell.until", /not valid/],
  [
    "database access that stays open",
    "prod",
    { databaseAccess: { ...opening, until: inHours(25) } },
    "databaseAccess.until",
    /too long/,
  ],
];

describe("settings of a tier", () => {
  for (const [name, stack, config, key, wrong] of refusals) {
    it(`refuse ${name}`, () => {
      const problems = problemsOf(stack, config);
      const found = problems.find(({ where }) => where === `promenade:${key}`);
      assert.ok(found, `no problem at ${key}: ${JSON.stringify(problems, null, 2)}`);
      assert.match(found.wrong, wrong);
    });
  }

  it("take placeholders in the local cloud", () => {
    assert.equal(settingsOf({}, { stack: "prod" }).domain?.name, "www.promenade.example");
    assert.deepEqual(settingsOf({}, { stack: "stage" }).ingress, ["203.0.113.0/24"]);
  });

  it("take any rotation up to the tier's, and none beyond", () => {
    fc.assert(
      fc.property(fc.constantFrom("dev", "stage", "prod"), fc.integer({ min: 1, max: 400 }), (stack, days) => {
        const longest = tierSizes[stack].rotation.signing;
        assert.equal(problemsOf(stack, { rotation: { signing: days } }).length, days <= longest ? 0 : 1);
      }),
    );
  });

  it("let dev rest at night unless it says otherwise, and stage only when it does", () => {
    assert.deepEqual(settingsOf().offHours, { timezone: "UTC", stop: "20:00", start: "07:00" });
    assert.equal(settingsOf({ offHours: { enabled: false } }).offHours, undefined);
    assert.equal(settingsOf({}, { stack: "stage" }).offHours, undefined);
    const berlin = settingsOf({ offHours: { timezone: "Europe/Berlin" } }, { stack: "stage" }).offHours;
    assert.deepEqual(berlin, { timezone: "Europe/Berlin", stop: "20:00", start: "07:00" });
  });

  it("close an emergency door when its time is over, with a warning and without a refusal", () => {
    const over = settingsOf({ shell: { ...opening, until: inHours(-1) } }, { stack: "prod" });
    assert.equal(over.shell, undefined);
    assert.match(over.warnings.join(), /promenade:shell was over/);
    const open = settingsOf({ shell: opening }, { stack: "prod" });
    assert.deepEqual([open.shell, open.warnings], [opening, []]);
  });

  it("give the flow's first environment the image registry, unless there is another", () => {
    assert.equal(settingsOf().ownsRegistry, true);
    assert.equal(settingsOf({ registry: "external" }).ownsRegistry, false);
    assert.equal(settingsOf({}, { stack: "prod" }).ownsRegistry, false);
  });
});
