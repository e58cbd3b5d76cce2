import { isText } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** ECS itself acts in one, and the app in the other: with one for both, the app can read every secret it is started with. */
export const ecsRolesDiffer: ResourceRule = {
  name: "ecs-roles-differ",
  description: "The app does not have the rights of those who start it.",
  area: "ECS",
  severity: "high",
  mandatoryIn: everyTier,
  checkov: ["CKV_AWS_249"],
  types: ["aws:ecs/taskDefinition:TaskDefinition"],
  judge: ({ props }) => [
    {
      found: () => {
        const { executionRoleArn, taskRoleArn } = props;
        return isText(taskRoleArn) && taskRoleArn === executionRoleArn
          ? `taskRoleArn and executionRoleArn both "${taskRoleArn}"`
          : undefined;
      },
      required: "two roles",
      change: "give taskRoleArn a role of the app's own",
    },
  ],
};
