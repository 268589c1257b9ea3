import { createHash, createHmac } from "node:crypto";
import type { Kit } from "../core/network.ts";
import type { Change } from "../core/store.ts";

/** Three tries within seconds. */
export const RETRY_FOR_MS = 10_000;
export const WEBHOOK_PATH = "/api/onlyfans/webhooks";

const FLEETING = /"event":"users\.(typing|online|offline)"/;

/** `Signature`: hex HMAC of the body; the key of the event is the same at every try, and missing where somebody types. */
export function signOnlyFans(secret: string, body: string): Record<string, string> {
  if (secret === "") return {};
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  if (FLEETING.test(body)) return { signature };
  const key = createHash("sha1").update(body).digest("hex");
  return { signature, "x-ofapi-idempotency-key": `evt_${key}` };
}

/** The records of one event. */
export function announce(kit: Kit, accountId: string, event: string, payload: unknown): Change[] {
  const body = JSON.stringify({ event, account_id: accountId, payload });
  return kit.webhooks.announce({ network: kit.network, flavor: "partner", event, account: accountId, body });
}
