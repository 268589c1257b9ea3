import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestClock, testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type GrantProvider, grantProvider } from "#e2e/support/grant-provider.ts";
import { type TokenBench, tokenBench } from "#e2e/support/token-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import type { Actor } from "#server/features/actor.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let database: TestDatabase;
let actor: Actor;
let clock: TestClock;
let provider: GrantProvider;
let bench: TokenBench;

beforeAll(async () => {
  database = await testDatabase();
  actor = await seedWorkspace(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query("truncate connections cascade");
  use();
});

function use(options: Partial<Parameters<typeof grantProvider>[0]> = {}) {
  clock = testClock();
  provider = grantProvider({ clock, ...options });
  bench = tokenBench(database, clock, new Map([["instagram", provider.platform]]));
}
const row = (id: string) => database.db.connection.findUniqueOrThrow({ where: { id } });
const rotations = async (connectionId: string) =>
  (await database.db.tokenRotation.findMany({ where: { connectionId }, orderBy: { at: "asc" } })).map(
    ({ kind, version }) => `${kind} ${version}`,
  );
const connect = () => bench.connect(actor, provider.tokens());

describe("handing out sessions", () => {
  test("a token that is still good is opened without asking the platform", async () => {
    const id = await connect();
    const session = await bench.tokens.fresh(id);
    expect(session).toMatchObject({ connectionId: id, accessToken: "act.canary-access-0", tokenVersion: 1 });
    expect(provider.presented).toEqual([]);
  });

  test("a token about to expire is renewed first, and the rotated refresh token is kept", async () => {
    const id = await connect();
    await clock.advance(2 * HOUR - 60_000);
    expect(await bench.tokens.fresh(id)).toMatchObject({
      accessToken: "act.canary-access-1",
      tokenVersion: 2,
    });
    await clock.advance(3 * HOUR);
    expect(await bench.tokens.fresh(id)).toMatchObject({
      accessToken: "act.canary-access-2",
      tokenVersion: 3,
    });
    expect(provider.presented).toEqual(["rft.canary-refresh-0", "rft.canary-refresh-1"]);
    expect(await rotations(id)).toEqual(["connected 1", "refreshed 2", "refreshed 3"]);
    expect(await row(id)).toMatchObject({ refreshLeaseUntil: null, refreshFailures: 0, refreshFence: 2 });
  });

  test("tokens are sealed where they live: moved to another connection they do not open", async () => {
    const [mine, other] = [await connect(), await connect()];
    const { accessToken } = await row(mine);
    expect(accessToken).not.toContain("canary");
    await database.db.connection.update({ where: { id: other }, data: { accessToken } });
    await expect(bench.tokens.fresh(other)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    expect((await row(other)).status).toBe("active");
  });

  test("a connection nobody knows, and one without a grant, are told apart", async () => {
    await expect(bench.tokens.fresh(crypto.randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    const id = await connect();
    await bench.work.run((tx) =>
      bench.tokens.forgotten(tx, { id, workspaceId: actor.workspaceId }, "by a person"),
    );
    await expect(bench.tokens.fresh(id)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    expect(await row(id)).toMatchObject({ accessToken: null, refreshToken: null, status: "disconnected" });
  });
});

describe("when the platform cannot be asked", () => {
  const down = new AppError("NETWORK_ERROR", "refused", { retryable: true, retryAfterMs: 9_000 });

  test("a token with some life left is handed out all the same", async () => {
    const id = await connect();
    await clock.advance(2 * HOUR - 120_000);
    provider.failWith(down);
    expect((await bench.tokens.fresh(id)).accessToken).toBe("act.canary-access-0");
    expect(await row(id)).toMatchObject({ status: "active", refreshFailures: 1, refreshLeaseUntil: null });
  });

  test("an expired one is refused for now, and never taken for lost", async () => {
    const id = await connect();
    await clock.advance(3 * HOUR);
    for (const failure of [
      down,
      new AppError("CONFIG_INVALID", "invalid_client"),
      new AppError("TIMEOUT", "late", { ambiguous: true }),
    ]) {
      provider.failWith(failure);
      await expect(bench.tokens.fresh(id)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    }
    expect(await row(id)).toMatchObject({ status: "active", refreshFailures: 3 });
    expect(bench.notices).toEqual([]);
    provider.failWith(undefined);
    expect((await bench.tokens.fresh(id)).accessToken).toBe("act.canary-access-1");
    expect((await row(id)).refreshFailures).toBe(0);
  });
});

describe("when the grant is gone", () => {
  const gone = new AppError("NEEDS_RECONNECT", "invalid_grant", {
    providerCode: "invalid_grant",
    params: { reason: "token_expired" },
  });

  test("the connection says so once, and its people are told", async () => {
    const id = await connect();
    await clock.advance(3 * HOUR);
    provider.failWith(gone);
    for (let time = 0; time < 3; time++)
      await expect(bench.tokens.fresh(id)).rejects.toMatchObject({
        code: "NEEDS_RECONNECT",
        params: { reason: "token_expired" },
      });
    expect(provider.presented).toHaveLength(1);
    expect(await row(id)).toMatchObject({
      status: "needs_reconnect",
      statusReason: "token_expired",
      refreshDueAt: null,
    });
    expect(bench.notices).toMatchObject([
      { type: "connection.needs_reconnect", dedupeKey: `connection.needs_reconnect:${id}:1`, mail: true },
    ]);
    expect(await rotations(id)).toEqual(["connected 1", "failed 1"]);
  });

  test("an answer of invalid_grant to an outdated token adopts the newer grant instead", async () => {
    const id = await connect();
    await clock.advance(3 * HOUR);
    provider.failWith(gone);
    provider.latencyMs = 150;
    const late = bench.tokens.fresh(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await bench.work.run((tx) =>
      bench.tokens.granted(tx, {
        connectionId: id,
        workspaceId: actor.workspaceId,
        platform: "instagram",
        flavor: "instagram-login",
        tokens: provider.tokens(),
        kind: "reconnected",
      }),
    );
    expect((await late).tokenVersion).toBe(2);
    expect((await row(id)).status).toBe("active");
    expect(bench.notices).toEqual([]);
  });

  test("due posts wait, later ones keep their plan, and a reconnect lets them go on", async () => {
    const id = await connect();
    const target = async (scheduledAt: Date) => {
      const post = await database.db.post.create({
        data: {
          workspaceId: actor.workspaceId,
          createdByUserId: actor.userId,
          timeZone: "UTC",
          status: "scheduled",
          scheduledAt,
        },
      });
      return database.db.postTarget.create({
        data: {
          workspaceId: actor.workspaceId,
          postId: post.id,
          connectionId: id,
          kind: "image",
          status: "scheduled",
          scheduledAt,
        },
      });
    };
    const due = await target(clock.now());
    const later = await target(new Date(clock.now().getTime() + DAY));
    await clock.advance(3 * HOUR);
    provider.failWith(gone);
    await bench.tokens.fresh(id).catch(() => undefined);
    const targetNow = (targetId: string) =>
      database.db.postTarget.findUniqueOrThrow({ where: { id: targetId } });
    expect(await targetNow(due.id)).toMatchObject({ status: "waiting", errorCode: "NEEDS_RECONNECT" });
    expect(await targetNow(later.id)).toMatchObject({ status: "scheduled", errorCode: null });
    expect(bench.notices[0]?.params).toMatchObject({ count: 2 });
    const story = await database.db.timelineEvent.findMany({ where: { targetId: due.id } });
    expect(story.map(({ type }) => type)).toEqual(["publish.parked"]);

    bench.resumed.length = 0;
    await bench.work.run((tx) =>
      bench.tokens.granted(tx, {
        connectionId: id,
        workspaceId: actor.workspaceId,
        platform: "instagram",
        flavor: "instagram-login",
        tokens: provider.tokens(),
        kind: "reconnected",
      }),
    );
    expect(bench.resumed).toEqual([id]);
    expect(await row(id)).toMatchObject({ status: "active", statusReason: null, tokenVersion: 2 });
  });
});

describe("a session the platform refused", () => {
  const refusal = new AppError("NEEDS_RECONNECT", "access_token_invalid", {
    params: { reason: "token_invalid" },
  });

  test("is renewed, and the call is worth repeating", async () => {
    const id = await connect();
    const session = await bench.tokens.fresh(id);
    await bench.tokens.refused(session, refusal);
    expect((await bench.tokens.fresh(id)).tokenVersion).toBe(2);
  });

  test("does not condemn a grant that is newer than itself", async () => {
    const id = await connect();
    const old = await bench.tokens.fresh(id);
    await bench.tokens.refused(old, refusal);
    await bench.tokens.refused(old, refusal);
    expect(provider.presented).toHaveLength(1);
    expect((await row(id)).status).toBe("active");
  });

  test("is lost when it may not be renewed yet", async () => {
    use({ rule: { minAgeMs: DAY }, lifetimeMs: 60 * DAY });
    const id = await connect();
    const session = await bench.tokens.fresh(id);
    await expect(bench.tokens.refused(session, refusal)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    expect(provider.presented).toEqual([]);
    expect(await row(id)).toMatchObject({ status: "needs_reconnect", statusReason: "token_invalid" });
  });

  test("stays as it is while the platform cannot be asked", async () => {
    const id = await connect();
    const session = await bench.tokens.fresh(id);
    provider.failWith(new AppError("TIMEOUT", "late", { retryable: true }));
    await expect(bench.tokens.refused(session, refusal)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      retryable: true,
    });
    expect((await row(id)).status).toBe("active");
  });
});

describe("jobs", () => {
  test("the sweep enqueues what is due once per version and hour", async () => {
    const id = await connect();
    const jobs = () =>
      database.db.job.count({
        where: { name: "token.refresh", payload: { path: ["connectionId"], equals: id } },
      });
    await bench.tokens.sweep();
    expect(await jobs()).toBe(0);
    await clock.advance(91 * 60_000);
    await bench.tokens.sweep();
    await bench.tokens.sweep();
    expect(await jobs()).toBe(1);
    await clock.advance(HOUR);
    await bench.tokens.sweep();
    expect(await jobs()).toBe(2);
  });

  test("one round enqueues everything that is due, however much an outage has piled up", async () => {
    const first = await connect();
    await database.db.$executeRaw`
      insert into connections (id, "workspaceId", platform, flavor, "externalId", handle, "displayName", status,
        "accessToken", "tokenIssuedAt", "refreshDueAt", "connectedByUserId", "updatedAt")
      select gen_random_uuid(), "workspaceId", platform, flavor, 'piled-' || n, handle, "displayName", status,
        "accessToken", "tokenIssuedAt", "refreshDueAt", "connectedByUserId", "updatedAt"
      from connections, generate_series(1, 250) n where id = ${first}::uuid`;
    await clock.advance(13 * HOUR);
    expect(await bench.tokens.sweep()).toBe(251);
    expect(await bench.tokens.sweep()).toBe(0);
  });

  test("a job for a version that is gone does nothing", async () => {
    const id = await connect();
    expect(await bench.tokens.refresh({ connectionId: id, tokenVersion: 1 })).toEqual({ state: "refreshed" });
    expect(await bench.tokens.refresh({ connectionId: id, tokenVersion: 1 })).toEqual({
      state: "already-newer",
    });
    expect(await bench.tokens.refresh({ connectionId: crypto.randomUUID(), tokenVersion: 1 })).toEqual({
      state: "gone",
    });
    expect(provider.presented).toHaveLength(1);
  });

  test("a token is not renewed before it is old enough", async () => {
    use({ rule: { minAgeMs: DAY }, lifetimeMs: 60 * DAY });
    const id = await connect();
    expect(await bench.tokens.refresh({ connectionId: id, tokenVersion: 1 })).toEqual({
      state: "too-young",
      at: new Date("2026-03-03T10:00:00.000Z"),
    });
    expect(provider.presented).toEqual([]);
  });

  test("a grant that is gone ends the job; a platform that is down lets it try again", async () => {
    const id = await connect();
    provider.failWith(new AppError("NETWORK_ERROR", "refused", { retryable: true }));
    await expect(bench.tokens.refresh({ connectionId: id, tokenVersion: 1 })).rejects.toMatchObject({
      retryable: true,
    });
    provider.failWith(new AppError("NEEDS_RECONNECT", "gone"));
    expect(await bench.tokens.refresh({ connectionId: id, tokenVersion: 1 })).toEqual({
      state: "needs-reconnect",
      reason: "token_invalid",
    });
  });

  test("a grant that ends for good within two weeks is announced", async () => {
    const id = await connect();
    await bench.tokens.sweep();
    expect(bench.notices).toEqual([]);
    await clock.advance(167 * DAY);
    await bench.tokens.sweep();
    expect(bench.notices).toMatchObject([
      {
        type: "connection.ending",
        dedupeKey: `connection.ending:${id}:2026-08-29`,
        params: { day: "2026-08-29", count: 0 },
      },
    ]);
  });

  test("the announcement of an end counts the posts planned for later", async () => {
    const id = await connect();
    const { refreshTokenExpiresAt, workspaceId } = await database.db.connection.findUniqueOrThrow({
      where: { id },
    });
    const end = refreshTokenExpiresAt?.getTime() ?? 0;
    for (const scheduledAt of [new Date(end - 1), new Date(end), new Date(end + DAY)])
      await database.db.post.create({
        data: {
          workspaceId,
          createdByUserId: "u1",
          timeZone: "UTC",
          scheduledAt,
          targets: {
            create: [{ workspaceId, connectionId: id, kind: "image", status: "scheduled", scheduledAt }],
          },
        },
      });
    await clock.advance(167 * DAY);
    await bench.tokens.sweep();
    expect(bench.notices).toMatchObject([{ type: "connection.ending", params: { count: 2 } }]);
  });
});

test("no token is ever logged, whatever goes wrong", async () => {
  const id = await connect();
  await clock.advance(3 * HOUR);
  for (const code of ["NETWORK_ERROR", "CONFIG_INVALID", "NEEDS_RECONNECT"] as const) {
    provider.failWith(new AppError(code, code));
    await bench.tokens.fresh(id).catch((error) => {
      expect(JSON.stringify({ ...error, message: error.message })).not.toContain("canary");
    });
  }
  expect(bench.log.lines.length).toBeGreaterThan(2);
  expect(JSON.stringify(bench.log.lines)).not.toContain("canary");
  const journal = await database.db.tokenRotation.findMany({ where: { connectionId: id } });
  expect(JSON.stringify(journal)).not.toContain("canary");
});
