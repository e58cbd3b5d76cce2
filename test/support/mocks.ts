import * as pulumi from "@pulumi/pulumi";
import type { MockCallArgs, MockMonitor, MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { deserializeProperties, isRpcSecret, unwrapRpcSecret } from "@pulumi/pulumi/runtime/rpc";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";

type Properties = Readonly<Record<string, unknown>>;

/** A resource as the program registered it, with the options that Pulumi's own mocks keep to themselves. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN; empty at the top. */
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Inputs that are secret, or hold something that is. */
  readonly secretInputs: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly protect: boolean;
  /** URNs, told by `dependsOn` and by the outputs that its inputs come from. */
  readonly dependencies: readonly string[];
}

export interface Run<Outputs> {
  readonly resources: readonly Registered[];
  readonly outputs: Outputs;
}

/** A program's result while it runs: each output is there, or still to come. */
type Eventual<Outputs> = { readonly [Name in keyof Outputs]: pulumi.Input<Outputs[Name]> };

export interface RunArgs {
  readonly stack: string;
  /** As Pulumi holds it: fully named keys, structured values as JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  /** What `pulumi:pulumi:readStackResourceOutputs` answers: properties by URN. */
  readonly recorded?: Readonly<Record<string, Properties>>;
  /** What `pulumi:pulumi:readStackOutputs` answers, by stack; others are unknown. */
  readonly stacks?: Readonly<Record<string, Properties>>;
}

const project = "promenade";
export const account = "123456789012";
export const region = "eu-west-1";

/** Runs a program against mocks, to its end: every resource is registered, every output known. */
export async function run<Outputs>(args: RunArgs, program: () => Promise<Eventual<Outputs>>): Promise<Run<Outputs>> {
  const mocks = { newResource: create, call: (call: MockCallArgs) => answer(call, args) };
  await pulumi.runtime.setMocks(mocks, project, args.stack, false, "organization");
  const resources = remember(getMonitor() as unknown as MockMonitor);
  pulumi.runtime.setAllConfig({ ...args.config });
  const returned = await program();
  const outputs = await new Promise<Outputs>((resolve) => {
    pulumi.output(returned).apply((known) => resolve(known as Outputs));
  });
  await pulumi.runtime.disconnect();
  return { resources, outputs };
}

/** Every registered resource of a type. */
export const ofType = (resources: readonly Registered[], type: string): readonly Registered[] =>
  resources.filter((resource) => resource.type === type);

/** The only resource of a type. */
export function only(resources: readonly Registered[], type: string): Registered {
  const [found, ...others] = ofType(resources, type);
  if (found !== undefined && others.length === 0) return found;
  throw new Error(`not exactly one resource of type ${type}: ${names(resources, type)}`);
}

/** The one resource of that type and name. */
export function find(resources: readonly Registered[], type: string, name: string): Registered {
  const found = ofType(resources, type).filter((resource) => resource.name === name);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new Error(`${found.length} resources of type ${type} named ${name}; there are ${names(resources, type)}`);
}

const names = (resources: readonly Registered[], type: string): string =>
  ofType(resources, type)
    .map(({ name }) => name)
    .join(", ") || "none";

type Registration = (
  request: RegisterResourceRequest,
  callback: (error: unknown, response?: RegisterResourceResponse) => void,
) => Promise<void>;

/** Listens at the wire, where a request has its options and what is secret is marked; mocks are told neither. */
function remember(monitor: MockMonitor): readonly Registered[] {
  const registered: Registered[] = [];
  const register: Registration = monitor.registerResource.bind(monitor);
  monitor.registerResource = (async (request, callback) => {
    const object = request.getObject();
    const inputs = object === undefined ? {} : deserializeProperties(object);
    await register(request, (error, response) => {
      const outputs = response?.getObject();
      registered.push({
        urn: response?.getUrn() ?? "",
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        custom: request.getCustom(),
        inputs: plain(inputs),
        outputs: {
          id: response?.getId() ?? "",
          ...(outputs === undefined ? {} : plain(deserializeProperties(outputs))),
        },
        secretInputs: Object.keys(inputs).filter((key) => isRpcSecret(inputs[key])),
        ignoreChanges: request.getIgnorechangesList(),
        protect: request.getProtect() === true,
        dependencies: request.getDependenciesList(),
      });
      callback(error, response);
    });
  }) satisfies Registration;
  return registered;
}

const plain = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, isRpcSecret(value) ? unwrapRpcSecret(value) : value]),
  );

/** Echoes the inputs, and adds what AWS or the random provider would. */
function create({ type, name, inputs, custom }: MockResourceArgs) {
  const given = Object.fromEntries(
    Object.entries(inputs as Properties).map(([key, value]) => [
      key,
      isRpcSecret(value) ? pulumi.secret(unwrapRpcSecret(value)) : value,
    ]),
  );
  if (custom !== true) return { id: undefined, state: given };
  const kind = type.slice(type.lastIndexOf(":") + 1);
  const place = typeof given.region === "string" ? given.region : region;
  const arn = `arn:aws:${type.split(/[:/]/)[1]}:${place}:${account}:${kind}/${typeof given.name === "string" ? given.name : name}`;
  const { id = `${kind}-${name}`, ...known } = assigned[type]?.(name, inputs as Properties) ?? {};
  return { id: String(id), state: { ...given, arn, ...known } };
}

/** What only the provider knows. Secrets hold what has to be encoded in a URL. */
const assigned: Readonly<Record<string, (name: string, inputs: Properties) => Record<string, unknown>>> = {
  "random:index/randomPassword:RandomPassword": (name) => ({ result: pulumi.secret(`${name}:/@?`) }),
  "random:index/randomId:RandomId": () => ({ hex: "0a1b2c3d" }),
  "aws:ec2/natGateway:NatGateway": (name) => ({ publicIp: `198.51.100.${name.length}` }),
  "aws:lb/targetGroup:TargetGroup": (name) => ({ arnSuffix: `targetgroup/${name}/0123456789abcdef` }),
  "aws:sns/topic:Topic": (_, { name, region: place = region }) => ({
    arn: `arn:aws:sns:${String(place)}:${account}:${String(name)}`,
  }),
  "aws:sqs/queue:Queue": (_, { name }) => ({ arn: `arn:aws:sqs:${region}:${account}:${String(name)}` }),
  "aws:cloudwatch/eventRule:EventRule": (_, { name }) => ({
    arn: `arn:aws:events:${region}:${account}:rule/${String(name)}`,
  }),
  "aws:backup/vault:Vault": (_, { name, region: place = region }) => ({
    arn: `arn:aws:backup:${String(place)}:${account}:backup-vault:${String(name)}`,
  }),
  "aws:iam/policy:Policy": (_, { name }) => ({ arn: `arn:aws:iam::${account}:policy/${String(name)}` }),
  "aws:kms/key:Key": (name, { region: place = region }) => ({
    keyId: `key-${name}`,
    arn: `arn:aws:kms:${String(place)}:${account}:key/${name}`,
  }),
  "aws:lambda/function:Function": (_, { name }) => ({
    arn: `arn:aws:lambda:${region}:${account}:function:${String(name)}`,
  }),
  "aws:cloudwatch/logGroup:LogGroup": (_, { name, region: place = region }) => ({
    arn: `arn:aws:logs:${String(place)}:${account}:log-group:${String(name)}`,
  }),
  "aws:acm/certificate:Certificate": (_, { domainName }) => ({
    domainValidationOptions: [
      {
        domainName,
        resourceRecordName: `_proof.${String(domainName)}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "_value.acm-validations.aws.",
      },
    ],
  }),
  "aws:route53/record:Record": (_, { name }) => ({ fqdn: String(name).replace(/\.$/, "") }),
  "aws:cloudfront/distribution:Distribution": (name) => ({
    domainName: `${name}.cloudfront.example`,
    hostedZoneId: "Z2FDTNDATAQYW2",
  }),
  "aws:cloudtrail/trail:Trail": (name) => ({ arn: `arn:aws:cloudtrail:${region}:${account}:trail/${name}` }),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (name) => ({
    arn: `arn:aws:firehose:${region}:${account}:deliverystream/${name}`,
  }),
  "aws:cloudwatch/logStream:LogStream": (_, { logGroupName, name }) => ({
    arn: `arn:aws:logs:${region}:${account}:log-group:${String(logGroupName)}:log-stream:${String(name)}`,
  }),
  "aws:s3/bucket:Bucket": (_, { bucket }) => ({
    arn: `arn:aws:s3:::${String(bucket)}`,
    bucketDomainName: `${String(bucket)}.s3.amazonaws.com`,
  }),
  "aws:secretsmanager/secretVersion:SecretVersion": (_, { secretId }) => ({ secretArn: secretId }),
  "aws:secretsmanager/secret:Secret": (_, { name }) => ({
    id: arnOfSecret(String(name)),
    arn: arnOfSecret(String(name)),
  }),
  "aws:lb/loadBalancer:LoadBalancer": (name) => ({
    dnsName: `${name}.elb.example`,
    arnSuffix: `app/${name}/0123456789abcdef`,
    zoneId: "Z0123",
  }),
  "aws:rds/instance:Instance": (name, { manageMasterUserPassword }) => ({
    endpoint: `${name}.rds.example:5432`,
    arn: `arn:aws:rds:${region}:${account}:db:${name}`,
    resourceId: `db-${name}`,
    masterUserSecrets: manageMasterUserPassword === true ? [{ secretArn: arnOfSecret(`rds!${name}`) }] : [],
  }),
  "aws:elasticache/replicationGroup:ReplicationGroup": (name) => ({
    memberClusters: [`${name}-001`],
    primaryEndpointAddress: `${name}.cache.example`,
    configurationEndpointAddress: `${name}.clustercfg.cache.example`,
  }),
};

const arnOfSecret = (id: string): string => `arn:aws:secretsmanager:${region}:${account}:secret:${id}`;

const lastPart = (path: unknown): string => String(path).split("/").at(-1) ?? "";

function answer({ token, inputs }: MockCallArgs, { recorded = {}, stacks = {} }: RunArgs) {
  const answers: Readonly<Record<string, Record<string, unknown>>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": {
      accountId: account,
      arn: `arn:aws:sts::${account}:assumed-role/Deployer/session`,
    },
    "aws:index/getAvailabilityZones:getAvailabilityZones": { names: ["a", "b", "c"].map((zone) => `${region}${zone}`) },
    "aws:route53/getZone:getZone": { zoneId: "Z0ZONE" },
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": { id: "pl-0cdn" },
    "pulumi:pulumi:readStackResourceOutputs": { outputs: recorded },
    "pulumi:pulumi:readStackOutputs": { outputs: stacks[lastPart((inputs as Properties).name)] },
  };
  const found = answers[token];
  if (found === undefined) throw new Error(`the mocks have no answer to ${token}`);
  return found;
}
