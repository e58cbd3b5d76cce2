import assert from "node:assert/strict";
import { userInfo } from "node:os";
import { knownUser, whoami } from "../../../cli/ports/identity";
import { startMoto } from "../../support/moto";

describe("whoever runs a command", () => {
  const region = "eu-west-1";

  it("is the system's user in the local cloud", async () => {
    assert.equal(await whoami({}, "sandbox", region), userInfo().username);
  });

  it("is who they say they are in the local cloud", async () => {
    assert.equal(await whoami({ PROMENADE_USER: "ada" }, "sandbox", region), "ada");
  });

  it("is known without asking AWS in the local cloud and in GitHub Actions alone", () => {
    assert.equal(knownUser({ PROMENADE_USER: "ada" }, "sandbox"), "ada");
    assert.equal(knownUser({ PROMENADE_USER: "ada", GITHUB_ACTOR: "eve" }, "aws"), undefined);
    assert.equal(knownUser({ GITHUB_ACTIONS: "true", GITHUB_ACTOR: "octocat" }, "aws"), "octocat on GitHub");
  });

  describe("on AWS", () => {
    const given = { ...process.env };
    let stop: (() => Promise<void>) | undefined;
    before(async function () {
      this.timeout(400_000);
      const moto = await startMoto();
      if (typeof moto === "string") {
        process.stdout.write(`    skipped: ${moto}\n`);
        return this.skip();
      }
      stop = () => moto.stop();
      const { accessKeyId, secretAccessKey } = moto.client.credentials;
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
      Object.assign(process.env, { AWS_ENDPOINT_URL: moto.url, ...keys });
    });
    after(async () => {
      for (const name of ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
        if (given[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = given[name];
      }
      await stop?.();
    });
    const arn = /^arn:aws:sts::\d{12}:user\/moto$/;

    it("is the caller whom STS names, whatever they say", async () => {
      assert.match(await whoami({ PROMENADE_USER: "ada", GITHUB_ACTOR: "eve" }, "aws", region), arn);
    });

    it("is also who set the workflow off, in GitHub Actions", async () => {
      const [actor, caller] = (await whoami({ GITHUB_ACTIONS: "true", GITHUB_ACTOR: "octocat" }, "aws", region)).split(
        " on GitHub, as ",
      );
      assert.equal(actor, "octocat");
      assert.match(caller ?? "", arn);
    });
  });
});
