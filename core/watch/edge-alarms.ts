import type { Alarm, Metric } from "./alarm";
import { failures, wholeRequests } from "./slo";
import { certificateDays, limits, minimumRequests, objectives } from "./thresholds";

/** What can go wrong in front of the slots. */
export function balancerAlarms<Ref>(LoadBalancer: Ref): readonly Alarm<Ref>[] {
  const { p99, requests, rejected } = wholeRequests(LoadBalancer);
  return [
    {
      key: "edge-errors",
      says: `More than ${limits.errorPercent} % of all requests fail, whichever slot they go to`,
      ...{ severity: "critical", from: "metrics", watches: failures(LoadBalancer) },
      ...{ comparison: "above", threshold: limits.errorPercent, period: 60, periods: 5, breaching: 3 },
      missing: "is unknown",
    },
    {
      key: "edge-latency-objective",
      says: `1 of 100 requests took longer than the objective of ${objectives.p99Seconds * 1000} ms, for an hour`,
      ...{
        severity: "medium",
        from: "production-like",
        watches: { expression: "IF(requests > 0, p99)", metrics: { p99, requests } },
      },
      ...{ comparison: "above", threshold: objectives.p99Seconds, period: 300, periods: 12, missing: "is unknown" },
    },
    {
      key: "edge-rejected",
      says: "The load balancer turns connections away: it has as many as it takes",
      ...{ severity: "high", from: "production-like", watches: { metric: rejected } },
      ...{ comparison: "above", threshold: 0, period: 60, periods: 3, missing: "is no event" },
    },
  ];
}

/** A CDN's metrics by the names that CloudFront gives them. They are in us-east-1, wherever its viewers are. */
export const cdnMetric = <Ref>(DistributionId: Ref, name: string, statistic: string): Metric<Ref | string> => ({
  namespace: "AWS/CloudFront",
  ...{ name, statistic, dimensions: { Region: "Global", DistributionId } },
});

/**
 * What users get who come by the CDN. Answers that it could not fetch fail here and nowhere else; how long those take
 * that it did fetch, the load balancer knows, and CloudFront would charge for (AWS: additional metrics).
 */
export const cdnAlarm = <Ref>(distributionId: Ref): Alarm<Ref | string> => ({
  key: "cdn-errors",
  says: `The CDN answers more than ${limits.errorPercent} % of requests with a 5xx status: the load balancer's, or its own where it cannot reach that`,
  ...{ severity: "high", from: "metrics" },
  watches: {
    expression: `IF(requests >= ${minimumRequests}, rate)`,
    metrics: {
      requests: cdnMetric(distributionId, "Requests", "Sum"),
      rate: cdnMetric(distributionId, "5xxErrorRate", "Average"),
    },
  },
  ...{ comparison: "above", threshold: limits.errorPercent, period: 60, periods: 5, breaching: 3 },
  missing: "is unknown",
});

/** A certificate that AWS failed to renew in time (requirement 4: 30 days before its end). */
export const certificateAlarm = <Ref>(key: string, CertificateArn: Ref): Alarm<Ref> => ({
  key: `certificate-${key}`,
  says: `A certificate ends in less than ${certificateDays} days and has not been renewed: its DNS records may be gone`,
  ...{ severity: "high", from: "metrics" },
  watches: {
    metric: {
      ...{ namespace: "AWS/CertificateManager", name: "DaysToExpiry", statistic: "Minimum" },
      dimensions: { CertificateArn },
    },
  },
  // ACM writes it twice a day, and not at all before a certificate is a day old.
  ...{ comparison: "below", threshold: certificateDays, period: 86_400, periods: 1, missing: "is unknown" },
});

/** What a user would meet who came now; the journey runs every five minutes whether or not anybody else comes. */
export const journeyAlarm = <Ref>(CanaryName: Ref): Alarm<Ref> => ({
  key: "journey",
  says: "A user's journey through the environment fails",
  ...{ severity: "critical", from: "journey" },
  watches: {
    metric: {
      ...{ namespace: "CloudWatchSynthetics", name: "SuccessPercent", statistic: "Average" },
      dimensions: { CanaryName },
    },
  },
  ...{ comparison: "below", threshold: 100, period: 300, periods: 3, breaching: 2, missing: "is a failure" },
});
