import { createHmac } from "node:crypto";

/** What the sandbox's TikTok signs with. */
const SECRET = "sandbox-tiktok-secret-0123456789abcdef";

/** Sends one event as TikTok does, about an account nobody has connected. Resolves to the answer's status. */
export async function sendTiktokEvent(appUrl: string, secret = SECRET): Promise<number> {
  const now = Math.floor(Date.now() / 1_000);
  const content = JSON.stringify({ publish_id: `v_pub_url~${crypto.randomUUID()}` });
  const event = "post.publish.complete";
  const body = JSON.stringify({ event, create_time: now, user_openid: "act.nobody", content });
  const signature = createHmac("sha256", secret).update(`${now}.${body}`).digest("hex");
  const headers = { "content-type": "application/json", "tiktok-signature": `t=${now},s=${signature}` };
  return (await fetch(`${appUrl}/api/webhooks/tiktok`, { method: "POST", headers, body })).status;
}
