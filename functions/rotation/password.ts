import { randomInt } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A random text that needs no quoting anywhere, within what RDS and ElastiCache take (8 to 128, 16 to 128). */
export const newPassword = (length = 64): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
