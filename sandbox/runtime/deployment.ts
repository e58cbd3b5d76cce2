import { createHash, randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { readIfThere, writePrivately } from "../files";
import type { TaskDefinition } from "./task-definition";

/** One attempt of a service to run a task definition. */
export interface Deployment {
  readonly id: string;
  readonly definition: TaskDefinition;
  readonly createdAt: Date;
  updatedAt: Date;
  rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  rolloutStateReason: string;
  /** Tasks that failed since the deployment began. */
  failedTasks: number;
  /** Those that failed since one was last healthy. */
  failuresInARow: number;
  lastFailureAt: number;
}

export function newDeployment(definition: TaskDefinition, reason: string): Deployment {
  const id = `ecs-svc/${Array.from({ length: 19 }, () => randomInt(10)).join("")}`;
  const now = new Date();
  return {
    id,
    definition,
    createdAt: now,
    updatedAt: now,
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: reason,
    failedTasks: 0,
    failuresInARow: 0,
    lastFailureAt: 0,
  };
}

/**
 * The last completed deployment of each service, on disk: what the circuit breaker rolls back to, and what a service
 * goes on with after a restart, even when its task definition has been deregistered meanwhile.
 */
export class CompletedDeployments {
  constructor(private readonly directory: string) {}

  load(service: string): TaskDefinition | undefined {
    const text = readIfThere(this.file(service));
    return text === undefined ? undefined : (JSON.parse(text) as TaskDefinition);
  }

  save(service: string, definition: TaskDefinition): void {
    writePrivately(this.file(service), JSON.stringify(definition, null, 2) + "\n");
  }

  forget(service: string): void {
    rmSync(this.file(service), { force: true });
  }

  private file(service: string): string {
    return join(this.directory, `${createHash("sha256").update(service).digest("hex").slice(0, 16)}.json`);
  }
}
