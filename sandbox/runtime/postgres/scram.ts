import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";

/** As PostgreSQL keeps it in pg_authid: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`. */
const VERIFIER = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/;

/** Whether a password is the one that the verifier was made from (RFC 5802). */
export function verifyPassword(verifier: string, password: string): boolean {
  const [, iterations, salt, storedKey] = VERIFIER.exec(verifier) ?? [];
  if (!iterations || !salt || !storedKey) return false;
  const salted = pbkdf2Sync(password.normalize("NFKC"), Buffer.from(salt, "base64"), Number(iterations), 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const expected = Buffer.from(storedKey, "base64");
  const actual = createHash("sha256").update(clientKey).digest();
  return expected.length === actual.length && timingSafeEqual(actual, expected);
}
