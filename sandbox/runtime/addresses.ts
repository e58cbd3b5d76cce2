import type { Cloud } from "../cloud";
import { listenerIn } from "./balancer";
import { LOOPBACK, portOf } from "./ports";
import { properties, TYPES } from "./properties";

interface AliasRecord {
  readonly fqdn: string;
  readonly type: string;
  readonly aliases: readonly { readonly name: string }[];
}

/**
 * Where a URL of an environment leads on loopback: what its host's alias record names, a load balancer or a
 * distribution, or on the balancer the listener of the URL's own port. Undefined when no record knows the host.
 */
export function loopbackAddress(cloud: Cloud, url: URL): string | undefined {
  if (portOf(url.host) !== undefined || isListener(cloud, url)) return `http://${url.host}${rest(url)}`;
  const target = targetOf(cloud, url.hostname);
  if (target === undefined) return undefined;
  const own = url.port !== "" && hasListener(cloud, target, Number(url.port));
  return `http://${own ? `${LOOPBACK}:${url.port}` : target}${rest(url)}`;
}

const rest = ({ pathname, search }: URL): string => (pathname === "/" && search === "" ? "" : `${pathname}${search}`);

/** What a host's record leads to; its own record goes before a wildcard's. */
function targetOf(cloud: Cloud, host: string): string | undefined {
  const names = [host, host.replace(/^[^.]+/, "*")];
  const records = cloud.list(TYPES.record).map((record) => properties<AliasRecord>(record));
  const found = names.flatMap((name) => records.filter(({ fqdn, type }) => fqdn === name && type === "A"))[0];
  const name = found?.aliases?.[0]?.name;
  return portOf(name) === undefined ? undefined : name;
}

/** Whether it is a listener's own port of loopback already. */
const isListener = (cloud: Cloud, { hostname, port }: URL): boolean =>
  hostname === LOOPBACK && cloud.list(TYPES.listener).some((listener) => listenerIn(listener).port === Number(port));

/** Whether a load balancer has a listener on that port. */
function hasListener(cloud: Cloud, dnsName: string, port: number): boolean {
  const balancer = cloud.list(TYPES.balancer).find(({ outputs }) => outputs["dnsName"] === dnsName);
  return cloud
    .list(TYPES.listener)
    .map(listenerIn)
    .some((listener) => listener.loadBalancerArn === balancer?.id && listener.port === port);
}
