/** Where AWS keeps what stands before a CDN's viewers: their certificates, firewalls and logs. */
export const viewersRegion = "us-east-1";

/** Log group of a firewall. AWS WAF writes to none whose name starts otherwise. */
export const firewallLogGroup = (environment: string): string => `aws-waf-logs-${environment}`;
