import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { seedConnection, seedImage, seedWorkspace } from "#e2e/support/workspace.ts";
import { cookiePolicy } from "#server/adapters/auth/cookies.ts";
import { loadConfig } from "#server/config/load.ts";
import { systemClock } from "#server/core/clock.ts";
import { hmacSha256Base64 } from "#server/core/hmac.ts";
import { newId } from "#server/core/ids.ts";
import type { DomainEvent } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import { ROLES, type Role } from "#server/features/session/schema.ts";
import { buildHouse, type House } from "#server/wiring/build.ts";
import { createCaller } from "./app-router.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const generatedSecrets = {
  AUTH_SECRET: "an-auth-secret-of-the-test-0123456789abcdef",
  TOKEN_ENCRYPTION_KEY: KEY,
  CRON_SECRET: "a-cron-secret-of-the-test-0123456789abcdef",
  WORKER_SECRET: "a-worker-secret-of-the-test-0123456789abcdef",
};

/** A workspace with a person in every role, and one of everything a workspace can hold. */
export interface Tenant {
  people: Record<Role, Actor>;
  /** Somebody the others can be asked to change. */
  memberId: string;
  connectionId: string;
  mediaId: string;
  postId: string;
  targetId: string;
  notificationId: string;
  invitationId: string;
  sessionId: string;
  seriesId: string;
  endpointId: string;
  deliveryId: string;
  alertTargetId: string;
  workspaceId: string;
  /** Stands in every text of the tenant: whoever reads it elsewhere has seen too much. */
  mark: string;
}

export interface Installation {
  database: TestDatabase;
  house: House;
  tenant(): Promise<Tenant>;
  /** The API as this person meets it: signed in, or signed out. */
  as(actor: Actor | null): Promise<ReturnType<typeof createCaller>>;
  publish(event: DomainEvent): void;
  /** Every row of the database that names something of this tenant. */
  rowsOf(tenant: Tenant): Promise<string[]>;
  close(): Promise<void>;
}

/** The whole house on a database of its own, nothing listening and nothing outside reachable. */
export async function installation(): Promise<Installation> {
  const database = await testDatabase();
  const env = { NODE_ENV: "test", DATABASE_URL: database.url };
  const config = loadConfig(env, { dataDir: join(tmpdir(), newId()), generatedSecrets });
  const log = silentLog();
  const options = { config, env, databaseUrl: database.url, selfUrl: config.appUrl, clock: systemClock, log };
  const house = await buildHouse(options);
  const bus = handDrivenBus();
  return {
    database,
    house,
    tenant: () => seedTenant(database, house),
    publish: bus.publish,
    as: async (actor) => {
      const request = await requestOf(database, house, actor);
      const session = await house.services.session.fromRequest(request);
      const services = { ...house.services, events: bus };
      return createCaller({ services, session, request, requestId: newId(), log });
    },
    rowsOf: (tenant) => rowsOf(database, tenant),
    close: async () => {
      await house.stop();
      await database.close();
    },
  };
}

async function requestOf({ db }: TestDatabase, { config }: House, actor: Actor | null): Promise<Request> {
  const headers = new Headers();
  if (actor) {
    const session = await db.session.findFirstOrThrow({ where: { userId: actor.userId } });
    const signature = await hmacSha256Base64(config.secrets.authSecret, session.token);
    const cookie = encodeURIComponent(`${session.token}.${signature}`);
    headers.set("cookie", `${cookiePolicy(config.appUrl).session}=${cookie}`);
  }
  return new Request(`${config.appUrl}/api/trpc`, { headers });
}

/** Delivers to whoever listens for the event's own workspace, at once. */
function handDrivenBus() {
  const listeners = new Set<{ workspaceId: string; take(event: DomainEvent): void }>();
  return {
    publish: async (event: DomainEvent) => {
      for (const listener of listeners) if (listener.workspaceId === event.workspaceId) listener.take(event);
    },
    async *subscribe(workspaceId: string, signal: AbortSignal): AsyncIterable<DomainEvent> {
      const waiting: DomainEvent[] = [];
      let wake = () => {};
      const take = (event: DomainEvent) => {
        waiting.push(event);
        wake();
      };
      const listener = { workspaceId, take };
      listeners.add(listener);
      signal.addEventListener("abort", () => wake());
      try {
        while (!signal.aborted) {
          const event = waiting.shift();
          if (event) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        listeners.delete(listener);
      }
    },
  };
}

async function seedTenant({ db }: TestDatabase, house: House): Promise<Tenant> {
  const mark = `mark-${newId().slice(-12)}`;
  const owner = await seedWorkspace(db, mark, "owner");
  const { workspaceId } = owner;
  const people = { owner } as Record<Role, Actor>;
  for (const role of ROLES.slice(1)) people[role] = await seedMember(db, workspaceId, role, mark);
  const extra = await seedMember(db, workspaceId, "editor", mark);
  for (const actor of [...Object.values(people), extra]) await seedSession(db, actor);
  const connectionId = await seedConnection(db, owner, { handle: mark, status: "needs_reconnect" });
  const mediaId = await seedImage(db, owner);
  await db.mediaAsset.update({
    where: { id: mediaId },
    data: { altText: mark, originalName: `${mark}.jpg` },
  });
  const { postId, targetId } = await seedPost(db, owner, { connectionId, mediaId, mark });
  return {
    people,
    workspaceId,
    mark,
    connectionId,
    mediaId,
    postId,
    targetId,
    memberId: await memberIdOf(db, extra),
    sessionId: (await db.session.findFirstOrThrow({ where: { userId: owner.userId } })).id,
    notificationId: await seedNotification(db, owner, mark),
    invitationId: await seedInvitation(db, owner, mark),
    seriesId: await seedSeries(db, owner, { connectionId, mediaId, mark }),
    ...(await seedOutgoing(house, owner, mark)),
  };
}

type Db = TestDatabase["db"];

async function seedMember(db: Db, workspaceId: string, role: Role, mark: string): Promise<Actor> {
  const userId = newId();
  await db.user.create({
    data: { id: userId, name: `${mark} ${role}`, email: `${mark}-${userId}@example.com` },
  });
  await db.member.create({
    data: { id: newId(), organizationId: workspaceId, userId, role, createdAt: new Date() },
  });
  return { userId, workspaceId, role };
}

const memberIdOf = async (db: Db, { userId, workspaceId }: Actor): Promise<string> =>
  (await db.member.findFirstOrThrow({ where: { userId, organizationId: workspaceId } })).id;

async function seedSession(db: Db, { userId, workspaceId }: Actor): Promise<void> {
  const expiresAt = new Date(Date.now() + 86_400_000);
  const token = `token-${newId()}`;
  await db.session.create({
    data: { id: newId(), token, userId, expiresAt, activeOrganizationId: workspaceId, userAgent: token },
  });
}

interface PostSeed {
  connectionId: string;
  mediaId: string;
  mark: string;
}

/** A post whose answer was lost: everything that can be done to a target can be tried on it. */
async function seedPost(db: Db, owner: Actor, { connectionId, mediaId, mark }: PostSeed) {
  const [postId, targetId] = [newId(), newId()];
  const { workspaceId } = owner;
  const scheduledAt = new Date(Date.now() + 3_600_000);
  const target = {
    id: targetId,
    workspaceId,
    connectionId,
    kind: "post",
    status: "unknown",
    scheduledAt,
  } as const;
  await db.post.create({
    data: {
      id: postId,
      workspaceId,
      createdByUserId: owner.userId,
      text: mark,
      timeZone: "UTC",
      status: "scheduled",
      scheduledAt,
      media: { create: { mediaId, position: 0 } },
      targets: { create: { ...target, remoteUrl: `https://example.com/${mark}` } },
      timeline: { create: { workspaceId, targetId, type: "post.created", data: { mark } } },
    },
  });
  await db.publishAttempt.create({
    data: { workspaceId, targetId, number: 1, revision: 1, fence: 1, evidence: mark },
  });
  return { postId, targetId };
}

/** A series that stands still, with a posting slot of its account. */
async function seedSeries(db: Db, owner: Actor, { connectionId, mediaId, mark }: PostSeed): Promise<string> {
  const id = newId();
  const { workspaceId, userId: createdByUserId } = owner;
  await db.series.create({
    data: {
      ...{ id, workspaceId, createdByUserId, status: "paused", text: mark, mediaIds: [mediaId] },
      targets: [{ connectionId, kind: "post", text: mark, options: {} }],
      rule: { frequency: "daily", interval: 1, ends: { type: "never" } },
      ...{ startsOn: "2026-01-01", time: "10:00", timeZone: "UTC" },
    },
  });
  await db.postingSlot.create({ data: { workspaceId, connectionId, weekday: 1, time: "08:00" } });
  return id;
}

/** A webhook with a test on its way, and an alert channel where nobody answers. */
async function seedOutgoing({ services: { outgoing } }: House, owner: Actor, mark: string) {
  const url = `https://${mark}.example.com/hooks`;
  const { endpoint } = await outgoing.create(owner, { url, description: mark, events: ["post.failed"] });
  const { deliveryId } = await outgoing.test(owner, endpoint.id);
  const target = await outgoing.createAlertTarget(owner, {
    ...{ kind: "slack", label: mark, url: "http://127.0.0.1:9/services/T/B/x", locale: "en" },
    events: ["post.failed"],
  });
  return { endpointId: endpoint.id, deliveryId, alertTargetId: target.id };
}

async function seedNotification(db: Db, owner: Actor, mark: string): Promise<string> {
  const { workspaceId, userId } = owner;
  const id = newId();
  await db.notification.create({
    data: {
      id,
      workspaceId,
      userId,
      type: "post.failed",
      severity: "error",
      params: { title: mark },
      dedupeKey: id,
    },
  });
  return id;
}

async function seedInvitation(db: Db, owner: Actor, mark: string): Promise<string> {
  const id = crypto.randomUUID();
  await db.invitation.create({
    data: {
      id,
      organizationId: owner.workspaceId,
      email: `${mark}@example.com`,
      role: "editor",
      expiresAt: new Date(Date.now() + 86_400_000),
      inviterId: owner.userId,
    },
  });
  return id;
}

/** Whatever table it stands in, also one that did not exist when this was written. */
async function rowsOf({ pool }: TestDatabase, tenant: Tenant): Promise<string[]> {
  const tables = await pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const { people, ...names } = tenant;
  const pattern = [...Object.values(names), ...Object.values(people).map(({ userId }) => userId)].join("|");
  const everyTable = tables.rows
    .map(({ name }) => `select '${name} ' || row_to_json(t)::text as row from "${name}" t`)
    .join(" union all ");
  const found = await pool.query<{ row: string }>(
    `select row from (${everyTable}) as rows where row ~ $1 order by row`,
    [pattern],
  );
  return found.rows.map(({ row }) => row);
}
