import { createAtOnce } from "#jobs/at-once.ts";
import { type Bell, createBell } from "#jobs/bell.ts";
import { createCrew } from "#jobs/crew.ts";
import { createDeliver, type Deliver } from "#jobs/deliver.ts";
import { createLedger } from "#jobs/ledger.ts";
import { createJobRegistry } from "#jobs/registry.ts";
import { syncSchedules } from "#jobs/schedules.ts";
import { createWebhookWorker } from "#jobs/webhook-worker.ts";
import { type Auth, createAuth, requiresVerifiedEmail } from "#server/adapters/auth/auth.ts";
import { readSessionToken } from "#server/adapters/auth/cookies.ts";
import { createPostgresEventBus } from "#server/adapters/event-bus/postgres-bus.ts";
import { createFaultPoints } from "#server/adapters/fault-points/fault-points.ts";
import { createMediaTools } from "#server/adapters/media-tools/media-tools.ts";
import { createNodeWire } from "#server/adapters/node-http/node-wire.ts";
import { createSecretBox } from "#server/adapters/secret-box/secret-box.ts";
import type { Config } from "#server/config/config.ts";
import type { Env } from "#server/config/environment.ts";
import { inTurn } from "#server/core/locks.ts";
import { createMediaUrlSigner } from "#server/core/media-url.ts";
import type { Clock, Log, Queue } from "#server/core/ports.ts";
import { createOAuthRoutes, type OAuthRoutes } from "#server/features/accounts/http.ts";
import { createMediaRoutes, type MediaRoutes } from "#server/features/media/http.ts";
import { createPulse } from "#server/features/operations/pulse.ts";
import type { OperatorAlerts } from "#server/features/outgoing/operator-alerts.ts";
import { createRefreshCron } from "#server/features/tokens/http.ts";
import { createPlatformStatus, type PlatformStatus } from "#server/features/tokens/platform-status.ts";
import { createUnitOfWork, type UnitOfWork } from "#server/features/unit-of-work.ts";
import { createHttp } from "#server/http/http.ts";
import { createLimit, type Limit } from "#server/http/rate-limit.ts";
import { createPlatforms } from "#server/platforms/platforms.ts";
import type { Services } from "#server/trpc/context.ts";
import { createReceiver, type Receiver } from "#server/webhooks/receive.ts";
import { createRefusalCounter } from "#server/webhooks/refusals.ts";
import { createWebhookRegistry } from "#server/webhooks/registry.ts";
import { type AdapterDeps, chooseMailer, chooseQueue, chooseStore } from "./adapters.ts";
import { openDatabase } from "./database.ts";
import { watchDatabase } from "./database-watch.ts";
import { createEngine } from "./engine.ts";
import { buildFeatures } from "./features.ts";
import { jobDefinitions } from "./jobs.ts";
import { createProbe } from "./probe.ts";
import { openStores } from "./stores.ts";

export interface HouseOptions {
  config: Config;
  env: Env;
  databaseUrl: string;
  /** Where this process answers on this machine. */
  selfUrl: string;
  clock: Clock;
  log: Log;
}

/** Everything one process is made of, built once and held together by nothing but this object. */
export interface House {
  config: Config;
  services: Services;
  auth: Auth;
  deliver: Deliver;
  /** Does one row, for a transport whose messages are known to be ours. */
  bell: Bell;
  receiver: Receiver;
  /** Known here; what a request calls a source may be anything. */
  isWebhookSource(id: string): boolean;
  oauth: OAuthRoutes;
  media: MediaRoutes;
  /** `GET|POST /api/cron/refresh-oauth` */
  refreshCron(request: Request): Promise<Response>;
  /** `POST|GET /api/workers/webhooks` */
  webhookWorker(request: Request): Promise<Response>;
  platformStatus: PlatformStatus;
  limit: Limit;
  queue: Queue;
  ping(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  clock: Clock;
  log: Log;
}

/** Builds the house from its configuration: embedded parts, or cloud ones where they are configured. */
export async function buildHouse(options: HouseOptions): Promise<House> {
  const { config, clock, log } = options;
  const database = openDatabase(options.databaseUrl, config.database, log);
  const { db, pool, connection } = database;
  const signer = createMediaUrlSigner({ appUrl: config.appUrl, secret: config.secrets.workerSecret });
  const adapters: AdapterDeps = { ...options, database, signer };
  // The crew needs the features, and the features the queue: it is called long after both stand.
  const { queue, verify, here } = await chooseQueue(adapters, { begin: (limit) => crew.begin(limit) });
  const events = createPostgresEventBus({ connection, pool, clock, log });
  const loopbackToo = config.env !== "production";
  const wire = createNodeWire({ loopbackToo });
  const http = createHttp({ clock, log, wire, loopbackToo });
  const faults = createFaultPoints(config.faultPoint);
  const work = createUnitOfWork({ db, queue, events, clock, log });
  const stores = openStores({ config, database, clock, log });
  const base = {
    config,
    db,
    work,
    clock,
    log,
    faults,
    http,
    platforms: createPlatforms(config.platforms, { http, clock, log }),
    secretBox: createSecretBox(config.secrets.encryptionKeys),
    store: chooseStore(adapters),
    cache: stores.cache,
    rateLimiter: stores.rateLimiter,
    lock: stores.lock,
    mailer: chooseMailer(adapters),
    mediaTools: createMediaTools(),
    events,
    requiresVerifiedEmail: requiresVerifiedEmail(config),
    sessionToken: (request: Request) => readSessionToken(request, config),
  };
  const probe = createProbe({ ...base, database });
  const engine = createEngine({ ...base, queue });
  const features = buildFeatures({ ...base, env: options.env, probe, engine });
  const auth = createAuth({
    ...base,
    mail: async (mail) => void (await work.run((tx) => tx.enqueue("mail.send", mail))),
    settle: features.services.session.settle,
  });
  const sources = createWebhookRegistry({ ...config.platforms, ...config.webhooks });
  const jobDeps = {
    ...base,
    registry: createJobRegistry(jobDefinitions),
    services: { ...features.jobServices, db, unitOfWork: work, clock, mailer: base.mailer },
    queue,
    onDead: (name: string) => raiseForDead({ work, alerts: features.operatorAlerts }, name),
    onSettled: createPulse(base).beat,
  };
  const atOnce = createAtOnce(jobDeps);
  const receiver = createReceiver({
    sql: database.ingest,
    queue,
    registry: sources,
    job: { name: "webhook.process", maxAttempts: 12 },
    ...(here ? { atOnce } : {}),
    refusals: createRefusalCounter({ sql: pool, clock, log }),
    clock,
    log,
  });
  const deliver = createDeliver({ ...jobDeps, verify });
  const crew = createCrew(jobDeps);
  const webhookWorker = createWebhookWorker({
    crew,
    atOnce,
    secret: config.secrets.workerSecret,
    clock,
    log,
  });
  const routeDeps = { ...base, signer };
  const ping = () => answersWithin(PING_MS, pool.query("select 1"));
  let watch: { stop(): void } | undefined;
  return {
    config,
    services: features.services,
    auth,
    deliver,
    bell: createBell(jobDeps),
    receiver,
    isWebhookSource: (id) => sources.find(id) !== undefined,
    oauth: createOAuthRoutes({ ...routeDeps, service: features.services.accounts }),
    media: createMediaRoutes({ ...routeDeps, service: features.services.media }),
    refreshCron: createRefreshCron({
      tokens: features.jobServices.tokens,
      secret: config.secrets.cronSecret,
      verify,
      consume: createLedger({ db, clock }).consume,
      log,
    }),
    webhookWorker,
    platformStatus: createPlatformStatus({ db, config }),
    limit: createLimit({
      limiter: stores.rateLimiter,
      local: stores.localLimiter,
      clock,
      trustedProxyHops: config.trustedProxyHops,
      enabled: config.rateLimitEnabled,
      production: config.env === "production",
    }),
    queue,
    ping,
    start: async () => {
      watch = watchDatabase({ ping, tell: features.operatorAlerts.sendNow, clock, log });
      await events.start();
      await inTurn(base, SYNC_SCHEDULES, () => syncSchedules({ db, clock }));
      await queue.start();
      atOnce.start();
    },
    stop: async () => {
      watch?.stop();
      await receiver.drain();
      await atOnce.stop();
      await events.close();
      wire.close();
      stores.close();
      await database.close();
    },
    clock,
    log,
  };
}

/** Instances that start together write the calendar one after the other. */
const SYNC_SCHEDULES = { name: "sync-schedules", ttlMs: 10_000, waitMs: 10_000 };
const PING_MS = 2_000;

/** What operators are told when work is given up. Their alerts say nothing about themselves. */
async function raiseForDead(
  { work, alerts }: { work: UnitOfWork; alerts: OperatorAlerts },
  name: string,
): Promise<void> {
  if (name.startsWith("alert.")) return;
  await work.run((tx) => alerts.raise(tx, name === "webhook.process" ? "webhook.dead" : "job.dead"));
}

/** A database behind a dead route neither answers nor refuses. */
async function answersWithin(ms: number, answer: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the database does not answer")), ms);
  await Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}
