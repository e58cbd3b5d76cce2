import { described, objects } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const ecsInsights: ResourceRule = {
  name: "ecs-insights",
  description: "Clusters report what each service and task uses.",
  area: "ECS",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["ECS.12"],
  checkov: ["CKV_AWS_65"],
  types: ["aws:ecs/cluster:Cluster"],
  judge: ({ props }) => [
    {
      found: () => {
        const value = objects(props.settings).find(({ name }) => name === "containerInsights")?.value;
        return value === "enabled" || value === "enhanced" ? undefined : described("containerInsights", value);
      },
      required: "containerInsights enabled or enhanced",
      change: 'add { name: "containerInsights", value: "enabled" } to settings',
    },
  ],
};
