import assert from "node:assert/strict";
import {
  adopt,
  findIn,
  interrupted,
  knownByName,
  listing,
  recipes,
  type RecoverableResource,
} from "../../core/recovery";

const urnOf = (type: string, name: string): string => `urn:pulumi:dev::promenade::${type}::${name}`;

const pending = (type: string, inputs: Readonly<Record<string, unknown>>) => ({
  urn: urnOf(type, "it"),
  type,
  inputs,
});

const tags = (values: Readonly<Record<string, string>>) => ({
  Tags: Object.entries(values).map(([Key, Value]) => ({ Key, Value })),
});

describe("what a crash created", () => {
  const vpc = pending("aws:ec2/vpc:Vpc", {
    tags: { Name: "dev-network", env: "env/dev", "promenade:flow": "three-tier" },
  });

  it("is found by its name and environment, among others of its type", () => {
    const all = [
      { identifier: "vpc-1", properties: tags({ Name: "dev-network", env: "env/stage" }) },
      { identifier: "vpc-2", properties: tags({ Name: "other", env: "env/dev" }) },
      { identifier: "vpc-3", properties: {} },
      { identifier: "vpc-4", properties: tags({ Name: "dev-network", env: "env/dev", more: "x" }) },
    ];
    assert.deepEqual(findIn(vpc, all), { urn: vpc.urn, id: "vpc-4" });
    assert.equal(findIn(vpc, all.slice(0, 3)), undefined);
  });

  it("is the newest where several fit, as with revisions of a task definition", () => {
    const properties = tags({ Name: "dev-network", env: "env/dev" });
    const all = ["vpc-old", "vpc-new"].map((identifier) => ({ identifier, properties }));
    assert.equal(findIn(vpc, all)?.id, "vpc-new");
  });

  it("is never another thing without a name", () => {
    assert.equal(findIn(pending("aws:ec2/vpc:Vpc", {}), [{ identifier: "vpc-1", properties: {} }]), undefined);
  });

  it("is found by what makes it one of a kind where it has no tags", () => {
    const route = pending("aws:ec2/route:Route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" });
    const found = { identifier: "r-1", properties: { RouteTableId: "rtb-1", DestinationCidrBlock: "0.0.0.0/0" } };
    assert.equal(findIn(route, [found])?.id, "rtb-1_0.0.0.0/0");
    assert.equal(findIn(route, [{ ...found, properties: { ...found.properties, RouteTableId: "rtb-2" } }]), undefined);
    assert.deepEqual(listing(route), { cloudType: "AWS::EC2::Route", model: { RouteTableId: "rtb-1" } });
  });

  it("is known by CloudFormation's names of its properties, and by Pulumi's as the local cloud has them", () => {
    const rule = pending("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
      ...{ securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 80, toPort: 80, cidrIpv4: "0.0.0.0/0" },
    });
    const common = { IpProtocol: "tcp", FromPort: 80, ToPort: "80" };
    const inAws = { identifier: "sgr-1", properties: { ...common, GroupId: "sg-1", CidrIp: "0.0.0.0/0" } };
    const local = { identifier: "sgr-2", properties: { ...common, SecurityGroupId: "sg-1", CidrIpv4: "0.0.0.0/0" } };
    assert.equal(findIn(rule, [inAws])?.id, "sgr-1");
    assert.equal(findIn(rule, [local])?.id, "sgr-2");
    assert.equal(findIn(rule, [{ ...inAws, properties: { ...inAws.properties, FromPort: 81 } }]), undefined);
  });

  it("has the id that Pulumi imports it by", () => {
    const properties = tags({ Name: "dev-blue-app", env: "env/dev" });
    const service = pending("aws:ecs/service:Service", {
      ...{ name: "dev-blue-app", cluster: "arn:aws:ecs:eu-west-1:000000000000:cluster/dev-cluster" },
      tags: { Name: "dev-blue-app", env: "env/dev" },
    });
    assert.equal(findIn(service, [{ identifier: "arn|cluster", properties }])?.id, "dev-cluster/dev-blue-app");
  });

  it("is known without looking where its id is made of names of ours", () => {
    const variable = pending("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable", {
      ...{ repository: "shop", environment: "dev", variableName: "DEV_URL" },
    });
    assert.deepEqual(knownByName(variable), { urn: variable.urn, id: "shop:dev:DEV_URL" });
    assert.equal(knownByName({ ...variable, inputs: { repository: "shop" } }), undefined);
    assert.equal(knownByName(vpc), undefined);
  });

  it("is not looked for where it lives in the state alone", () => {
    assert.equal(listing(pending("random:index/randomPassword:RandomPassword", {})), undefined);
  });

  it("is looked for by types that all have CloudFormation's form", () => {
    for (const { cloudType } of Object.values(recipes)) assert.match(cloudType, /^(AWS|GitHub)::\w+::\w+$/);
  });
});

describe("a state that a crash has left", () => {
  const known: RecoverableResource = { urn: urnOf("aws:ec2/vpc:Vpc", "known"), type: "aws:ec2/vpc:Vpc", id: "vpc-0" };
  const created: RecoverableResource = {
    ...pending("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }),
  };
  const lost: RecoverableResource = { ...pending("random:index/randomId:RandomId", {}), urn: "urn:lost" };
  const state = {
    version: 3,
    deployment: {
      metadata: {},
      resources: [known],
      pending_operations: [
        { type: "creating", resource: created },
        { type: "creating", resource: lost },
        { type: "deleting", resource: known },
      ],
    },
  };

  it("takes in what was found, whole, and drops what was not", () => {
    const adopted = adopt(state, [{ urn: created.urn, id: "vpc-9" }]);
    assert.deepEqual(adopted.deployment.resources, [known, { ...created, id: "vpc-9", outputs: {} }]);
    assert.deepEqual(interrupted(adopted), []);
    assert.deepEqual([adopted.version, adopted.deployment.metadata], [3, {}]);
  });

  it("keeps what was being changed or deleted: a refresh tells how that ended", () => {
    assert.deepEqual(adopt(state, [{ urn: known.urn, id: "other" }]).deployment.resources, [known]);
  });
});
