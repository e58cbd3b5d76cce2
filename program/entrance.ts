import { getZoneOutput } from "@pulumi/aws/route53/getZone";
import type * as pulumi from "@pulumi/pulumi";
import { Address } from "../components/address";
import { Cdn } from "../components/cdn";
import { Certificate } from "../components/certificate";
import { EncryptionKey } from "../components/encryption-key";
import { Firewall } from "../components/firewall";
import { LoadBalancer } from "../components/load-balancer";
import type { Domain } from "../core/config/edge";
import { firewallLogGroup, viewersRegion } from "../core/edge";
import { archiveFolders } from "../core/log-archive";
import type { SecureEntrance, SharedLoadBalancer } from "../core/outputs";
import type { Settings } from "../core/settings";
import { tierSizes } from "../core/tiers";
import { namesOf, type Common } from "./common";
import type { Foundation } from "./foundation";

/** How users come to an environment, and what is to be known of it. */
export interface Entrance {
  readonly url: pulumi.Input<string>;
  /** Rules of slots and traffic hang on it. */
  readonly listenerArn: pulumi.Output<string>;
  /** The name that the environment's rules answer to; undefined where they answer to every name. */
  readonly hostName: string | undefined;
  /** Names the load balancer in its metrics. */
  readonly arnSuffix: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  /** Opens the test route to a slot that takes no traffic yet. Secret. */
  readonly testToken: pulumi.Output<string>;
  /** What guests need of the load balancer; absent where it is another environment's. */
  readonly shared?: pulumi.Output<SharedLoadBalancer> | undefined;
  /** Where guests find HTTPS; absent where it is not served. */
  readonly secure?: { readonly [Part in keyof SecureEntrance]: pulumi.Input<string> };
  /** Absent without a domain. */
  readonly certificate?: Certificate;
  readonly firewall?: Firewall | undefined;
  readonly cdn?: Cdn | undefined;
  /** Encrypts what stands where AWS keeps the CDN; absent without one. */
  readonly viewersKeyArn?: pulumi.Input<string> | undefined;
}

/** An environment's own way in: CDN, firewall and load balancer, as its tier and its domain have it. */
export function ownEntrance(settings: Settings, common: Common, ground: Foundation): Entrance {
  const { domain } = settings;
  return domain === undefined
    ? loadBalancer(settings, common, ground, undefined)
    : withDomain(settings, common, ground, domain);
}

function withDomain(settings: Settings, common: Common, ground: Foundation, domain: Domain): Entrance {
  const name = namesOf(settings);
  const { edge, region, tier } = settings;
  const { zoneId } = getZoneOutput({ name: domain.zone, privateZone: false });
  const certificate = new Certificate(name("certificate"), {
    ...common,
    domain: domain.name,
    // Guests have names below their host's; nobody is a guest of what is protected.
    wildcard: !tierSizes[tier].protected,
    regions: [...new Set([region, ...(edge.cdn ? [viewersRegion] : [])])],
    zoneId,
  });
  const web = loadBalancer(settings, common, ground, certificate);
  const viewersKeyArn = edge.cdn ? viewersKey(settings, common).arn : undefined;
  const firewall = edge.firewall ? firewallOf(settings, common, { ...ground, viewersKeyArn }, web) : undefined;
  const cdn = edge.cdn ? cdnOf(settings, common, { domain, certificate, firewall, web }) : undefined;
  new Address(name("address"), { domain: domain.name, zoneId, target: cdn ?? web, ipv6: cdn !== undefined });

  const { listenerArn, hostName, arnSuffix, securityGroupId, testToken, shared } = web;
  const entrance = { listenerArn, hostName, arnSuffix, securityGroupId, testToken, shared };
  const secure = { listenerArn, domain: domain.name, zoneId };
  return { ...entrance, url: `https://${domain.name}`, secure, certificate, firewall, cdn, viewersKeyArn };
}

function loadBalancer(
  settings: Settings,
  common: Common,
  { vpcId, publicSubnetIds, subnetIds, archive }: Foundation,
  certificate: Certificate | undefined,
): LoadBalancer {
  const { ingress, region } = settings;
  const internal = certificate !== undefined && settings.edge.cdn;
  return new LoadBalancer(namesOf(settings)("web"), {
    ...common,
    ...{ vpcId, ingress, internal },
    subnetIds: internal ? subnetIds : publicSubnetIds,
    certificateArn: certificate?.arnIn(region),
    accessLogs: archive && { bucket: archive.bucketName, prefix: archiveFolders.balancer },
  });
}

function viewersKey(settings: Settings, common: Common): EncryptionKey {
  const name = namesOf(settings);
  const logGroups = [firewallLogGroup(settings.environment.name)];
  const topics = [name("edge-alerts-*")];
  return new EncryptionKey(name("edge-key"), { ...common, region: viewersRegion, logGroups, topics });
}

interface Keys {
  readonly keyArn: pulumi.Input<string>;
  readonly viewersKeyArn: pulumi.Input<string> | undefined;
}

/** Before the CDN where there is one, with a key of the region in which AWS keeps that; else before the load balancer. */
function firewallOf(settings: Settings, common: Common, { keyArn, viewersKeyArn }: Keys, web: LoadBalancer): Firewall {
  const name = namesOf(settings);
  const { environment, logs } = settings;
  const { requestsPerAddress } = settings.edge;
  const place = viewersKeyArn
    ? { region: viewersRegion, keyArn: viewersKeyArn, loadBalancerArn: undefined }
    : { region: common.region, keyArn, loadBalancerArn: web.arn };
  return new Firewall(name("firewall"), {
    ...common,
    ...place,
    environment: environment.name,
    requestsPerAddress,
    logRetentionDays: logs.retentionDays,
  });
}

interface Behind {
  readonly domain: Domain;
  readonly certificate: Certificate;
  readonly firewall: Firewall | undefined;
  readonly web: LoadBalancer;
}

function cdnOf(settings: Settings, common: Common, { domain, certificate, firewall, web }: Behind): Cdn {
  const { environment, logs } = settings;
  return new Cdn(namesOf(settings)("cdn"), {
    ...common,
    environment: environment.name,
    domain: domain.name,
    certificateArn: certificate.arnIn(viewersRegion),
    webAclArn: firewall?.arn,
    origin: web,
    logs,
  });
}
