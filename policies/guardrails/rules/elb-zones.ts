import { list } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const elbZones: ResourceRule = {
  name: "elb-zones",
  description: "Load balancers stand in two zones or more.",
  area: "ELB",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["ELB.13"],
  types: ["aws:lb/loadBalancer:LoadBalancer"],
  judge: ({ props }) => [
    {
      found: () => {
        const zones = list(props.subnets).length + list(props.subnetMappings).length;
        return zones >= 2 ? undefined : `${zones} ${zones === 1 ? "subnet" : "subnets"}`;
      },
      required: "at least 2, each in a zone of its own",
      change: "add a subnet of another zone to subnets",
    },
  ],
};
