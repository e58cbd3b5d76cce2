import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A value that only the holder of the sandbox's key can read: base64 of nonce, tag and AES-256-GCM ciphertext. */
export interface Sealed {
  readonly $sealed: string;
}

export function isSealed(value: unknown): value is Sealed {
  return typeof value === "object" && value !== null && typeof (value as Partial<Sealed>).$sealed === "string";
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals values for one place (`label`): a sealed value copied into another place does not open there. */
export class Seal {
  private constructor(private readonly key: Buffer) {}

  /** The key of a sandbox, made (readable by its owner only) when there is none. Throws when the file holds no key. */
  static open(keyFile: string): Seal {
    mkdirSync(dirname(keyFile), { recursive: true });
    try {
      writeFileSync(keyFile, randomBytes(32).toString("base64") + "\n", { flag: "wx", mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    chmodSync(keyFile, 0o600);
    const key = Buffer.from(readFileSync(keyFile, "utf8").trim(), "base64");
    if (key.length !== 32) {
      throw new Error(`${keyFile} holds no 256-bit key. Restore it, or start over with: npx promenade sandbox reset`);
    }
    return new Seal(key);
  }

  seal(value: unknown, label: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce).setAAD(Buffer.from(label));
    const body = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
    return { $sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64") };
  }

  /** Throws when the key is another one, or the value was changed or moved. */
  open(sealed: Sealed, label: string): unknown {
    const bytes = Buffer.from(sealed.$sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(label))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const body = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(body.toString("utf8"));
  }
}
