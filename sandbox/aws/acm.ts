import { createHash, randomUUID } from "node:crypto";
import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { arn, differs, each, exactlyOne, length, matches, oneOf } from "../provider/rules";
import { arnOf, idIsArn, text } from "./ids";
import { RECORD } from "./route53";

export const CERTIFICATE = "aws:acm/certificate:Certificate";

const hostName = matches(
  /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
  "is not a domain name",
);

/** Days that a certificate of Amazon's is valid. */
const LIFETIME_DAYS = 395;
const DAY = 86_400_000;

export const acm: readonly Model[] = [
  {
    type: CERTIFICATE,
    cfn: "AWS::CertificateManager::Certificate",
    id: idIsArn,
    assigned: (inputs, context) => ({
      arn: arnOf("acm", context, `certificate/${randomUUID()}`),
      domainValidationOptions:
        inputs["validationMethod"] === "DNS" ? namesOf(inputs).map((name) => provingRecord(name, context)) : [],
      notBefore: context.now.toISOString(),
      notAfter: new Date(context.now.getTime() + LIFETIME_DAYS * DAY).toISOString(),
    }),
    derived: (inputs, assigned, context) => ({
      subjectAlternativeNames: namesOf(inputs),
      status: isProven({ ...inputs, ...assigned }, context) ? "ISSUED" : "PENDING_VALIDATION",
    }),
    fills: {
      keyAlgorithm: "RSA_2048",
      options: { certificateTransparencyLoggingPreference: "ENABLED", export: "DISABLED" },
      pendingRenewal: false,
      renewalEligibility: "INELIGIBLE",
      renewalSummaries: [],
      type: "AMAZON_ISSUED",
      validationEmails: [],
    },
    sensitive: ["privateKey", "privateKeyWo"],
    rules: {
      domainName: [length(1, 64), differs(/\.$/, "cannot end with a period"), hostName],
      subjectAlternativeNames: [length(0, 100), each(hostName)],
      validationMethod: [oneOf("DNS", "EMAIL", "NONE")],
      keyAlgorithm: [oneOf("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1")],
    },
    check: (inputs) => exactlyOne(inputs, ["domainName", "privateKey", "privateKeyWo"]),
    replaceOn: ["domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm", "validationOptions"],
  },
  {
    // Waits until the certificate is issued. What would be an hour of waiting is an error at once.
    type: "aws:acm/certificateValidation:CertificateValidation",
    cfn: "AWS::CertificateManager::Certificate",
    id: ({ certificateArn }) => text(certificateArn),
    rules: { certificateArn: [arn] },
    replaceOn: ["certificateArn", "validationRecordFqdns"],
    references: [
      {
        path: "certificateArn",
        type: CERTIFICATE,
        by: ["arn"],
        missing: "ResourceNotFoundException",
        owned: true,
      },
    ],
    refuseCreate: ({ certificateArn, validationRecordFqdns }, context) => {
      const certificate = certificateIn(text(certificateArn), context);
      if (!certificate) {
        throw new ApiError(
          "ResourceNotFoundException",
          `Could not find certificate ${text(certificateArn)} in ${context.region}`,
        );
      }
      const asked = (validationRecordFqdns as string[] | undefined)?.map(withoutDot);
      const needed = provingNames(certificate.outputs);
      const missing = asked && needed.filter((name) => !asked.includes(name));
      if (missing && missing.length > 0) {
        throw new ApiError("ValidationException", `missing ${missing.join(", ")} DNS validation record`);
      }
      if (!isProven(certificate.outputs, context)) {
        throw new ApiError(
          "RequestTimeout",
          "timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s); " +
            `no record proves that you own ${needed.join(", ")}`,
        );
      }
    },
  },
];

const withoutDot = (name: string): string => name.replace(/\.$/, "").toLowerCase();

/** The names that a certificate is good for, the main one first. */
export const namesOf = ({ domainName, subjectAlternativeNames }: Properties): readonly string[] => [
  ...new Set([domainName, ...((subjectAlternativeNames as string[] | undefined) ?? [])].filter(Boolean).map(text)),
];

/** Whether a certificate is good for a host name: as written, or by a wildcard that stands for one label. */
export const covers = (certificate: Properties, host: string): boolean =>
  namesOf(certificate).some((name) => name === host || name === host.replace(/^[^.]+/, "*"));

/** The record that proves who owns a name: the same for its wildcard, in every region, for every certificate. */
function provingRecord(domainName: string, { account }: Context): Properties {
  const host = domainName.replace(/^\*\./, "");
  const token = (salt: string) => createHash("md5").update(`${account} ${host} ${salt}`).digest("hex");
  return {
    domainName,
    resourceRecordName: `_${token("name")}.${host}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${token("value")}.acm-validations.aws.`,
  };
}

const provingNames = ({ domainValidationOptions }: Properties): readonly string[] => [
  ...new Set(
    ((domainValidationOptions as { resourceRecordName: string }[] | undefined) ?? []).map(({ resourceRecordName }) =>
      withoutDot(resourceRecordName),
    ),
  ),
];

/** An imported certificate is issued already; others are once every name's owner is proven by a record. */
function isProven(certificate: Properties, { cloud }: Pick<Context, "cloud">): boolean {
  if (certificate["domainName"] === undefined || certificate["certificateBody"] !== undefined) return true;
  const records = new Set(cloud.list(RECORD).map(({ outputs }) => outputs["fqdn"]));
  const needed = provingNames(certificate);
  return needed.length > 0 && needed.every((name) => records.has(name));
}

/** The certificate of that ARN in the context's region, where listeners look for theirs. */
export const certificateIn = (certificateArn: string, { cloud, region }: Context): CloudResource | undefined =>
  cloud.get(CERTIFICATE, certificateArn, region);

/** The certificate of that ARN in a region, when it is issued. */
export function issuedIn(certificateArn: string, context: Context): CloudResource | undefined {
  const certificate = certificateIn(certificateArn, context);
  return certificate && isProven(certificate.outputs, context) ? certificate : undefined;
}
