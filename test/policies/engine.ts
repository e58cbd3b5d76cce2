import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome, run } from "./process";

/**
 * A Pulumi project of its own, with a backend and a home in a temporary folder. It needs no provider: its program
 * registers components, which packs get to see with their properties as if they were the resources of that type.
 */
export class Project {
  private constructor(readonly folder: string) {}

  static async create(stack: string, resources: readonly { type: string; name: string; props: object }[]) {
    const project = new Project(mkdtempSync(join(tmpdir(), "promenade-policies-")));
    const write = (name: string, text: string) => {
      writeFileSync(join(project.folder, name), text);
    };
    symlinkSync(join(__dirname, "..", "..", "node_modules"), join(project.folder, "node_modules"));
    mkdirSync(join(project.folder, "state"));
    write("Pulumi.yaml", "name: promenade\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n");
    write("package.json", JSON.stringify({ name: "program", version: "1.0.0", main: "program.js" }));
    write(
      "program.js",
      `const { ComponentResource } = require("@pulumi/pulumi");
       for (const { type, name, props } of ${JSON.stringify(resources)})
         new ComponentResource(type, name, props).registerOutputs(props);`,
    );
    await project.pulumi("stack", "init", stack);
    return project;
  }

  /** Needs `pulumi` on PATH, where `npm test` puts it. */
  pulumi(...args: readonly string[]): Promise<Outcome> {
    return run("pulumi", [...args, "--non-interactive", "--color", "never"], {
      folder: this.folder,
      env: {
        PULUMI_HOME: join(this.folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "not a secret",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
