import assert from "node:assert/strict";
import { changed, judges, judgesStack } from "./judging";
import { type Given, Pack } from "./pack";

const closed: Given = { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props: { ingress: [], egress: [] } };
const flowLog: Given = { type: "aws:ec2/flowLog:FlowLog", props: { trafficType: "ALL" } };
const subnet: Given = { type: "aws:ec2/subnet:Subnet", props: {} };
const vpc: Given = { type: "aws:ec2/vpc:Vpc", name: "network", props: { id: "vpc-1" } };

/** The three ways to write a rule of a security group, each with all that lets somebody in. */
const single: Given = {
  type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  props: { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" },
};
const older: Given = {
  type: "aws:ec2/securityGroupRule:SecurityGroupRule",
  props: { type: "ingress", protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] },
};
const listed: Given = {
  type: "aws:ec2/securityGroup:SecurityGroup",
  props: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, ipv6CidrBlocks: ["::/0"] }] },
};

describe("policies/guardrails: network", () => {
  const rule = { protocol: "-1", fromPort: 0, toPort: 0, self: true };
  judges("vpc-default-group-closed", closed, {
    "lets itself in": [{ ingress: [rule] }, "found 1 ingress rule; required: none; set ingress: []"],
    "lets out": [{ egress: [rule, rule] }, "found 2 egress rules; required: none; set egress: []"],
  });

  judges(
    "vpc-flow-log-traffic",
    flowLog,
    {
      "what was let through": [
        { trafficType: "ACCEPT" },
        'found trafficType "ACCEPT"; required: ALL or REJECT; set trafficType: "ALL"',
      ],
      "says nothing": [
        { trafficType: undefined },
        'found no trafficType; required: ALL or REJECT; set trafficType: "ALL"',
      ],
    },
    { accepts: { "what was refused": { trafficType: "REJECT" } } },
  );

  for (const path of ["mapPublicIpOnLaunch", "assignIpv6AddressOnCreation"]) {
    judges(
      "subnet-no-public-addresses",
      subnet,
      { "turned on": [{ [path]: true }, `found ${path} true; required: ${path} false; set ${path}: false`] },
      { accepts: { "says so": { [path]: false } } },
    );
  }

  const required =
    "required: tcp 80 or 443, where everybody is let in; name the blocks or the security group that may come in";
  judges(
    "ingress-not-open",
    single,
    {
      SSH: [{ fromPort: 22, toPort: 22 }, `found 0.0.0.0/0 let in to tcp 22; ${required}`],
      "a range that starts where users come in": [
        { toPort: 8443 },
        `found 0.0.0.0/0 let in to tcp 443-8443; ${required}`,
      ],
      "every port": [
        { ipProtocol: "-1", fromPort: undefined, toPort: undefined },
        `found 0.0.0.0/0 let in to every port; ${required}`,
      ],
      "every port, in so many words": [
        { ipProtocol: "-1", fromPort: 0, toPort: 0 },
        `found 0.0.0.0/0 let in to every port; ${required}`,
      ],
      "every port of tcp": [
        { fromPort: undefined, toPort: undefined },
        `found 0.0.0.0/0 let in to every port; ${required}`,
      ],
      udp: [{ ipProtocol: "udp" }, `found 0.0.0.0/0 let in to udp 443; ${required}`],
      IPv6: [
        { fromPort: 5432, toPort: 5432, cidrIpv4: undefined, cidrIpv6: "::/0" },
        `found ::/0 let in to tcp 5432; ${required}`,
      ],
    },
    {
      accepts: {
        "port 80": { fromPort: 80, toPort: 80 },
        "a block, at any port": { cidrIpv4: "10.0.0.0/8", fromPort: 22, toPort: 22 },
        "a group, at any port": {
          cidrIpv4: undefined,
          referencedSecurityGroupId: "sg-1",
          fromPort: 5432,
          toPort: 5432,
        },
      },
    },
  );
  judges(
    "ingress-not-open",
    older,
    {
      "some block of several": [
        { fromPort: 3389, toPort: 3389, cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] },
        `found 0.0.0.0/0, ::/0 let in to tcp 3389; ${required}`,
      ],
    },
    { accepts: { "a way out": { type: "egress", protocol: "-1", fromPort: 0, toPort: 0 } } },
  );
  judges(
    "ingress-not-open",
    listed,
    {
      "one of the group's": [
        { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] },
        `found 0.0.0.0/0 let in to tcp 22; ${required}`,
      ],
    },
    { accepts: { "none of its own": { ingress: undefined } } },
  );
  it("takes other ports for users from the configuration", () => {
    const pack = new Pack().configured({ "ingress-not-open": { publicPorts: [8443] } });
    assert.deepEqual(pack.judge(changed(single, { fromPort: 8443, toPort: 8443 })), []);
    assert.match(pack.judge(single)[0]!.message, /required: tcp 8443, where everybody is let in/);
  });

  const group: Given = { type: closed.type, name: "network-default", props: { vpcId: "vpc-1" } };
  const log: Given = { type: flowLog.type, name: "network-log", props: { vpcId: "vpc-1" } };
  for (const [name, other, called] of [
    ["vpc-default-group-managed", group, "closed default security group"],
    ["vpc-flow-logs", log, "flow log"],
  ] as const) {
    const message = `network (aws:ec2/vpc:Vpc): found no ${called}; required: a ${called}; add ${other.type} with its vpcId`;
    judgesStack(
      name,
      [vpc, other],
      {
        none: [[vpc], message],
        "another network's": [[vpc, changed(other, { vpcId: "vpc-2" })], message],
        "nobody's": [[vpc, { ...other, props: {} }], message],
        "one made from something else": [[vpc, subnet, { ...other, props: {}, from: { vpcId: ["it"] } }], message],
      },
      {
        accepts: {
          "one made from several things": [vpc, subnet, { ...other, props: {}, from: { vpcId: ["it", "network"] } }],
          "one that names it otherwise": [vpc, { ...other, props: { vpcId: "network" }, from: { vpcId: ["network"] } }],
          "ids that are not known yet": [
            { ...vpc, props: {} },
            { ...other, props: {}, from: { vpcId: ["network"] } },
          ],
        },
      },
    );
  }
});
