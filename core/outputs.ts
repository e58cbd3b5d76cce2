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

/** The stack's outputs: addresses only. What runs where is the record's to say, not the outputs'. */
export interface Outputs {
  readonly environment: string;
  readonly flow: string;
  readonly tier: string;
  readonly region: string;
  readonly url: string;
  /** Name of the ECS cluster. */
  readonly cluster: string;
  readonly services: Readonly<Record<string, ServiceOutputs>>;
}
