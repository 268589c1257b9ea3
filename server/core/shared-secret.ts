import { sha256Hex, timingSafeEqual } from "./hmac.ts";

/**
 * True when `given` is the secret. Compared by digest, so that neither content nor length shows in the time it takes;
 * an empty secret is nobody's.
 */
export async function isSharedSecret(secret: string, given: string): Promise<boolean> {
  const same = timingSafeEqual(await sha256Hex(secret), await sha256Hex(given));
  return same && secret !== "";
}
