import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { delimiter, join } from "node:path";
import { Surrounded } from "../support/environment";
import type { GitHubStandIn } from "../support/github";
import type { Place } from "./steps";

/** What stands for `npx` in a test's workflows: it keeps the arguments, and has the test's own process answer. */
const stub = `#!/bin/bash
shift
printf '%s\\0' "$@" > "$PROMENADE_TEST_RECORD"
exec 3<>"/dev/tcp/127.0.0.1/$PROMENADE_TEST_PORT"
{ printf '%s\\0' "$@" ''; env -0; printf '\\0'; } >&3
read -r code <&3
cat <&3
exit "$code"
`;

/** Verbs that are run for real: they read files and talk to GitHub, and start no engine. */
const light = /^(flow|stacks|github (?!rotation)|preview-comment)/;

/** A checkout of a test's own, whose workflows' steps find promenade in place of npx. */
export class WorkflowPlace {
  readonly surrounded = new Surrounded();
  /** Commands that match it end as a rollback does, once they have said what they say. */
  failing: RegExp | undefined;
  /** What commands that are not run for real print. */
  readonly says: (readonly [command: RegExp, text: string])[] = [];
  private readonly bin = join(this.surrounded.root, "bin");
  private readonly server = createServer({ allowHalfOpen: true }, (socket) => this.receive(socket));

  constructor(private readonly github: GitHubStandIn) {
    mkdirSync(this.bin);
    writeFileSync(join(this.bin, "npx"), stub);
    chmodSync(join(this.bin, "npx"), 0o755);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  remove(): void {
    this.server.close();
    this.surrounded.remove();
  }

  place(vars: Readonly<Record<string, string>>): Place {
    const { root, checkout: folder } = this.surrounded;
    return {
      ...{ folder, scratch: join(root, "scratch"), repository: "acme/shop", vars },
      images: `app=acme/app@sha256:${"a".repeat(64)}`,
      environment: {
        ...{ PATH: `${this.bin}${delimiter}${process.env["PATH"] ?? ""}`, GITHUB_API_URL: this.github.url },
        PROMENADE_TEST_PORT: String((this.server.address() as AddressInfo).port),
      },
    };
  }

  /** Arguments, an empty word, the environment, an empty word: then it is complete. */
  private receive(socket: Socket): void {
    let heard = "";
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString();
      const end = heard.indexOf("\0\0");
      if (end === -1 || !heard.endsWith("\0\0") || heard.length === end + 2) return;
      const words = heard.slice(0, end).split("\0");
      const variables = heard.slice(end + 2, -2).split("\0");
      const environment = Object.fromEntries(
        variables.map((line): [string, string] => [line.split("=", 1)[0] ?? "", line.slice(line.indexOf("=") + 1)]),
      );
      void this.answer(words, environment).then(([code, said]) => socket.end(`${code}\n${said}`));
    });
  }

  private async answer(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<readonly [number, string]> {
    const line = words.join(" ");
    const fails = this.failing?.test(line) === true;
    if (!light.test(line) || fails)
      return [fails ? 4 : 0, this.says.find(([command]) => command.test(line))?.[1] ?? ""];
    const { exitCode, stdout, stderr } = await this.surrounded.run(words.map(this.inFolder), environment);
    return [exitCode, `${stdout}${stderr}`];
  }

  /** Files are named from the folder that the step runs in, and this process runs in another. */
  private readonly inFolder = (word: string): string =>
    ["previews", "comment.md"].includes(word) ? join(this.surrounded.checkout, word) : word;
}
