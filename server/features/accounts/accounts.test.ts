import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type AccountsBench, accountsBench } from "#e2e/support/accounts-bench.ts";
import { type TestClock, testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import type { Actor } from "#server/features/actor.ts";
import type { AccountsService } from "./service.ts";

const MINUTE = 60_000;
let database: TestDatabase;
let clock: TestClock;
let bench: AccountsBench;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query("truncate connections, posts, oauth_states cascade");
  clock = testClock();
  bench = accountsBench(database, clock);
  actor = await seedWorkspace(database.db);
});

const row = (id: string) => database.db.connection.findUniqueOrThrow({ where: { id } });
const lose = (id: string) =>
  bench.work.run((tx) => bench.tokens.lost(tx, { id, tokenVersion: 1 }, "password_changed"));

const tomorrow = () => new Date(clock.now().getTime() + 86_400_000);
const plan = (connectionId: string, status: "scheduled" | "live", deletedAt?: Date) =>
  write(connectionId, status, tomorrow(), deletedAt ? { deletedAt } : {});
const planAt = (connectionId: string, scheduledAt: Date, text: string) =>
  write(connectionId, "scheduled", scheduledAt, { text });

async function write(
  connectionId: string,
  status: "scheduled" | "live",
  scheduledAt: Date,
  own: { deletedAt?: Date; text?: string },
): Promise<void> {
  const { workspaceId, userId } = actor;
  const post = { workspaceId, createdByUserId: userId, timeZone: "UTC", scheduledAt, ...own };
  const target = { workspaceId, connectionId, kind: "image", status, scheduledAt };
  await database.db.post.create({ data: { ...post, targets: { create: [target] } } });
}

describe("the list", () => {
  test("says what is missing, when it is renewed, and which posts a broken connection holds up", async () => {
    const [id = ""] = await bench.login(actor);
    await plan(id, "scheduled");
    await plan(id, "scheduled");
    await plan(id, "live");
    await plan(id, "scheduled", clock.now());
    expect(await bench.service.list(actor)).toMatchObject([
      {
        id,
        handle: "demo",
        status: "active",
        statusReason: null,
        postsAtRisk: 0,
        nextRefreshAt: new Date("2026-04-19T10:00:00.000Z"),
      },
    ]);
    await lose(id);
    expect(await bench.service.list(actor)).toMatchObject([
      {
        id,
        status: "needs_reconnect",
        statusReason: "password_changed",
        postsAtRisk: 2,
        nextRefreshAt: null,
      },
    ]);
  });

  test("names the posts planned for later than a grant that nothing but a person can renew", async () => {
    const [id = ""] = await bench.login(actor);
    const endsAt = new Date(clock.now().getTime() + 30 * 86_400_000);
    await database.db.connection.update({ where: { id }, data: { refreshTokenExpiresAt: endsAt } });
    await planAt(id, new Date(endsAt.getTime() - 1), "in time");
    await planAt(id, endsAt, "too late");
    const listed = (await bench.service.list(actor)).find((each) => each.id === id);
    expect(listed).toMatchObject({ status: "active", grantEndsAt: endsAt, postsAtRisk: 1 });
    const { atRisk } = await bench.service.get(actor, id);
    expect(atRisk.map(({ title, scheduledAt }) => [title, scheduledAt])).toEqual([["too late", endsAt]]);
    await lose(id);
    const { postsAtRisk, atRisk: all } = await bench.service.get(actor, id);
    expect([postsAtRisk, all.map(({ title }) => title)]).toEqual([2, ["in time", "too late"]]);
  });

  test("takes one query, however many connections there are", async () => {
    bench.network.grants([{}, {}, {}, {}]);
    await bench.login(actor);
    const query = vi.spyOn(database.pool, "query");
    expect(await bench.service.list(actor)).toHaveLength(4);
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
  });

  test("shows nothing of another workspace", async () => {
    const [id = ""] = await bench.login(actor);
    const stranger = await seedWorkspace(database.db, "Eve");
    expect(await bench.service.list(stranger)).toEqual([]);
    for (const call of ["get", "composeOptions", "disconnect"] as const)
      await expect(bench.service[call](stranger, id), call).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await row(id)).status).toBe("active");
  });

  test("what can be connected names networks that are off, and only logins with a client", () => {
    const offered = bench.service.connectable();
    const instagram = { platform: "instagram", label: "Instagram", forms: [] };
    expect(offered.find(({ platform }) => platform === "instagram")).toEqual({
      ...instagram,
      mode: "sandbox",
      flavors: ["instagram-login", "facebook-login"],
    });
    const others = offered.filter(({ platform }) => platform !== "instagram");
    expect(others.map(({ platform, mode, flavors }) => [platform, mode, flavors])).toContainEqual([
      "tiktok",
      "off",
      [],
    ]);
    expect(
      others.every(({ mode, flavors, forms }) => mode === "off" && [...flavors, ...forms].length === 0),
    ).toBe(true);
  });
});

describe("what the network tells of an account", () => {
  test("is asked once a minute, and anew after a new login", async () => {
    const [id = ""] = await bench.login(actor);
    const told = {
      options: { privacy_level: ["SELF_ONLY"] },
      quota: { used: 1, limit: 50, windowMs: 86_400_000 },
    };
    expect(await bench.service.composeOptions(actor, id)).toEqual(told);
    expect(await bench.service.composeOptions(actor, id)).toEqual(told);
    expect((await bench.service.get(actor, id)).quota).toEqual(told.quota);
    expect(bench.network.asked.sort()).toEqual(["options", "quota"]);
    await clock.advance(MINUTE + 1);
    await bench.service.composeOptions(actor, id);
    expect(bench.network.asked).toHaveLength(4);
    await bench.login(actor);
    await bench.service.composeOptions(actor, id);
    expect(bench.network.asked).toHaveLength(6);
  });

  test("a network that is down hides the quota, and says so where choices are needed", async () => {
    const [id = ""] = await bench.login(actor);
    bench.network.failWith(new AppError("TIMEOUT", "late", { retryable: true }));
    expect(await bench.service.get(actor, id)).toMatchObject({ id, quota: null });
    await expect(bench.service.composeOptions(actor, id)).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  test("a refused token marks the connection instead of failing for ever", async () => {
    const [id = ""] = await bench.login(actor);
    bench.network.failWith(
      new AppError("NEEDS_RECONNECT", "190", { params: { reason: "password_changed" } }),
    );
    await expect(bench.service.composeOptions(actor, id)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    expect(await row(id)).toMatchObject({ status: "needs_reconnect", statusReason: "password_changed" });
    expect((await bench.service.get(actor, id)).quota).toBeNull();
  });
});

describe("the journal of a login", () => {
  test("comes page by page, the newest first, each entry once, also those of one moment", async () => {
    const [id = ""] = await bench.login(actor);
    const { workspaceId } = actor;
    const at = clock.now().getTime();
    await database.db.tokenRotation.createMany({
      data: [1, 1, 1, 2, 3, 3].map((hours, index) => ({
        ...{ workspaceId, connectionId: id, kind: "refreshed", version: index + 2 },
        at: new Date(at + hours * 60 * MINUTE),
      })),
    });
    const seen: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Awaited<ReturnType<AccountsService["rotations"]>> = await bench.service.rotations(actor, {
        connectionId: id,
        limit: 2,
        cursor,
      });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ version }) => version));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    expect(new Set(seen.slice(0, 2))).toEqual(new Set([6, 7]));
    expect(seen.at(-1)).toBe(1);
  });

  test("knows no account and no place of another workspace", async () => {
    const [id = ""] = await bench.login(actor);
    const { items } = await bench.service.rotations(actor, { connectionId: id, limit: 1 });
    const stranger = await seedWorkspace(database.db);
    const theirs = bench.service.rotations(stranger, { connectionId: id, limit: 1 });
    await expect(theirs).rejects.toMatchObject({ code: "NOT_FOUND" });
    const [other = ""] = await bench.login(stranger);
    const cursor = items[0]?.id;
    const place = bench.service.rotations(stranger, { connectionId: other, limit: 1, cursor });
    await expect(place).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("disconnecting", () => {
  test("takes the grant back, forgets the tokens, keeps the history", async () => {
    const [id = ""] = await bench.login(actor);
    await bench.service.disconnect(actor, id);
    expect(bench.network.revoked).toMatchObject([{ accessToken: "act.canary-access" }]);
    expect(bench.network.endedWith).toEqual(["rft.canary-refresh"]);
    expect(await row(id)).toMatchObject({
      status: "disconnected",
      accessToken: null,
      refreshToken: null,
      refreshDueAt: null,
    });
    const { items } = await bench.service.rotations(actor, { connectionId: id, limit: 50 });
    expect(items.map(({ kind, detail }) => [kind, detail])).toEqual([
      ["revoked", "revoked_by_us"],
      ["connected", null],
    ]);
    await bench.service.disconnect(actor, id);
    expect(bench.network.revoked).toHaveLength(1);
    expect(await bench.login(actor)).toEqual([id]);
    expect((await row(id)).status).toBe("active");
  });

  test("the network's own news of the end, quicker than we are, alarms nobody", async () => {
    const [id = ""] = await bench.login(actor);
    const now = clock.now();
    const event = {
      id: crypto.randomUUID(),
      type: "authorization.removed",
      occurredAt: now,
      receivedAt: now,
    };
    const news = { platform: "instagram", accountRef: "17841400000000001", event };
    vi.spyOn(bench.network.platform.oauth, "revoke").mockImplementation(async () => {
      await bench.work.run((tx) => bench.service.connectionRevoked(tx, news));
      return true;
    });
    await bench.service.disconnect(actor, id);
    expect(bench.notices).toEqual([]);
    expect((await row(id)).status).toBe("disconnected");
  });

  test("a process that dies before it forgets is finished by the sweep", async () => {
    const [id = ""] = await bench.login(actor);
    await bench.work.run((tx) => bench.tokens.leaving(tx, { id, workspaceId: actor.workspaceId }));
    expect((await row(id)).accessToken).not.toBeNull();
    clock.set(new Date(Date.now() + 11 * MINUTE));
    await bench.tokens.sweep();
    expect(await row(id)).toMatchObject({ status: "disconnected", accessToken: null, refreshToken: null });
  });

  test("works while the network is down", async () => {
    const [id = ""] = await bench.login(actor);
    bench.network.failWith(new AppError("NETWORK_ERROR", "refused", { retryable: true }));
    await bench.service.disconnect(actor, id);
    expect(await row(id)).toMatchObject({ status: "disconnected", accessToken: null });
    const { items } = await bench.service.rotations(actor, { connectionId: id, limit: 1 });
    expect(items[0]?.detail).toBe("revoke_unconfirmed");
  });

  test("does not end what another connection lives on: the same account elsewhere, or the same consent", async () => {
    const client = await seedWorkspace(database.db, "Client");
    const [mine = ""] = await bench.login(actor);
    const [theirs = ""] = await bench.login(client);
    await bench.service.disconnect(actor, mine);
    expect(bench.network.revoked).toEqual([]);
    await bench.service.disconnect(client, theirs);
    expect(bench.network.revoked).toHaveLength(1);

    bench.network.grants([{ meta: { grantId: "10" } }, { meta: { grantId: "10" } }]);
    const [first = "", second = ""] = await bench.login(actor);
    await bench.service.disconnect(actor, first);
    expect(bench.network.revoked).toHaveLength(1);
    await bench.service.disconnect(actor, second);
    expect(bench.network.revoked).toHaveLength(2);
  });

  test("is for owners and admins", async () => {
    const [id = ""] = await bench.login(actor);
    await expect(bench.service.disconnect({ ...actor, role: "editor" }, id)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await row(id)).status).toBe("active");
  });
});

describe("a network that says our access was taken away", () => {
  const revoked = (accountRef: string, occurredAt: Date | null, receivedAt = clock.now()) =>
    bench.work.run((tx) =>
      bench.service.connectionRevoked(tx, {
        platform: "instagram",
        accountRef,
        event: { id: crypto.randomUUID(), type: "authorization.removed", occurredAt, receivedAt },
      }),
    );

  test("is believed in every workspace the account is in, and tells their people once", async () => {
    const client = await seedWorkspace(database.db, "Client");
    const ids = [...(await bench.login(actor)), ...(await bench.login(client))];
    const lost = () => bench.notices.filter(({ type }) => type === "connection.needs_reconnect");
    expect(await revoked("17841400000000001", clock.now())).toBe("applied");
    expect(await revoked("17841400000000001", clock.now())).toBe("applied");
    for (const id of ids)
      expect(await row(id)).toMatchObject({ status: "needs_reconnect", statusReason: "revoked_at_platform" });
    expect(lost()).toHaveLength(2);
  });

  test("does not undo a login that came after it", async () => {
    const before = clock.now();
    await clock.advance(5_000);
    bench.network.grants([{}]);
    const [id = ""] = await bench.login(actor);
    expect(await revoked("17841400000000001", before)).toBe("applied");
    expect((await row(id)).status).toBe("active");
  });

  test("without saying when, ends what was there when we heard of it, however late that is applied", async () => {
    const [id = ""] = await bench.login(actor);
    await clock.advance(5_000);
    const received = clock.now();
    await clock.advance(3_600_000);
    expect(await revoked("17841400000000001", null, received)).toBe("applied");
    expect((await row(id)).status).toBe("needs_reconnect");
  });

  test.each([
    ["without saying when", null],
    ["with a time to come", new Date("2090-01-01T00:00:00Z")],
  ])("%s, does not undo a login made after we heard of it", async (_what, occurredAt) => {
    await bench.login(actor);
    await clock.advance(5_000);
    const received = clock.now();
    expect(await revoked("17841400000000001", occurredAt, received)).toBe("applied");
    await clock.advance(5_000);
    bench.network.grants([{}]);
    const [id = ""] = await bench.login(actor);
    expect(await revoked("17841400000000001", occurredAt, received)).toBe("applied");
    expect((await row(id)).status).toBe("active");
  });

  test("of an account nobody here knows means nothing", async () => {
    expect(await revoked("42", null)).toBe("unknown");
  });
});
