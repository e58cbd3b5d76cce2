import type { Slot } from "./release";

/** Where one slot of one service is found in the cloud. */
export interface SlotOutputs {
  /** Name of the ECS service. */
  readonly service: string;
  /** ARN of the target group. */
  readonly targetGroup: string;
}

export interface ServiceOutputs {
  /** ARN of the weighted rule that splits this service's requests. */
  readonly rule: string;
  readonly slots: Readonly<Record<Slot, SlotOutputs>>;
}

/** Where the task runs that migrates the database (AWS: RunTask). */
export interface MigrationOutputs {
  /** Family of its task definition; which revision of it is the record's to say. */
  readonly family: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly subnets: readonly string[];
  readonly securityGroup: string;
}

/** What an environment lets its guests share: its network and its load balancer. */
export interface SharedOutputs {
  readonly vpcId: string;
  /** Private ones, for tasks. */
  readonly subnetIds: readonly string[];
  readonly loadBalancer: SharedLoadBalancer;
  /** Where the load balancer serves HTTPS; absent where it does not. */
  readonly secure?: SecureEntrance;
  /** ARN of the policy that bounds its guests' roles; absent where no workflow makes them. */
  readonly boundary?: string;
}

export interface SharedLoadBalancer {
  readonly arn: string;
  /** Names it in its metrics: `app/web/0123`. */
  readonly arnSuffix: string;
  readonly dnsName: string;
  /** Zone of `dnsName`, for alias records. */
  readonly zoneId: string;
  readonly securityGroupId: string;
}

/** A listener whose certificate is also good for every name one level below `domain`. */
export interface SecureEntrance {
  readonly listenerArn: string;
  readonly domain: string;
  /** Id of the Route 53 zone that the domain's records are in. */
  readonly zoneId: string;
}

/** The stack's outputs: addresses only. What runs where is the record's to say, not the outputs'. */
export interface Outputs {
  readonly environment: string;
  readonly flow: string;
  readonly tier: string;
  readonly region: string;
  readonly url: string;
  /** Name of the ECS cluster. */
  readonly cluster: string;
  /** Name of the bucket that keeps what has happened to the environment. */
  readonly evidence: string;
  readonly services: Readonly<Record<string, ServiceOutputs>>;
  /** Hash of what a deploy would start each service's tasks with now. */
  readonly settings: Readonly<Record<string, string>>;
  /** Absent where nothing migrates a database. */
  readonly migration?: MigrationOutputs;
  /** Absent in an environment that is a guest itself. */
  readonly shared?: SharedOutputs;
}
