import { join } from "node:path";
import { generate } from "selfsigned";
import { writePrivately } from "../files";

/** What a server of the local cloud shows, and the file with which its clients check that. */
export interface Certificates {
  readonly key: string;
  readonly cert: string;
  /** PEM file of the authority, for `NODE_EXTRA_CA_CERTS` or a client's `ca`. */
  readonly authorityFile: string;
}

const LIFETIME_DAYS = 365;

/**
 * Certificates for 127.0.0.1 under an authority that lives as long as the daemon: no private key is ever on disk, and
 * only the file with the authority's own certificate is known to clients, under the same path each time.
 */
export async function createCertificates(directory: string): Promise<Certificates> {
  const common = {
    keyType: "ec" as const,
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + LIFETIME_DAYS * 24 * 3600 * 1000),
  };
  const authority = await generate([{ name: "commonName", value: "promenade sandbox" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const authorityFile = join(directory, "authority.pem");
  writePrivately(authorityFile, authority.cert);
  return { key: server.private, cert: server.cert, authorityFile };
}
