/** Properties of a task definition that say what its tasks are: all but its tags. */
export const taskContents = [
  "containerDefinitions",
  "cpu",
  "ephemeralStorage",
  "executionRoleArn",
  "family",
  "memory",
  "networkMode",
  "requiresCompatibilities",
  "runtimePlatform",
  "taskRoleArn",
  "volumes",
] as const;
