import { createHmac } from "node:crypto";
import http from "node:http";
import { silentLog } from "#e2e/support/log.ts";
import { resourceRoutes } from "#e2e/support/resource-routes.ts";
import { loadConfig } from "#server/config/load.ts";
import { systemClock } from "#server/core/clock.ts";
import { platformDefinitions } from "#server/platforms/platforms.ts";
import { buildHouse, type House } from "#server/wiring/build.ts";
import { createApi } from "./create-api.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

export const [OLD, NEW] = ["old-secret-0123456789-abcdef", "new-secret-9876543210-fedcba"];
export const WORKER = "worker-secret-0123456789abcdef";
/** Every source has an old secret and a new one. */
export const SECRETS = {
  STRIPE_WEBHOOK_SECRET: `${NEW},${OLD}`,
  EVENTBRIDGE_API_KEY: `${NEW},${OLD}`,
  APIFY_WEBHOOK_SECRET: `${NEW},${OLD}`,
  CRM_WEBHOOK_SECRET: `${NEW},${OLD}`,
  CRM_WEBHOOK_PROVIDERS: "other-crm",
  WORKER_SECRET: WORKER,
};

export interface Running {
  house: House;
  server: HttpServer;
}

/** The HTTP server with the routes of the app in front of a whole house; nothing works its queue by itself. */
export async function run(
  { databaseUrl, dataDir }: { databaseUrl: string; dataDir: string },
  env: Record<string, string>,
): Promise<Running> {
  const whole = {
    NODE_ENV: "test",
    APP_URL: "http://localhost:3000",
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    ...env,
  };
  const config = loadConfig(whole);
  const log = silentLog();
  const options = { config, env: whole, databaseUrl, selfUrl: "http://127.0.0.1:1" };
  const house = await buildHouse({ ...options, clock: systemClock, log });
  const server = await startHttpServer({
    api: createApi(house, "test"),
    build: await resourceRoutes(),
    statics: () => undefined,
    host: "127.0.0.1",
    port: 0,
    appUrl: config.appUrl,
    trustedProxyHops: 0,
    log,
  });
  return { house, server };
}

export type HeaderMap = Record<string, string | string[]>;
export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface Sending {
  method?: string;
  headers?: HeaderMap;
  body?: string | Buffer;
  /** In pieces, and without saying how much is to come. */
  chunked?: boolean;
}

/** One request on a connection of its own; a header with several values is sent as several. */
export function send(
  { server }: Running,
  address: string,
  { method = "POST", headers = {}, body = "", chunked }: Sending,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answered = false;
    const length = chunked ? {} : { "content-length": Buffer.byteLength(body) };
    const options = { host: "127.0.0.1", port: server.port, path: address, method, agent: false as const };
    const request = http.request({ ...options, headers: { ...length, ...headers } }, (response) => {
      answered = true;
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString(),
        }),
      );
    });
    // A refusal may close the connection while we are still sending.
    request.on("error", (error) => (answered ? undefined : reject(error)));
    if (chunked) request.write(body);
    request.end(chunked ? undefined : body);
  });
}

export const nowS = () => Math.floor(Date.now() / 1000);
const hex = (secret: string, message: string) => createHmac("sha256", secret).update(message).digest("hex");
/** What the sandbox signs with. */
const platformSecret = (id: string): string => {
  const clients = platformDefinitions.find((definition) => definition.id === id)?.setup.sandboxClients ?? {};
  return Object.values(clients)[0]?.clientSecret ?? "";
};

/** One address of ours, and how its provider calls it. */
export interface Door {
  source: string;
  address: string;
  body: string;
  sign(body: string, at?: number, secret?: string): HeaderMap;
  timed?: true;
  get?: true;
}

export const stripeEvent = {
  id: "evt_1",
  object: "event",
  type: "invoice.paid",
  created: 1_767_225_600,
  data: { object: {} },
};
const apifyRun = {
  userId: "u1",
  createdAt: "2026-03-02T10:00:00.000Z",
  eventType: "ACTOR.RUN.SUCCEEDED",
  eventData: { actorId: "a1", actorRunId: "r1" },
  resource: { id: "r1" },
};
export const doors: Door[] = [
  {
    source: "tiktok",
    address: "/api/webhooks/tiktok",
    body: '{"event":"portability.download.ready","create_time":1767225600,"user_openid":"a","content":"{}"}',
    sign: (body, at = nowS(), secret = platformSecret("tiktok")) => ({
      "tiktok-signature": `t=${at},s=${hex(secret, `${at}.${body}`)}`,
    }),
    timed: true,
    get: true,
  },
  ...["instagram", "threads"].map(
    (source): Door => ({
      source,
      address: `/api/webhooks/${source}`,
      body:
        source === "threads"
          ? '{"target_id":"1","time":1767225600,"values":{"field":"mentions","value":{"id":"2"}}}'
          : '{"object":"instagram","entry":[{"id":"1","time":1,"changes":[{"field":"likes","value":{"id":"2"}}]}]}',
      sign: (body, _at, secret = platformSecret(source)) => ({
        "x-hub-signature-256": `sha256=${hex(secret, body)}`,
      }),
      get: true,
    }),
  ),
  ...["/api/onlyfans/webhooks", "/api/webhooks/onlyfans"].map(
    (address, index): Door => ({
      source: "onlyfans",
      address,
      body: '{"event":"tips.received","account_id":"acct_1","payload":{"id":1,"createdAt":"2026-03-02T10:00:00Z"}}',
      sign: (body, _at, secret = platformSecret("onlyfans")) => ({
        [index ? "signature" : "x-onlyfans-signature"]: `${index ? "" : "sha256="}${hex(secret, body)}`,
      }),
    }),
  ),
  {
    source: "x",
    address: "/api/webhooks/x",
    body: '{"for_user_id":"1","favorite_events":[{"id":"f1"}]}',
    sign: (body, _at, secret = platformSecret("x")) => ({
      "x-twitter-webhooks-signature": `sha256=${createHmac("sha256", secret).update(body).digest("base64")}`,
    }),
    get: true,
  },
  {
    source: "stripe",
    address: "/api/webhooks/stripe",
    body: JSON.stringify(stripeEvent),
    sign: (body, at = nowS(), secret = OLD) => ({
      "stripe-signature": `t=${at},v1=${hex(secret, `${at}.${body}`)}`,
    }),
    timed: true,
  },
  {
    source: "eventbridge",
    address: "/api/webhooks/eventbridge",
    body: JSON.stringify({
      version: "0",
      id: "7bf73129-1428-4cd3-a780-95db273d1602",
      "detail-type": "invoice.paid",
      source: "aws.partner/stripe.com/ed_1",
      time: "2026-03-02T10:00:00Z",
      detail: stripeEvent,
    }),
    sign: (_body, _at, secret = OLD) => ({ "x-api-key": secret }),
  },
  {
    source: "apify",
    address: "/api/ai/content-trends/webhook",
    body: JSON.stringify(apifyRun),
    sign: (body, at = nowS(), secret = OLD) => ({
      "x-apify-timestamp": String(at),
      "x-apify-signature": `sha256=${hex(secret, `${at}.${body}`)}`,
    }),
    timed: true,
  },
  {
    source: "crm:inflow",
    address: "/api/crm/webhooks/inflow",
    body: '{"eventType":"fan.created","id":"f1"}',
    sign: (body, _at, secret = OLD) => ({ "x-crm-signature-256": `sha256=${hex(secret, body)}` }),
  },
  {
    source: "crm:other-crm",
    address: "/api/crm/webhooks/other-crm",
    body: '{"event":"fan.created","id":"f1"}',
    sign: (_body, _at, secret = NEW) => ({ "x-crm-webhook-secret": secret }),
  },
];
