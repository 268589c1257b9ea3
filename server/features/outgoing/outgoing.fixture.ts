import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestClock, testClock } from "#e2e/support/clock.ts";
import type { TestDatabase } from "#e2e/support/database.ts";
import { type RecordedLog, silentLog } from "#e2e/support/log.ts";
import { testSecretBox } from "#e2e/support/token-bench.ts";
import { rememberingTransport, seedWorkspace } from "#e2e/support/workspace.ts";
import { createCrew } from "#jobs/crew.ts";
import { alertOperator } from "#jobs/definitions/alert.operator.ts";
import { alertSend } from "#jobs/definitions/alert.send.ts";
import { outgoingDeliver } from "#jobs/definitions/outgoing.deliver.ts";
import { createJobRegistry, type JobDefinitions } from "#jobs/registry.ts";
import { createNodeWire } from "#server/adapters/node-http/node-wire.ts";
import { newId } from "#server/core/ids.ts";
import type { Actor } from "#server/features/actor.ts";
import type { NotifyInput } from "#server/features/notifications/service.ts";
import { createUnitOfWork, type UnitOfWork } from "#server/features/unit-of-work.ts";
import { createHttp } from "#server/http/http.ts";
import { mayDial } from "#server/http/public-address.ts";
import { createOutgoingJobs, type OutgoingJobs } from "./jobs.ts";
import { createOperatorAlerts, type OperatorAlerts } from "./operator-alerts.ts";
import type { Announcement } from "./schema.ts";
import { createOutgoingService, type OutgoingService } from "./service.ts";

export interface Received {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface Receiver {
  url: string;
  host: string;
  received: Received[];
  /** What every request is answered from now on. */
  answer(respond: (response: ServerResponse, request: Received) => void): void;
  /** A status, and nothing else to say. */
  status(code: number, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

/** Somebody else's server, on this machine. Takes everything until told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let respond: Parameters<Receiver["answer"]>[0] = (response) => response.end("ok");
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    const whole = { path: request.url ?? "", headers: request.headers, body };
    received.push(whole);
    respond(response, whole);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer: Receiver["answer"] = (next) => {
    respond = next;
  };
  return {
    url: `http://${host}`,
    host,
    received,
    answer,
    status: (code, headers = {}) => answer((response) => response.writeHead(code, headers).end()),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface Bench {
  clock: TestClock;
  log: RecordedLog;
  work: UnitOfWork;
  actor: Actor;
  notices: NotifyInput[];
  service: OutgoingService;
  jobs: OutgoingJobs;
  alerts: OperatorAlerts;
  announce(event: Partial<Announcement> & { cause: string }): Promise<void>;
  /** Does what is due, until nothing is; resolves to how many jobs ran. */
  workOff(): Promise<number>;
  /** Moves the clock to the next job's time and does it. Undefined when no job is left. */
  next(): Promise<Date | undefined>;
}

interface BenchOptions {
  clock?: TestClock;
  loopbackToo?: boolean;
  channels?: { slack?: string; teams?: string; custom?: string };
  allowed?: (identity: string) => boolean;
}

/** The feature on a real database, a virtual clock and the real wire, with its jobs run by the real crew. */
export async function outgoingBench({ db }: TestDatabase, options: BenchOptions = {}): Promise<Bench> {
  const { clock = testClock(), loopbackToo = true, channels = {}, allowed = () => true } = options;
  const log = silentLog();
  const work = createUnitOfWork({ db, clock, log, ...rememberingTransport() });
  const notices: NotifyInput[] = [];
  const actor = await seedWorkspace(db);
  const around = {
    ...{ db, work, clock, log, secretBox: testSecretBox(), appUrl: "https://app.example.com" },
    http: createHttp({ clock, log, loopbackToo, wire: createNodeWire({ loopbackToo }) }),
    notifications: { notify: async (_tx: unknown, input: NotifyInput) => void notices.push(input) },
    rateLimiter: {
      check: async ({ limit }: { limit: number }, identity: string) => ({
        ...{ allowed: allowed(identity), limit, remaining: 0, resetAt: clock.now() },
      }),
    },
    mayDial: (url: URL) => mayDial(url, { loopbackToo }),
    networkLabel: (id: string) => (id === "net" ? "Net" : id),
    channels: { slack: null, teams: null, custom: null, ...channels },
    random: () => 0,
  };
  const alerts = createOperatorAlerts(around);
  const jobs = createOutgoingJobs({ ...around, alerts });
  const only = {
    "outgoing.deliver": outgoingDeliver,
    "alert.send": alertSend,
    "alert.operator": alertOperator,
  };
  const registry = createJobRegistry(only as unknown as JobDefinitions<{ outgoingJobs: OutgoingJobs }>);
  const crew = createCrew({
    ...{ db, clock, log, registry, services: { outgoingJobs: jobs } },
    queue: { arm: async () => undefined },
    faults: { hit: () => undefined },
  });
  const workOff = async () => {
    for (let total = 0; ; ) {
      const begun = await crew.begin(50);
      if (begun.length === 0) return total;
      total += begun.length;
      await Promise.all(begun);
    }
  };
  return {
    ...{ clock, log, work, actor, notices, jobs, alerts, workOff },
    service: createOutgoingService({ ...around, alerts }),
    announce: (event) => work.run((tx) => tx.announce(published(actor, event))),
    async next() {
      const job = await db.job.findFirst({ where: { status: "pending" }, orderBy: { runAt: "asc" } });
      if (!job) return undefined;
      if (job.runAt > clock.now()) clock.set(job.runAt);
      await workOff();
      return clock.now();
    },
  };
}

/** An announcement with everything a post's has. */
export const published = (actor: Actor, event: Partial<Announcement> & { cause: string }): Announcement =>
  ({
    workspaceId: actor.workspaceId,
    type: "post.published",
    data: {
      ...{ postId: newId(), targetId: newId(), remoteId: "17900", url: "https://net.example/p/1" },
      account: { id: newId(), network: "net", handle: "ann" },
      publishedAt: "2026-03-02T10:00:00.000Z",
    },
    ...event,
  }) as Announcement;
