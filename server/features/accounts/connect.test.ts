import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AccountsBench, accountsBench } from "#e2e/support/accounts-bench.ts";
import { type TestClock, testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/hmac.ts";
import type { Actor } from "#server/features/actor.ts";
import { safeReturnPath } from "./return-path.ts";

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
  await database.pool.query("truncate connections, oauth_states cascade");
  clock = testClock();
  bench = accountsBench(database, clock);
  actor = await seedWorkspace(database.db);
});

const finish = (query: Record<string, string>, userId = actor.userId, platform = "instagram") =>
  bench.service.finishConnect(userId, platform, new URLSearchParams(query));
const begun = async (input?: { flavor?: string; returnTo?: string }) =>
  (await bench.begin(actor, input)).get("state") ?? "";
const connections = () => database.db.connection.findMany({ orderBy: { externalId: "asc" } });

describe("going out", () => {
  test("the state goes out in the clear and stays as a hash; the verifier stays sealed", async () => {
    const asked = await bench.begin(actor, { flavor: "facebook-login", returnTo: "/compose?post=1" });
    const state = asked.get("state") ?? "";
    expect(state).toMatch(/^[0-9a-f]{64}$/);
    const [row, ...others] = await database.db.oAuthState.findMany();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      stateHash: await sha256Hex(state),
      userId: actor.userId,
      workspaceId: actor.workspaceId,
      platform: "instagram",
      flavor: "facebook-login",
      redirectUri: "https://app.test/auth/instagram/callback",
      returnTo: "/compose?post=1",
      expiresAt: new Date(clock.now().getTime() + 10 * MINUTE),
      usedAt: null,
    });
    expect(JSON.stringify(row)).not.toContain(state);
    expect(row?.codeVerifier).toMatch(/^v1\./);
  });

  test("the challenge belongs to the verifier that the exchange presents", async () => {
    const asked = await bench.begin(actor);
    await finish({ state: asked.get("state") ?? "", code: "c" });
    const [{ codeVerifier = "" } = {}] = bench.network.exchanged;
    expect(codeVerifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(asked.get("codeChallenge")).toBe(await sha256Hex(codeVerifier));
  });

  test("only owners and admins connect, only logins that are set up, only networks that are on", async () => {
    const editor = { ...actor, role: "editor" as const };
    const start = (who: Actor, platform: string, flavor?: string) =>
      bench.service.startConnect(who, { platform, ...(flavor ? { flavor } : {}) });
    await expect(start(editor, "instagram")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(start(actor, "instagram", "myspace-login")).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(start(actor, "tiktok")).rejects.toMatchObject({ userMessage: "PLATFORM_OFF" });
    await expect(start(actor, "myspace")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await database.db.oAuthState.count()).toBe(0);
  });

  test.each([
    ["/calendar?view=week", "/calendar?view=week"],
    ["https://evil.test/", "/accounts"],
    ["//evil.test/", "/accounts"],
    ["/\\evil.test", "/accounts"],
    ["/%2f/../..//evil.test", "/accounts"],
    ["javascript:alert(1)", "/accounts"],
    ["/auth/instagram", "/accounts"],
    ["/api/trpc", "/accounts"],
    ["", "/accounts"],
    [null, "/accounts"],
    [`/${"a".repeat(600)}`, "/accounts"],
  ])("the way back %s becomes %s", (asked, path) => {
    expect(safeReturnPath(asked)).toBe(path);
  });

  test("states a day past their time are cleared away", async () => {
    await begun();
    await clock.advance(25 * 60 * MINUTE);
    await begun();
    expect(await database.db.oAuthState.count()).toBe(1);
  });
});

describe("coming back", () => {
  test("a consent becomes a connection with sealed tokens, granted scopes and a first line in its journal", async () => {
    const state = await begun({ returnTo: "/calendar" });
    const result = await finish({ state, code: "canary-code" });
    const [row] = await connections();
    expect(result).toEqual({ returnTo: "/calendar", connected: [row?.id], elsewhere: false });
    expect(row).toMatchObject({
      workspaceId: actor.workspaceId,
      externalId: "17841400000000001",
      flavor: "instagram-login",
      status: "active",
      scopes: ["publish", "list"],
      tokenVersion: 1,
      connectedByUserId: actor.userId,
    });
    expect(JSON.stringify(row)).not.toContain("canary");
    expect((await bench.tokens.fresh(row?.id ?? "")).accessToken).toBe("act.canary-access");
    const journal = await database.db.tokenRotation.findMany();
    expect(journal).toMatchObject([
      { kind: "connected", version: 1, fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/) },
    ]);
    expect(bench.network.exchanged).toMatchObject([
      {
        flavor: "instagram-login",
        code: "canary-code",
        redirectUri: "https://app.test/auth/instagram/callback",
      },
    ]);
  });

  test("a login that opens several accounts connects them all", async () => {
    bench.network.grants([{}, {}, {}]);
    expect(await bench.login(actor)).toHaveLength(3);
    expect((await connections()).map(({ handle }) => handle)).toEqual(["demo", "demo1", "demo2"]);
  });

  test("consenting again mends the same connection and lets its posts go on", async () => {
    const [id = ""] = await bench.login(actor);
    await bench.work.run((tx) => bench.tokens.lost(tx, { id, tokenVersion: 1 }, "token_expired"));
    bench.resumed.length = 0;
    bench.network.grants([{ handle: "renamed" }], { accessToken: "act.canary-second" });
    expect(await bench.login(actor)).toEqual([id]);
    const [row, ...others] = await connections();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ status: "active", statusReason: null, handle: "renamed", tokenVersion: 2 });
    expect(bench.resumed).toEqual([id]);
  });

  test("twenty callbacks with one state: one exchange", async () => {
    const state = await begun();
    const results = await Promise.all(Array.from({ length: 20 }, () => finish({ state, code: "c" })));
    expect(bench.network.exchanged).toHaveLength(1);
    expect(results.filter(({ error }) => !error)).toHaveLength(1);
    expect(new Set(results.flatMap(({ error }) => error?.message ?? []))).toEqual(
      new Set(["OAUTH_ALREADY_USED"]),
    );
  });
});

describe("everything that can go wrong has its own words", () => {
  const messageOf = async (result: ReturnType<typeof finish>) => (await result).error?.message;

  test("no state, a state nobody issued, and one of another network", async () => {
    const state = await begun();
    expect(await messageOf(finish({ code: "c" }))).toBe("OAUTH_UNKNOWN");
    expect(await messageOf(finish({ state: "f".repeat(64), code: "c" }))).toBe("OAUTH_UNKNOWN");
    expect(await messageOf(finish({ state, code: "c" }, actor.userId, "tiktok"))).toBe("OAUTH_UNKNOWN");
    expect(bench.network.exchanged).toEqual([]);
  });

  test("another person's state is refused, and stays good for its own person", async () => {
    const state = await begun({ returnTo: "/posts/secret" });
    const stranger = await seedWorkspace(database.db, "Eve");
    const result = await finish({ state, code: "c" }, stranger.userId);
    expect(result).toEqual({
      returnTo: "/accounts",
      connected: [],
      elsewhere: false,
      error: { message: "OAUTH_OTHER_PERSON", params: {} },
    });
    expect((await finish({ state, code: "c" })).connected).toHaveLength(1);
  });

  test("a state is used once, and for ten minutes", async () => {
    const used = await begun();
    await finish({ state: used, code: "c" });
    expect(await messageOf(finish({ state: used, code: "c" }))).toBe("OAUTH_ALREADY_USED");
    const late = await begun();
    await clock.advance(10 * MINUTE);
    expect(await messageOf(finish({ state: late, code: "c" }))).toBe("OAUTH_EXPIRED");
  });

  test.each([
    ["the person said no", { error: "access_denied", error_description: "<b>no</b>" }, "OAUTH_DENIED"],
    ["Facebook ended it", { error_code: "1349220", error_message: "…" }, "OAUTH_REFUSED"],
    ["the network broke", { error: "server_error" }, "OAUTH_REFUSED"],
    ["no code came", {}, "OAUTH_CODE_MISSING"],
  ])("%s: nothing is exchanged, and the state is spent", async (_, query, message) => {
    const state = await begun();
    expect(await finish({ state, ...(query as Record<string, string>) })).toEqual({
      returnTo: "/accounts",
      connected: [],
      elsewhere: false,
      error: { message, params: {} },
    });
    expect(await messageOf(finish({ state, code: "c" }))).toBe("OAUTH_ALREADY_USED");
    expect(bench.network.exchanged).toEqual([]);
  });

  test.each([
    [
      "an expired code",
      new AppError("BAD_REQUEST", "x", { userMessage: "OAUTH_CODE_EXPIRED" }),
      "OAUTH_CODE_EXPIRED",
    ],
    [
      "no professional account",
      new AppError("PERMISSION_MISSING", "x", { userMessage: "OAUTH_NO_BUSINESS_ACCOUNT" }),
      "OAUTH_NO_BUSINESS_ACCOUNT",
    ],
    [
      "wrong client settings",
      new AppError("CONFIG_INVALID", "x", { userMessage: "OAUTH_MISCONFIGURED" }),
      "OAUTH_MISCONFIGURED",
    ],
    [
      "a network that is down",
      new AppError("NETWORK_ERROR", "x", { retryable: true }),
      "OAUTH_PLATFORM_DOWN",
    ],
    ["a network that answers nonsense", new AppError("INVALID_RESPONSE", "x"), "OAUTH_PLATFORM_DOWN"],
    ["a permission refused on the way", new AppError("PERMISSION_MISSING", "x"), "OAUTH_SCOPE_MISSING"],
    ["something unforeseen", new Error("boom") as AppError, "INTERNAL_ERROR"],
  ])("%s", async (_, error, message) => {
    bench.network.failWith(error);
    const state = await begun();
    expect(await messageOf(finish({ state, code: "c" }))).toBe(message);
    expect(await connections()).toEqual([]);
  });

  test("a required permission that was not given is named, and nothing is stored; an optional one is shown as missing", async () => {
    bench.network.grants([{}], { scopes: ["list"] });
    const state = await begun();
    expect((await finish({ state, code: "c" })).error).toEqual({
      message: "OAUTH_SCOPE_MISSING",
      params: { scopes: "publish" },
    });
    expect(await connections()).toEqual([]);
    bench.network.grants([{}], { scopes: ["publish"] });
    await bench.login(actor);
    expect(await bench.service.list(actor)).toMatchObject([
      { scopesMissing: [{ scope: "list", required: false, for: "insights" }] },
    ]);
  });

  test("somebody who is no admin any more when they come back connects nothing", async () => {
    const state = await begun();
    await database.db.member.updateMany({ where: { userId: actor.userId }, data: { role: "editor" } });
    expect(await messageOf(finish({ state, code: "c" }))).toBe("OAUTH_FORBIDDEN");
    await database.db.member.updateMany({ where: { userId: actor.userId }, data: { role: "owner" } });
    expect(bench.network.exchanged).toEqual([]);
  });
});

test("an account may be connected in two workspaces, and both are told", async () => {
  const client = await seedWorkspace(database.db, "Client");
  const [first] = await bench.login(actor);
  const [second] = await bench.login(client);
  expect(second).not.toBe(first);
  const told = bench.notices.filter(({ type }) => type === "connection.shared");
  expect(new Set(told.map(({ workspaceId }) => workspaceId))).toEqual(
    new Set([actor.workspaceId, client.workspaceId]),
  );
  await bench.login(client);
  expect(bench.notices.filter(({ type }) => type === "connection.shared")).toHaveLength(2);
});

test("no code, state or token is ever logged, however a login ends", async () => {
  const states: string[] = [];
  for (const failure of [undefined, new AppError("NETWORK_ERROR", "x"), new Error("boom") as AppError]) {
    bench.network.failWith(failure);
    states.push(await begun());
    await finish({ state: states.at(-1) ?? "", code: "canary-code" });
  }
  await finish({ state: await begun(), error: "access_denied_canary".padEnd(5_000, "!") });
  const lines = JSON.stringify(bench.log.lines);
  expect(bench.log.lines.length).toBeGreaterThan(2);
  expect(lines).not.toMatch(/canary-(code|access|refresh)/);
  for (const state of states) expect(lines).not.toContain(state);
});
