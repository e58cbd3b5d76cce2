import { listAt, mapAt, numberAt, ofType, type Resource, type Resources } from "./resource";

/** A resource that nobody has a use for, as far as the stack shows. */
export interface Unused {
  readonly type: string;
  readonly name: string;
  readonly why: string;
}

const service = "aws:ecs/service:Service";
const targetGroup = "aws:lb/targetGroup:TargetGroup";

/** What is there to be referred to; a mention by `except` is no use of it. */
const referred: Readonly<Record<string, { readonly why: string; readonly except: readonly string[] }>> = {
  "aws:ec2/eip:Eip": { why: "an address that nothing answers on", except: [] },
  "aws:ec2/natGateway:NatGateway": { why: "no route leads to it", except: [] },
  "aws:kms/key:Key": {
    why: "nothing is encrypted with it",
    except: ["aws:kms/alias:Alias", "aws:iam/rolePolicy:RolePolicy"],
  },
  "aws:secretsmanager/secret:Secret": {
    why: "no task and no function reads it",
    except: [
      "aws:iam/rolePolicy:RolePolicy",
      "aws:secretsmanager/secretPolicy:SecretPolicy",
      "aws:secretsmanager/secretRotation:SecretRotation",
      "aws:secretsmanager/secretVersion:SecretVersion",
    ],
  },
};

const stores = ["aws:rds/instance:Instance", "aws:elasticache/replicationGroup:ReplicationGroup"];

/** What a deployed stack pays for, or keeps, without a use. A planned one tells nothing: references are not known yet. */
export function unusedIn(resources: Resources): readonly Unused[] {
  const found = (why: string) => (resource: Resource) => ({ type: resource.type, name: resource.name, why });
  const running = ofType(resources, service).filter(({ inputs }) => numberAt(inputs, "desiredCount", 0) > 0);
  const served = servedGroups(resources);
  const waiting = running.filter(({ inputs }) =>
    listAt(inputs, "loadBalancers").every(({ targetGroupArn }) => !served.has(targetGroupArn)),
  );
  return [
    ...Object.entries(referred).flatMap(([type, { why, except }]) =>
      ofType(resources, type)
        .filter((one) => !isMentioned(one, resources, except))
        .map(found(why)),
    ),
    ...ofType(resources, targetGroup)
      .filter(({ outputs }) => !served.has(outputs.arn))
      .map(found("gets no requests; an empty slot's group costs nothing")),
    ...waiting.map(found("runs without requests until it may be retired")),
    ...(running.length > 0 ? [] : stores.flatMap((type) => ofType(resources, type))).map(
      found("no slot runs that could use it"),
    ),
  ];
}

function isMentioned({ name, type, outputs }: Resource, resources: Resources, except: readonly string[]): boolean {
  const names = [outputs.id, outputs.arn].filter((value) => typeof value === "string" && value !== "");
  return resources.some(
    (other) =>
      !(other.name === name && other.type === type) &&
      !except.includes(other.type) &&
      names.some((text) => JSON.stringify(other.inputs).includes(String(text))),
  );
}

/** ARNs of the target groups to which a rule sends any requests; a test route is no traffic. */
function servedGroups(resources: Resources): ReadonlySet<unknown> {
  const groups = ofType(resources, "aws:lb/listenerRule:ListenerRule")
    .flatMap(({ inputs }) => listAt(inputs, "actions"))
    .flatMap((action) => listAt(mapAt(action, "forward"), "targetGroups"));
  return new Set(groups.filter((group) => numberAt(group, "weight", 1) > 0).map(({ arn }) => arn));
}
