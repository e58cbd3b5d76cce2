import type { Estimators } from "../estimator";
import { listAt, mapAt, textAt } from "../resource";
import { gigabytes, hasCdn, loggedGigabytes, millionUncached, shareOf, type Line, type World } from "../world";

const nat = "aws:ec2/natGateway:NatGateway";
const balancer = "aws:lb/loadBalancer:LoadBalancer";

const hours = (what: string, quantity: number, price: number): Line => ({ what, unit: "hours", quantity, price });
const data = (what: string, quantity: number, price: number): Line => ({ what, unit: "GB", quantity, price });

export const network: Estimators = {
  [nat]: (_, world) => {
    const { prices, assumptions } = world;
    return [
      hours("gateway", assumptions.hoursAMonth, prices.nat.hour),
      data("logs and the app's own calls", outgoing(world) * shareOf(world, nat), prices.nat.gigabyte),
    ];
  },
  "aws:ec2/eip:Eip": (_, { prices, assumptions }) => [
    hours("public address", assumptions.hoursAMonth, prices.publicAddressHour),
  ],
  [balancer]: ({ inputs }, world) => {
    const { prices, assumptions } = world;
    const { hoursAMonth, responseKilobytes, accessLogBytes, archiveMonths } = assumptions;
    const requests = millionUncached(world) * shareOf(world, balancer);
    const sent = gigabytes(requests, responseKilobytes * 1e3);
    const addresses = inputs.internal === true ? 0 : Math.max(2, listAt(inputs, "subnets").length);
    const logs = mapAt(inputs, "accessLogs").enabled === true ? gigabytes(requests, accessLogBytes) : 0;
    return [
      hours("load balancer", hoursAMonth, prices.loadBalancer.hour),
      { what: "capacity", unit: "LCU hours", quantity: units(requests, world), price: prices.loadBalancer.unitHour },
      hours("public addresses", addresses * hoursAMonth, prices.publicAddressHour),
      // What goes to CloudFront is free.
      data("responses to the internet", hasCdn(world) ? 0 : sent, prices.transfer.internet),
      data("access logs kept", logs * archiveMonths, prices.bucket.standard),
    ];
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ inputs }, { prices, assumptions }) =>
    textAt(inputs, "vpcEndpointType") !== "Interface"
      ? []
      : [
          hours(
            "endpoint, a zone",
            assumptions.hoursAMonth * Math.max(1, listAt(inputs, "subnetIds").length),
            prices.endpoint.hour,
          ),
        ],
  "aws:ec2/flowLog:FlowLog": ({ inputs }, world) => {
    const { prices, assumptions } = world;
    const logged = gigabytes(millionUncached(world), assumptions.flowLogBytes);
    const toBucket = textAt(inputs, "logDestinationType") === "s3";
    return [
      data("flow logs delivered", logged, toBucket ? prices.logs.toBucket : prices.logs.ingest),
      data("flow logs kept", logged * assumptions.archiveMonths, prices.bucket.standard),
    ];
  },
};

/** Gigabytes a month through all gateways together. */
const outgoing = (world: World): number =>
  loggedGigabytes(world) +
  world.assumptions.outgoingGigabytes *
    Object.values(world.scale.instances).reduce((sum, instances) => sum + instances, 0);

/** Load balancer capacity units: AWS charges for whichever of its measures is highest. */
function units(requests: number, { assumptions }: World): number {
  const { hoursAMonth, requestsAConnection, responseKilobytes } = assumptions;
  const perSecond = (requests * 1e6) / (hoursAMonth * 3600);
  const connections = perSecond / Math.max(1, requestsAConnection);
  const gigabytesAnHour = (perSecond * 3600 * responseKilobytes) / 1e6;
  return hoursAMonth * Math.max(connections / 25, (connections * keepAliveSeconds) / 3000, gigabytesAnHour);
}

/** How long an idle connection counts as active (AWS: the load balancer's default). */
const keepAliveSeconds = 60;
