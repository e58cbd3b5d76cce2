import { covers, ingress, isPublic, vpcOf } from "./network";
import { by, list, ofType, type Stack, type StackResource } from "./resources";

const certificates = "aws:acm/certificate:Certificate";
const listeners = "aws:lb/listener:Listener";
const record = "aws:route53/record:Record";

/** Whatever keeps users from a load balancer: from the internet, or from the CDN before it; by name, and safely. */
export function frontDoorProblems(stack: Stack, balancer: StackResource): readonly string[] {
  const subnets = list(balancer, "subnets");
  const zones = subnets.map((subnet) => by(stack, "aws:ec2/subnet:Subnet", "id", subnet)?.inputs.availabilityZone);
  const own = ofType(stack, listeners).filter(({ inputs }) => inputs.loadBalancerArn === balancer.outputs.arn);
  const secure = own.find(({ inputs }) => inputs.protocol === "HTTPS");
  return [
    ...(new Set(zones).size < 2 ? ["stands in fewer than two zones"] : []),
    ...(balancer.inputs.internal === true
      ? privateProblems(stack, balancer, secure)
      : publicProblems(stack, balancer, own)),
    ...(secure === undefined ? [] : secureProblems(stack, balancer, own, secure)),
  ].map((problem) => `${balancer.name}: ${problem}`);
}

function publicProblems(stack: Stack, balancer: StackResource, own: Stack): readonly string[] {
  return [
    ...list(balancer, "subnets")
      .filter((subnet) => !isPublic(stack, subnet))
      .map((subnet) => `no way from the internet to ${subnet}`),
    ...own
      .filter(({ inputs: { port } }) => !letsIn(stack, balancer, Number(port), "cidrIpv4"))
      .map(({ inputs }) => `its security group lets nobody in on port ${String(inputs.port)}`),
  ];
}

/** A CDN comes in through an origin of its own, which asks for HTTPS and for a network with a way to the internet. */
function privateProblems(stack: Stack, balancer: StackResource, secure: StackResource | undefined): readonly string[] {
  const origin = ofType(stack, "aws:cloudfront/vpcOrigin:VpcOrigin").find(
    ({ inputs }) => endpoint(inputs).arn === balancer.outputs.arn,
  );
  const distribution = origin && distributionOf(stack, origin);
  const port = Number(origin && endpoint(origin.inputs).httpsPort);
  const vpc = vpcOf(stack, list(balancer, "subnets")[0] ?? "");
  const gateway = ofType(stack, "aws:ec2/internetGateway:InternetGateway").some(({ inputs }) => inputs.vpcId === vpc);
  return [
    ...(origin === undefined ? ["is internal, and no CDN has it as its origin"] : []),
    ...(origin !== undefined && distribution === undefined ? [`no distribution that is on uses ${origin.name}`] : []),
    ...(gateway ? [] : ["the CDN reaches no network without an internet gateway"]),
    ...(secure?.inputs.port === port ? [] : ["has no HTTPS listener where the CDN asks"]),
    ...(letsIn(stack, balancer, port, "prefixListId") ? [] : [`its security group keeps the CDN out on port ${port}`]),
    ...(letsIn(stack, balancer, port, "cidrIpv4") ? ["lets others than the CDN in"] : []),
    ...(distribution === undefined ? [] : viewerProblems(stack, distribution)),
  ];
}

/** What CloudFront looks for in us-east-1, and nowhere else. */
function viewerProblems(stack: Stack, distribution: StackResource): readonly string[] {
  const { acmCertificateArn } = distribution.inputs.viewerCertificate as { readonly acmCertificateArn: unknown };
  const certificate = by(stack, certificates, "arn", acmCertificateArn);
  const firewall = by(stack, "aws:wafv2/webAcl:WebAcl", "arn", distribution.inputs.webAclId);
  return [
    ...(certificate?.inputs.region === "us-east-1" ? [] : ["the CDN's certificate is not in us-east-1"]),
    ...(certificate === undefined || list(distribution, "aliases").includes(String(certificate.inputs.domainName))
      ? []
      : ["the CDN's certificate is for another name"]),
    ...(firewall?.inputs.scope === "CLOUDFRONT" && firewall.inputs.region === "us-east-1"
      ? []
      : ["the CDN has no firewall of its kind"]),
  ];
}

function secureProblems(stack: Stack, balancer: StackResource, own: Stack, secure: StackResource): readonly string[] {
  const certificate = by(stack, certificates, "arn", secure.inputs.certificateArn);
  const domain = String(certificate?.inputs.domainName);
  const doors = [
    balancer.outputs.dnsName,
    ...ofType(stack, "aws:cloudfront/distribution:Distribution").map(({ outputs }) => outputs.domainName),
  ];
  const [name] = ofType(stack, record)
    .filter(({ inputs }) => inputs.name === domain && inputs.type === "A")
    .flatMap(({ inputs }) => (inputs.aliases as { readonly name: unknown }[]).map((alias) => alias.name));
  const expected = balancer.inputs.internal === true ? doors.slice(1) : doors.slice(0, 1);
  const plain = own.filter(({ inputs }) => inputs.protocol === "HTTP" && inputs.port === 80);
  return [
    ...(certificate === undefined ? ["its certificate is not of this stack"] : []),
    ...(isProven(stack, certificate) ? [] : [`nothing proves who owns ${domain}`]),
    ...(expected.includes(name) ? [] : [`no record leads from ${domain} to it`]),
    ...(plain.every(({ inputs }) => JSON.stringify(inputs.defaultActions).includes('"protocol":"HTTPS"'))
      ? []
      : ["answers on plain HTTP"]),
  ];
}

/** ACM issues a certificate once the record that it asked for is there. */
function isProven(stack: Stack, certificate: StackResource | undefined): boolean {
  const options = (certificate?.outputs.domainValidationOptions ?? []) as { readonly resourceRecordName: string }[];
  const names = ofType(stack, record).map(({ inputs }) => inputs.name);
  return options.length > 0 && options.every(({ resourceRecordName }) => names.includes(resourceRecordName));
}

const letsIn = (stack: Stack, balancer: StackResource, port: number, from: "cidrIpv4" | "prefixListId"): boolean =>
  ofType(stack, ingress).some(
    ({ inputs }) =>
      list(balancer, "securityGroups").includes(String(inputs.securityGroupId)) &&
      inputs[from] !== undefined &&
      covers(inputs, port),
  );

interface Endpoint {
  readonly arn: unknown;
  readonly httpsPort: unknown;
}

const endpoint = ({ vpcOriginEndpointConfig }: StackResource["inputs"]): Endpoint =>
  vpcOriginEndpointConfig as Endpoint;

const distributionOf = (stack: Stack, origin: StackResource): StackResource | undefined =>
  ofType(stack, "aws:cloudfront/distribution:Distribution").find(
    ({ inputs }) =>
      inputs.enabled === true &&
      JSON.stringify(inputs.origins).includes(JSON.stringify({ vpcOriginId: origin.outputs.id })),
  );
