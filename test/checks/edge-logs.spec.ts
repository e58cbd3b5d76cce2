import assert from "node:assert/strict";
import { tiers } from "../../core/tiers";
import { changed, without } from "../support/breaking";
import { environmentOf } from "../support/program";
import { edgeLogProblems } from "./edge-logs";

const ownership = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const group = "aws:cloudwatch/logGroup:LogGroup";

const breakages = [
  ["no log of the firewall", without(group, "prod-firewall-logs"), /no log group of this stack takes its log/],
  [
    "a group of another name",
    changed(group, "prod-firewall-logs", () => ({ name: "/promenade/prod/firewall" })),
    /AWS WAF writes to no group of that name/,
  ],
  [
    "a key that does not know the log",
    changed("aws:kms/key:Key", "prod-edge-key", () => ({ policy: '{"Version":"2012-10-17","Statement":[]}' })),
    /CloudWatch Logs may not kms:Encrypt with prod-edge-key/,
  ],
  ["no bucket for the CDN", without("aws:s3/bucket:Bucket", "prod-cdn-logs"), /no bucket of this stack takes its log/],
  [
    "a bucket without ACLs",
    changed(ownership, "prod-cdn-logs", () => ({ rule: { objectOwnership: "BucketOwnerEnforced" } })),
    /prod-cdn-logs takes no ACL/,
  ],
  [
    "an archive that load balancers cannot write",
    without("aws:s3/bucketPolicy:BucketPolicy", "prod-archive"),
    /prod-web: may not write its log into prod-archive/,
  ],
  [
    "logs in a folder that is another's",
    changed("aws:lb/loadBalancer:LoadBalancer", "prod-web", ({ accessLogs }) => ({
      accessLogs: { ...(accessLogs as object), prefix: "elsewhere" },
    })),
    /prod-web: may not write its log/,
  ],
] as const;

describe("the logs of the edge", () => {
  for (const tier of tiers) {
    it(`can be written in tier ${tier}`, async () => {
      assert.deepEqual(edgeLogProblems((await environmentOf(tier)).resources), []);
    });
  }

  for (const [breakage, broken, problem] of breakages) {
    it(`are found lacking with ${breakage}`, async () => {
      const { resources } = await environmentOf("prod");
      assert.match(edgeLogProblems(broken(resources)).join("\n"), problem);
    });
  }
});
