import { everywhere } from "../prices";
import type { Estimators } from "../estimator";
import { listAt } from "../resource";
import { gigabytes, millionRequests, shareOf } from "../world";

const distribution = "aws:cloudfront/distribution:Distribution";
const firewall = "aws:wafv2/webAcl:WebAcl";

export const edge: Estimators = {
  // CloudFront gives 1 TB and 10 million requests a month away; an account has that once, so it is not counted.
  [distribution]: ({ inputs }, world) => {
    const { prices, assumptions } = world;
    const requests = millionRequests(world) * shareOf(world, distribution);
    const logged = listAt(inputs, "loggingConfig").length > 0 ? gigabytes(requests, assumptions.accessLogBytes) : 0;
    return [
      { what: "HTTPS requests", unit: "10,000", quantity: requests * 100, price: prices.cdn.tenThousandRequests },
      {
        what: "responses to the internet",
        unit: "GB",
        quantity: gigabytes(requests, assumptions.responseKilobytes * 1e3),
        price: prices.cdn.gigabyte,
      },
      {
        what: "access logs kept",
        unit: "GB",
        quantity: logged * assumptions.archiveMonths,
        price: prices.bucket.standard,
      },
    ];
  },
  "aws:cloudfront/function:Function": (_, world) => [
    { what: "calls", unit: "million", quantity: millionRequests(world), price: everywhere.millionEdgeCalls },
  ],
  [firewall]: ({ inputs }, world) => [
    { what: "web ACL", unit: "months", quantity: 1, price: everywhere.firewall.acl },
    { what: "rules", unit: "months", quantity: listAt(inputs, "rules").length, price: everywhere.firewall.rule },
    {
      what: "requests",
      unit: "million",
      quantity: millionRequests(world) * shareOf(world, firewall),
      price: everywhere.firewall.millionRequests,
    },
  ],
  "aws:route53/zone:Zone": () => [{ what: "zone", unit: "months", quantity: 1, price: everywhere.zone }],
  "aws:route53/healthCheck:HealthCheck": () => [
    { what: "health check", unit: "months", quantity: 1, price: everywhere.healthCheck },
  ],
};
