import { on, valueAt } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** Deployments that somebody else drives have their own way back. */
export const ecsCircuitBreaker: ResourceRule = {
  name: "ecs-circuit-breaker",
  description: "A deployment whose tasks do not start goes back by itself.",
  area: "ECS",
  severity: "medium",
  mandatoryIn: everyTier,
  types: ["aws:ecs/service:Service"],
  judge: (service) =>
    (valueAt(service.props, "deploymentController.type") ?? "ECS") === "ECS"
      ? ["enable", "rollback"].map((part) => on(service, `deploymentCircuitBreaker.${part}`))
      : [],
};
