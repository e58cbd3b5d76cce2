import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Problem } from "../schema/validate";
import type { Rule } from "./rules";

/** What the simulated control plane knows when it acts on a resource. */
export interface Context {
  readonly cloud: Pick<Cloud, "get" | "list" | "departed">;
  readonly region: string;
  readonly account: string;
  readonly now: Date;
}

/** A property that names another resource: refused when that does not exist. */
export interface Reference {
  /** Dotted path; lists on the way are walked through: `actions.forward.targetGroups.arn`. */
  readonly path: string;
  readonly type: string | readonly string[];
  /** The outputs of the other resource that the property may hold, any of them; default: its id. */
  readonly by?: readonly string[];
  /** AWS's error code when it does not exist. */
  readonly missing: string;
  /** AWS's error code when the other resource is deleted while this one still names it; without it, that is allowed. */
  readonly blocks?: string;
  /** This resource goes along when the one it names is deleted. */
  readonly owned?: true;
  /** Values that name something AWS itself owns, which nobody creates. */
  readonly except?: RegExp;
}

/** A name that may exist once. */
export interface Unique {
  /** Properties that together must differ from every other resource's; without the first one it has no name. */
  readonly by: readonly string[];
  /** Where they must differ: among the region's resources, or in the whole account. Default: region. */
  readonly scope?: "region" | "account";
  /** AWS's error code when they are taken. */
  readonly code: string;
}

/**
 * One resource type of the local cloud, as data: what AWS (or GitHub) accepts, fills in, assigns, replaces and refuses.
 * Required, unknown and mistyped properties are not said here; they come from the SDK's declarations.
 */
export interface Model {
  /** Pulumi type token. */
  readonly type: string;
  /** The type's name in CloudFormation and Cloud Control; absent outside AWS. */
  readonly cfn?: string;

  /** Values the provider fills in for absent inputs, by dotted path; a nested one only where its parent is given. */
  readonly defaults?: Properties;
  /** Values the cloud chooses for absent inputs; they show in the outputs, and are not known to a preview. */
  readonly fills?: Properties;
  /** The property that is named after the resource when the program does not name it, and its longest length. */
  readonly autoname?: { readonly property: string; readonly maxLength: number };
  /** Limits by dotted path; lists on the way are walked through. */
  readonly rules?: Readonly<Record<string, readonly Rule[]>>;
  /** What is wrong with the inputs taken together. Values may be unknown. */
  readonly check?: (inputs: Properties) => readonly Problem[];

  /** Properties whose change replaces the resource. */
  readonly replaceOn?: readonly string[] | { readonly allBut: readonly string[] };
  /** Properties that hold JSON text, compared by meaning; in policies lists of texts are sets. */
  readonly json?: Readonly<Record<string, "policy" | "document">>;
  /** Properties, inputs or outputs, that are secret whatever the program says. */
  readonly sensitive?: readonly string[];

  readonly unique?: readonly Unique[];
  readonly references?: readonly Reference[];

  /** The record's id: what tells it from every other of its type and region. */
  readonly id: (inputs: Properties, context: Context, assigned: Properties) => string;
  /** The id that the real provider gives it, where that is not unique; the record is then found by its `arn`. */
  readonly shownId?: (resource: CloudResource) => string;
  /** What the cloud assigns once, at creation: ARNs, addresses, random values. */
  readonly assigned?: (inputs: Properties, context: Context, name: string) => Properties;
  /** Outputs that follow from the inputs and what was assigned; worked out again after every change. */
  readonly derived?: (inputs: Properties, assigned: Properties, context: Context) => Properties;
  /** Derived outputs that an update may change, and that its preview therefore does not know. */
  readonly volatile?: readonly string[];
  /** Other ids under which the real provider imports it. */
  readonly importIds?: (resource: CloudResource, context: Context) => readonly string[];

  /** Throw what AWS answers when it refuses the call. `previous` is the record before the change. */
  readonly refuseCreate?: (inputs: Properties, context: Context) => void;
  readonly refuseUpdate?: (inputs: Properties, previous: CloudResource, context: Context) => void;
  readonly refuseDelete?: (resource: CloudResource, context: Context) => void;
  /**
   * Records that the cloud makes along with this one, and removes with it: the secret of a managed password. Asked
   * after every change; by type and id, those that are there stay as they are, and those no longer named go.
   */
  readonly companions?: (resource: CloudResource, context: Context) => readonly CloudResource[];
  /** A record that the deleted one leaves behind: a final snapshot. */
  readonly leaves?: (resource: CloudResource, context: Context) => CloudResource | undefined;
  /** Until when a deleted one is remembered, its name taken; undefined when it is gone at once. */
  readonly departsUntil?: (resource: CloudResource, now: Date) => Date | undefined;
}

/** A function of a provider (`aws.getRegion`): plain arguments to plain results. */
export type Invoke = (args: Properties, context: Context) => Properties;
