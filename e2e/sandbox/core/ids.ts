import { randomBytes, randomInt } from "node:crypto";

/**
 * A numeric id of `length` digits that starts with `prefix`, beyond 2^53, and chosen so that a client which parses it
 * as a double gets another number: the mistake shows at once instead of once in a hundred posts.
 */
export function bigId(prefix: string, length: number): string {
  for (;;) {
    let digits = prefix;
    while (digits.length < length) digits += String(randomInt(0, 10));
    if (BigInt(Number(digits)) !== BigInt(digits)) return digits;
  }
}

export const randomHex = (bytes: number): string => randomBytes(bytes).toString("hex");

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function randomLetters(length: number): string {
  return Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join("");
}

const SHORTCODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Instagram's shortcode: the media id written in base 64. */
export function shortcode(mediaId: string): string {
  let rest = BigInt(mediaId);
  let code = "";
  while (rest > 0n) {
    code = SHORTCODE[Number(rest % 64n)] + code;
    rest /= 64n;
  }
  return code;
}
