import { createHmac, randomBytes } from "node:crypto";
import type { Kit } from "../core/network.ts";
import type { Change } from "../core/store.ts";
import type { Here, Post } from "./state.ts";

export const WEBHOOK_PATH = "/api/webhooks/x";
/** X gives up within hours; how long exactly is not documented. */
export const RETRY_FOR_MS = 4 * 3_600_000;

const hmac = (secret: string, text: string): string =>
  `sha256=${createHmac("sha256", secret).update(text).digest("base64")}`;

/** The app's secret over the exact bytes. https://docs.x.com/x-api/webhooks/introduction */
export const signX = (secret: string, body: string): Record<string, string> => ({
  "x-twitter-webhooks-signature": hmac(secret, body),
});

const announce = ({ kit }: Here, account: string, event: string, body: object): Change[] =>
  kit.webhooks.announce({
    network: kit.network,
    flavor: "oauth2",
    event,
    account,
    body: JSON.stringify(body),
  });

/** A post is gone, whoever deleted it. */
export const announceDeletion = (here: Here, post: Post): Change[] =>
  announce(here, post.accountId, "tweet_delete_events", {
    for_user_id: post.accountId,
    tweet_delete_events: [
      { status: { id: post.id, user_id: post.accountId }, timestamp_ms: String(here.kit.clock.now()) },
    ],
  });

/** The person removed the app. */
export const announceRevocation = (here: Here, accountId: string): Change[] =>
  announce(here, accountId, "user_event", {
    user_event: {
      revoke: {
        date_time: here.kit.clock.iso(),
        target: { app_id: here.kit.clients.oauth2?.clientId },
        source: { user_id: accountId },
      },
    },
  });

/** The hourly check of the address: the app must sign what it is given. */
export async function checkCallback(kit: Kit): Promise<{ ok: boolean; status: number; answer: string }> {
  const token = randomBytes(24).toString("base64url");
  const url = new URL(`${kit.appUrl}${WEBHOOK_PATH}`);
  url.searchParams.set("crc_token", token);
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(3_000) });
    const answer = (await response.text()).slice(0, 200);
    const expected = hmac(kit.clients.oauth2?.clientSecret ?? "", token);
    const ok = response.status === 200 && answer.includes(`"response_token":"${expected}"`);
    return { ok, status: response.status, answer };
  } catch (error) {
    return { ok: false, status: 0, answer: error instanceof Error ? error.message : String(error) };
  }
}
