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

/** Which definition each service completed last, on disk: what its circuit breaker goes back to, restart or not. */
export class CompletedDeployments {
  constructor(private readonly directory: string) {}

  /** The ARN of a task definition. */
  load(service: string): string | undefined {
    return readIfThere(this.file(service))?.trim();
  }

  save(service: string, definitionArn: string): void {
    if (this.load(service) !== definitionArn) writePrivately(this.file(service), definitionArn + "\n");
  }

  forget(service: string): void {
    rmSync(this.file(service), { force: true });
  }

  private file(service: string): string {
    return join(this.directory, createHash("sha256").update(service).digest("hex").slice(0, 16));
  }
}
