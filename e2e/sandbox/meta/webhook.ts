import { createHmac } from "node:crypto";
import type { Kit } from "../core/network.ts";

/** Meta tries again with decreasing frequency for 36 hours. */
export const RETRY_FOR_MS = 36 * 3_600_000;
const VERIFY_TOKEN = "sandbox-verify-token";

/** HMAC of the exact bytes with the app secret; the old SHA-1 header comes along, as Meta still sends it. */
export function signMeta(secret: string, body: string): Record<string, string> {
  const hmac = (algorithm: string) => createHmac(algorithm, secret).update(body).digest("hex");
  return {
    "x-hub-signature-256": `sha256=${hmac("sha256")}`,
    "x-hub-signature": `sha1=${hmac("sha1")}`,
    "user-agent": "facebookexternalua",
  };
}

/** The dashboard's "Verify and save": the app must echo the challenge. */
export async function verifyCallback(
  kit: Kit,
  path: string,
): Promise<{ ok: boolean; status: number; answer: string }> {
  const challenge = String(1_000_000_000 + Math.floor(Math.random() * 1_000_000_000));
  const url = new URL(`${kit.appUrl}${path}`);
  url.searchParams.set("hub.mode", "subscribe");
  url.searchParams.set("hub.challenge", challenge);
  url.searchParams.set("hub.verify_token", VERIFY_TOKEN);
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    const answer = (await response.text()).slice(0, 200);
    return { ok: response.status === 200 && answer === challenge, status: response.status, answer };
  } catch (error) {
    return { ok: false, status: 0, answer: error instanceof Error ? error.message : String(error) };
  }
}
