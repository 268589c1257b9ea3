import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { fuzzScheme } from "#e2e/support/signature-fuzz.ts";
import { mutations } from "#e2e/support/signature-mutations.ts";
import { schemes } from "#e2e/support/signature-schemes.ts";
import { fromBase64, utf8 } from "#server/core/encoding.ts";
import { hmacSha256Base64, hmacSha256Hex } from "#server/core/hmac.ts";
import { instagramSource } from "#server/platforms/instagram/webhook.ts";
import { onlyfansSource } from "#server/platforms/onlyfans/webhook.ts";
import { tiktokSource } from "#server/platforms/tiktok/webhook.ts";
import { xSource } from "#server/platforms/x/webhook.ts";
import type { WebhookSource } from "./source.ts";

/** The whole of it, 200,000 a scheme, is `npm run bench -- signatures`. */
const A_FEW = 3_000;

describe("a signature", () => {
  it.each(schemes.map((scheme) => [scheme.name, scheme] as const))(
    "of %s opens for what it signed and for nothing else, also while one secret replaces another",
    async (_name, scheme) => {
      const result = await fuzzScheme(scheme, 20_260_302, A_FEW);
      expect(result.wrong).toEqual([]);
      expect(result).toMatchObject({ falseAccepts: 0, falseRejects: 0 });
      expect(result.mutations).toBeGreaterThanOrEqual(A_FEW);
    },
  );

  it("is tried in every way there is", async () => {
    const results = await Promise.all(schemes.map((scheme) => fuzzScheme(scheme, 1, 400)));
    const tried = new Set(results.flatMap(({ kinds }) => Object.keys(kinds)));
    expect(Object.keys(mutations).filter((kind) => !tried.has(kind))).toEqual([]);
  });
});

describe("published vectors", () => {
  const verify = async (
    source: WebhookSource,
    secret: string,
    header: [string, string],
    body: string,
    at = 0,
  ) =>
    source.verify(new Headers([header]), utf8(body), [{ id: "key", secret }], testClock(new Date(at * 1000)));
  const body = '{"object":"instagram","entry":[]}';

  it.each([
    [
      "Meta",
      instagramSource,
      ["X-Hub-Signature-256", "sha256=03bbde25fda62361f489b5de6d02e3c1f93d250a00a85a1689620c4736a0e2ad"],
    ],
    [
      "OnlyFans' partner",
      onlyfansSource,
      ["Signature", "03bbde25fda62361f489b5de6d02e3c1f93d250a00a85a1689620c4736a0e2ad"],
    ],
    ["X", xSource, ["x-twitter-webhooks-signature", "sha256=A7veJf2mI2H0ibXebQLjwfk9JQoAqFoWiWIMRzag4q0="]],
  ] as const)("%s", async (_name, source, header) => {
    expect(await verify(source, "test_secret", [...header], body)).toEqual({ keyId: "key" });
  });

  it("TikTok", async () => {
    const signature = "4f226a1148a71cd6f88e2e8b7a9879ceb6ceabb27c2445c478fe94dbb6c9ebad";
    const header: [string, string] = ["TikTok-Signature", `t=1767225600,s=${signature}`];
    const event = '{"event":"post.publish.complete"}';
    expect(await verify(tiktokSource, "test_secret", header, event, 1_767_225_600)).toEqual({ keyId: "key" });
  });

  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries: Meta's header, with a body of theirs.
  it("GitHub", async () => {
    const signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const header: [string, string] = ["X-Hub-Signature-256", `sha256=${signature}`];
    expect(await verify(instagramSource, "It's a Secret to Everybody", header, "Hello, World!")).toEqual({
      keyId: "key",
    });
  });

  // The HMACs that Stripe's own library is tested with, https://github.com/stripe/stripe-node (test/crypto).
  it.each([
    ["", "f7f9bd47fb987337b5796fdc1fdb9ba221d0d5396814bfcaf9521f43fd8927fd"],
    ['{"obj1":"hello","obj2":"world"}', "bebb1a643997f419b315ddba19e6f5411e1ce7f810ba6d3617ce72823092f363"],
    ["\u{1f600}", "837da296d05c4fe31f61d5d7ead035099d9585a5bcde87de952012a78f0b0c43"],
  ])("Stripe's HMAC of %j", async (payload, signature) => {
    expect(await hmacSha256Hex("test_secret", payload)).toBe(signature);
  });

  // https://github.com/standard-webhooks/standard-webhooks, https://docs.svix.com/receiving/verifying-payloads/how-manual
  it("Standard Webhooks and Svix", async () => {
    const key = fromBase64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") ?? "";
    const signed = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
    expect(await hmacSha256Base64(key, signed)).toBe("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  // Shopify's documentation of its signed callbacks, secret `hush`; its webhooks are the same HMAC in base64.
  it("Shopify", async () => {
    const said = "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&timestamp=1337178173";
    expect(await hmacSha256Hex("hush", said)).toBe(
      "4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20",
    );
  });
});
