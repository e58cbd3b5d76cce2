import { allows, statementsOf, type Call } from "./iam";
import { by, ofType, type Stack, type StackResource } from "./resources";
import { denied, place } from "./roles";

export interface Target {
  readonly arn: string;
  readonly roleArn: string;
  readonly input: string;
  readonly deadLetterConfig?: { readonly arn: string };
}

export const targetOf = ({ inputs }: StackResource): Target => inputs.target as Target;

/** Schedules whose target fits. */
export const schedulesOf = (stack: Stack, fits: (target: Target) => boolean): Stack =>
  ofType(stack, "aws:scheduler/schedule:Schedule").filter((schedule) => fits(targetOf(schedule)));

/** Whatever AWS would refuse to EventBridge Scheduler: to take on a schedule's role, and then to make its calls. */
export function schedulerProblems(stack: Stack, schedule: StackResource, calls: readonly Call[]): readonly string[] {
  const role = by(stack, "aws:iam/role:Role", "arn", targetOf(schedule).roleArn);
  const group = by(stack, "aws:scheduler/scheduleGroup:ScheduleGroup", "name", schedule.inputs.groupName);
  if (role === undefined) return ["its role is not of this stack"];
  if (group === undefined) return ["its group is not of this stack"];
  const [partition, region, account] = place(group.outputs.arn);
  const assume: Call = {
    action: "sts:AssumeRole",
    resource: "",
    principal: ["Service", "scheduler.amazonaws.com"],
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:${partition}:scheduler:${region}:${account}:schedule-group/${String(group.outputs.name)}`,
    },
  };
  const trusted = allows(statementsOf(role.inputs.assumeRolePolicy), assume);
  return [
    ...(trusted ? [] : [`the scheduler may not take on ${role.name}`]),
    ...calls.flatMap((call) => denied(stack, role, call)),
  ];
}
