import { createHmac } from "node:crypto";
import { isOpenTo } from "#jobs/webhook-worker.ts";
import type { Clock } from "#server/core/ports.ts";
import { instagramSource } from "#server/platforms/instagram/webhook.ts";
import { onlyfansSource } from "#server/platforms/onlyfans/webhook.ts";
import { tiktokSource } from "#server/platforms/tiktok/webhook.ts";
import { xSource } from "#server/platforms/x/webhook.ts";
import type { Bytes, WebhookSecret, WebhookSource } from "#server/webhooks/source.ts";
import { apifySource } from "#server/webhooks/sources/apify.ts";
import { crmSource } from "#server/webhooks/sources/crm.ts";
import { eventbridgeSource } from "#server/webhooks/sources/eventbridge.ts";
import { stripeSource } from "#server/webhooks/sources/stripe.ts";

/** A number from 0 up to 1, the same ones for the same seed. */
export type Random = () => number;
export const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)] as T;

export type HeaderLines = [name: string, value: string][];

export interface Signing {
  body: Bytes;
  secret: string;
  /** Seconds since 1970. */
  at: number;
  random: Random;
  /** SHA-256 unless somebody cheats. */
  algorithm?: string;
}

/** A way of proving where a delivery comes from: signed here with Node's own HMAC, judged by the product. */
export interface Scheme {
  name: string;
  /** The headers a sincere sender would add. */
  sign(signing: Signing): HeaderLines;
  accepts(headers: Headers, body: Bytes, secrets: readonly WebhookSecret[], clock: Clock): Promise<boolean>;
  /** What the proof covers beside the secret. */
  covers: { body: boolean; time: boolean };
  /** How many secrets may be active at once. */
  secrets: 1 | 2;
  /** Two texts with the same are two spellings of one proof. */
  canonical(value: string): string;
}

const hmac = ({ secret, algorithm = "sha256" }: Signing, message: string | Bytes, head = ""): Buffer =>
  createHmac(algorithm, secret).update(head).update(message).digest();
const hex = (signing: Signing, head = ""): string =>
  hmac(signing, signing.body, head).toString("hex").slice(0, 64);
const sometimes = (random: Random, text: string): string => (random() < 0.5 ? text : "");
const exact = (value: string): string => value;

const of = (source: WebhookSource): Pick<Scheme, "accepts" | "secrets" | "canonical"> => ({
  secrets: 2,
  canonical: exact,
  accepts: async (headers, body, secrets, clock) =>
    "keyId" in (await source.verify(headers, body, secrets, clock)),
});

const BODY = { body: true, time: false };
const BODY_AND_TIME = { body: true, time: true };
const NOTHING = { body: false, time: false };

export const schemes: readonly Scheme[] = [
  {
    name: "tiktok own",
    ...of(tiktokSource),
    covers: BODY_AND_TIME,
    sign: (s) => [["TikTok-Signature", `t=${s.at},s=${hex(s, `${s.at}.`)}`]],
  },
  {
    name: "tiktok plain",
    ...of(tiktokSource),
    covers: BODY,
    sign: (s) => [["x-tiktok-signature", hex(s)]],
  },
  {
    name: "meta",
    ...of(instagramSource),
    covers: BODY,
    sign: (s) => [["X-Hub-Signature-256", `sha256=${hex(s)}`]],
  },
  {
    name: "onlyfans",
    ...of(onlyfansSource),
    covers: BODY,
    canonical: (value) => value.toLowerCase(),
    sign: (s) => [
      [pick(s.random, ["Signature", "x-onlyfans-signature"]), sometimes(s.random, "sha256=") + hex(s)],
    ],
  },
  {
    name: "x",
    ...of(xSource),
    covers: BODY,
    sign: (s) => [
      ["x-twitter-webhooks-signature", `sha256=${hmac(s, s.body).subarray(0, 32).toString("base64")}`],
    ],
  },
  {
    name: "crm signed",
    ...of(crmSource("crm:generic")),
    covers: BODY,
    sign: (s) => [
      [pick(s.random, ["x-crm-signature", "X-CRM-Signature-256"]), sometimes(s.random, "sha256=") + hex(s)],
    ],
  },
  {
    name: "crm secret",
    ...of(crmSource("crm:inflow")),
    covers: NOTHING,
    sign: (s) => [["x-crm-webhook-secret", s.secret]],
  },
  {
    name: "apify signed",
    ...of(apifySource),
    covers: BODY_AND_TIME,
    sign: (s) => {
      const iso = new Date(s.at * 1000).toISOString();
      const time = pick(s.random, [String(s.at), String(s.at * 1000), iso, iso.replace(".000Z", "Z")]);
      return [
        ["x-apify-timestamp", time],
        ["x-apify-signature", sometimes(s.random, "sha256=") + hex(s, `${time}.`)],
      ];
    },
  },
  {
    name: "apify secret",
    ...of(apifySource),
    covers: NOTHING,
    sign: (s) => [["x-apify-webhook-secret", s.secret]],
  },
  {
    name: "stripe",
    ...of(stripeSource),
    covers: BODY_AND_TIME,
    sign: (s) => [["Stripe-Signature", `t=${s.at},v1=${hex(s, `${s.at}.`)}`]],
  },
  {
    name: "eventbridge",
    ...of(eventbridgeSource),
    covers: NOTHING,
    sign: (s) => [["x-api-key", s.secret]],
  },
  {
    name: "worker secret",
    covers: NOTHING,
    secrets: 1,
    canonical: (value) => value.replace(/^bearer /i, "Bearer "),
    accepts: (headers, _body, secrets) => isOpenTo(headers, secrets[0]?.secret ?? ""),
    sign: (s) => [
      pick<[string, string]>(s.random, [
        ["Authorization", `Bearer ${s.secret}`],
        ["x-worker-secret", s.secret],
      ]),
    ],
  },
];
