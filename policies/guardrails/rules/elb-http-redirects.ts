import { described, objects, valueAt } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const elbHttpRedirects: ResourceRule = {
  name: "elb-http-redirects",
  description: "Plain HTTP is answered with the way to HTTPS, and with nothing else.",
  area: "ELB",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["ELB.1"],
  checkov: ["CKV2_AWS_20", "CKV_AWS_2"],
  types: ["aws:lb/listener:Listener"],
  judge: ({ props }) => {
    if (props.protocol !== "HTTP") return [];
    return objects(props.defaultActions).map((action) => ({
      found: () => {
        if (action.type !== "redirect") return `an HTTP listener with default action ${JSON.stringify(action.type)}`;
        const protocol = valueAt(action, "redirect.protocol");
        return protocol === "HTTPS" ? undefined : `a redirect with ${described("protocol", protocol)}`;
      },
      required: "a redirect to HTTPS",
      change: "give the environment a domain (promenade:domain), or redirect the listener to HTTPS",
    }));
  },
};
