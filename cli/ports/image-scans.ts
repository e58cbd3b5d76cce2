import { failed } from "../failure";
import { clientSettings } from "./aws";

type Images = Readonly<Record<string, string>>;

/** Severities of findings that stop a release. */
const stopping = ["CRITICAL", "HIGH"] as const;

/** An image of a private ECR registry, `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:…`. */
const address = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(.+)@(sha256:[0-9a-f]{64})$/;

/**
 * How many findings of the registry's scans stop a release of these images. Undefined while one of them has not been
 * scanned, and where an image lies in a registry that is not asked. @throws Failure where AWS does not answer.
 */
export async function scannedFindings(images: Images): Promise<number | undefined> {
  const each = await Promise.all(Object.values(images).map(findingsOf));
  return each.reduce<number | undefined>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
    0,
  );
}

async function findingsOf(image: string): Promise<number | undefined> {
  const [, registryId, region, repositoryName, imageDigest] = address.exec(image) ?? [];
  if (registryId === undefined || region === undefined || repositoryName === undefined) return undefined;
  const sdk = await import("@aws-sdk/client-ecr");
  const client = new sdk.ECRClient(clientSettings(undefined, region));
  try {
    const { imageScanStatus, imageScanFindings } = await client.send(
      new sdk.DescribeImageScanFindingsCommand({
        ...{ registryId, repositoryName, imageId: { imageDigest: imageDigest ?? "" }, maxResults: 1 },
      }),
    );
    return countStopping(imageScanStatus?.status, imageScanFindings?.findingSeverityCounts);
  } catch (error) {
    if (error instanceof sdk.ScanNotFoundException || error instanceof sdk.ImageNotFoundException) return undefined;
    throw unanswered(image, error);
  } finally {
    client.destroy();
  }
}

/** A scan that goes on by itself (`ACTIVE`, by Amazon Inspector) counts as it stands now. */
export function countStopping(
  status: string | undefined,
  counts: Readonly<Record<string, number>> = {},
): number | undefined {
  if (status !== "COMPLETE" && status !== "ACTIVE") return undefined;
  return stopping.reduce((sum, severity) => sum + (counts[severity] ?? 0), 0);
}

const unanswered = (image: string, error: unknown) =>
  failed(
    {
      where: image,
      wrong: "the registry does not tell what its scan has found",
      found: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      allowed: "an answer, by a role that may call ecr:DescribeImageScanFindings",
      change: "give the role that right, or run the same command again later",
    },
    { cause: error },
  );
