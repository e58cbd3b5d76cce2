import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Container } from "./task-definition";

/**
 * Folders that stand for a task's empty volumes. A process sees the machine's own files, so what its variables say of
 * a mounted path is told as the folder's. They end with the task.
 */
export class Mounts {
  private readonly folders: readonly (readonly [path: string, folder: string])[];

  constructor({ mountPoints = [] }: Container) {
    this.folders = mountPoints.map(({ containerPath }) => [
      containerPath,
      mkdtempSync(join(tmpdir(), "promenade-task-")),
    ]);
  }

  place(value: string): string {
    return this.folders.reduce((told, [path, folder]) => told.replaceAll(`${path}/`, `${folder}/`), value);
  }

  remove(): void {
    for (const [, folder] of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}
