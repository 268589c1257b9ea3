import { createHmac } from "node:crypto";
import type { Kit } from "../core/network.ts";
import type { Change } from "../core/store.ts";

/** TikTok tries again for up to 72 hours. */
export const RETRY_FOR_MS = 72 * 3_600_000;
export const WEBHOOK_PATH = "/api/webhooks/tiktok";

/** `t=<seconds>,s=<hex HMAC of "t.body">`. The time is that of sending, on the real clock: receivers compare it with theirs. */
export function signTikTok(
  secret: string,
  body: string,
  timestamp = Math.floor(Date.now() / 1000),
): Record<string, string> {
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return { "tiktok-signature": `t=${timestamp},s=${signature}` };
}

export type TikTokEvent =
  | "authorization.removed"
  | "post.publish.failed"
  | "post.publish.complete"
  | "post.publish.inbox_delivered"
  | "post.publish.publicly_available"
  | "post.publish.no_longer_publicaly_available";

/** The records of one event: `content` is a string of JSON. */
export function announce(
  kit: Kit,
  openId: string,
  event: TikTokEvent,
  content: Record<string, unknown>,
): Change[] {
  const body = JSON.stringify({
    client_key: kit.clients["login-kit"]?.clientId,
    event,
    create_time: Math.floor(kit.clock.now() / 1000),
    user_openid: openId,
    content: JSON.stringify(content),
  });
  return kit.webhooks.announce({ network: kit.network, flavor: "login-kit", event, account: openId, body });
}
