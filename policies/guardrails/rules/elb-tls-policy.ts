import { isText, property } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

/** TLS 1.3, or 1.2 with forward secrecy; AWS's extended ones let weak ciphers in again. */
const strong = /^ELBSecurityPolicy-TLS13-1-[23]-(?!Ext)/;

export const elbTlsPolicy: ResourceRule = {
  name: "elb-tls-policy",
  description: "Load balancers speak TLS 1.2 with strong ciphers, or newer.",
  area: "ELB",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["ELB.17"],
  checkov: ["CKV_AWS_103"],
  types: ["aws:lb/listener:Listener"],
  judge: (listener) => {
    if (!["HTTPS", "TLS"].includes(String(listener.props.protocol))) return [];
    return [
      property(listener, "sslPolicy", {
        // AWS takes a weak one where a listener does not say.
        holds: (policy) => isText(policy) && strong.test(policy),
        required: "a policy of TLS 1.2 or newer",
        change: 'set sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06"',
      }),
    ];
  },
};
