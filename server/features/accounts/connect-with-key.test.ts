import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EMPTY_TEAM_KEY, SECOND_TEAM_KEY } from "#e2e/sandbox/onlyfans/accounts.ts";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { accountsBench } from "#e2e/support/accounts-bench.ts";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import { tokenBench } from "#e2e/support/token-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import type { Actor } from "#server/features/actor.ts";
import { createAccountsService } from "./accounts.ts";
import type { AccountsService } from "./service.ts";

const KEY = "ofapi_sandbox-onlyfans-app";
const MAYA = "acct_8f21c07d5ab94e13";
const LENA = "acct_b7715e0a94d84c20";

let database: TestDatabase;
let sandbox: TestSandbox;
let actor: Actor & { operator: boolean };
/** The feature as it stands in the sandbox, and with credentials of its own. */
let service: AccountsService;
let live: AccountsService;

beforeAll(async () => {
  database = await testDatabase();
  sandbox = await testSandbox();
});
afterAll(async () => {
  await sandbox.close();
  await database.close();
});
beforeEach(async () => {
  await database.pool.query("truncate connections, posts cascade");
  await sandbox.control.reset();
  const clock = testClock();
  const platforms = new Map([["onlyfans", sandboxPlatform(sandbox, "onlyfans").platform]]);
  const { accountsDeps } = accountsBench(database, clock);
  const { tokens } = tokenBench(database, clock, platforms);
  const build = (mode: "sandbox" | "live") =>
    createAccountsService({
      ...accountsDeps,
      tokens,
      platforms,
      config: { platforms: { onlyfans: { mode, clients: {}, redirectUri: "" } } },
    });
  service = build("sandbox");
  live = build("live");
  actor = { ...(await seedWorkspace(database.db)), operator: false };
});

const partner = (apiKey = KEY) => ({ platform: "onlyfans", flavor: "partner", values: { apiKey } });
const assisted = (handle: string) => ({ platform: "onlyfans", flavor: "assisted", values: { handle } });
const row = (id: string) => database.db.connection.findUniqueOrThrow({ where: { id } });

describe("with a key", () => {
  test("an account is chosen, and the key is stored sealed, never as it was typed", async () => {
    const offered = await service.findAccounts(actor, partner());
    expect(offered.map(({ handle, unusable, connected }) => [handle, unusable, connected])).toEqual([
      ["maya.delorme", null, false],
      ["jonas.bakes", null, false],
      ["quiet.lena", "ONLYFANS_NOT_AUTHENTICATED_THERE", false],
    ]);
    const { connectionId } = await service.connectAccount(actor, { ...partner(), externalId: MAYA });
    const stored = await row(connectionId);
    expect(stored).toMatchObject({ handle: "maya.delorme", flavor: "partner", status: "active" });
    expect(stored.accessToken).toMatch(/^v1\./);
    expect(JSON.stringify(stored)).not.toContain(KEY);
    const [again] = await service.findAccounts(actor, partner());
    expect(again?.connected).toBe(true);
    const page = await service.fans(actor, { connectionId });
    expect(page.items).toHaveLength(19);
    expect(await service.credits(actor, connectionId)).toMatchObject({ balance: expect.any(Number) });
  });

  test("a new key for the same account takes the place of the old one", async () => {
    const input = { ...partner(), externalId: MAYA };
    const first = await service.connectAccount(actor, input);
    expect(await service.connectAccount(actor, { ...input, values: { apiKey: "" } })).toEqual(first);
    expect((await row(first.connectionId)).tokenVersion).toBe(2);
  });

  test.each([
    ["a wrong key", partner("ofapi_nobody-0123456789"), MAYA, "ONLYFANS_KEY_REFUSED"],
    ["an account of another team", partner(SECOND_TEAM_KEY), MAYA, "ACCOUNT_NOT_OFFERED"],
    ["an account not signed in there", partner(), LENA, "ONLYFANS_NOT_AUTHENTICATED_THERE"],
  ])("%s is refused in words, and leaves nothing behind", async (_, input, externalId, userMessage) => {
    await expect(service.connectAccount(actor, { ...input, externalId })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      userMessage,
    });
    expect(await database.db.connection.count()).toBe(0);
  });

  test("a team without credits connects, and is told where it matters", async () => {
    const input = { ...partner(EMPTY_TEAM_KEY), externalId: MAYA };
    const { connectionId } = await service.connectAccount(actor, input);
    await expect(service.fans(actor, { connectionId })).rejects.toMatchObject({
      userMessage: "ONLYFANS_NO_CREDITS",
    });
  });

  test("a refused key marks the connection at once, for a key cannot be renewed", async () => {
    const { connectionId } = await service.connectAccount(actor, { ...partner(), externalId: MAYA });
    await sandbox.control.account("onlyfans", MAYA, { revoke: true });
    await expect(service.chats(actor, { connectionId })).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    expect(await row(connectionId)).toMatchObject({
      status: "needs_reconnect",
      statusReason: "onlyfans_session_ended",
    });
  });

  test("the installation's own key opens accounts for those who run it alone", async () => {
    const input = { ...partner(""), externalId: MAYA };
    await expect(live.findAccounts(actor, input)).rejects.toMatchObject({
      code: "FORBIDDEN",
      userMessage: "CONNECT_OPERATORS_ONLY",
    });
    await expect(live.connectAccount(actor, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await live.connectAccount({ ...actor, operator: true }, input);
    expect(await database.db.connection.count()).toBe(1);
  });

  test("is for owners and admins", async () => {
    const editor = { ...actor, role: "editor" } as const;
    await expect(service.findAccounts(editor, partner())).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(service.connectAccount(editor, { ...partner(), externalId: MAYA })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("assisted", () => {
  test("a name makes an account without a grant, which asks nobody and can leave and come back", async () => {
    const input = { ...assisted("@Ann.OF"), externalId: "by-hand:ann.of" };
    expect(await service.findAccounts(actor, assisted("@Ann.OF"))).toMatchObject([{ handle: "Ann.OF" }]);
    const { connectionId } = await service.connectAccount(actor, input);
    expect(await row(connectionId)).toMatchObject({
      status: "active",
      flavor: "assisted",
      accessToken: null,
    });
    expect(await service.composeOptions(actor, connectionId)).toEqual({
      options: { to: ["by_hand"] },
      quota: null,
    });
    expect(await service.fans(actor, { connectionId })).toEqual({ items: [], nextCursor: null });
    expect(await service.credits(actor, connectionId)).toBeNull();
    await service.disconnect(actor, connectionId);
    expect((await row(connectionId)).status).toBe("disconnected");
    expect(await service.connectAccount(actor, input)).toEqual({ connectionId });
    expect((await row(connectionId)).status).toBe("active");
    expect(await sandbox.control.journal({ network: "onlyfans" })).toEqual([]);
  });

  test("an empty name is said so", () =>
    expect(service.findAccounts(actor, assisted(" "))).rejects.toMatchObject({
      userMessage: "FIELD_REQUIRED",
    }));
});

test("a stranger's connection has no fans for us", async () => {
  const { connectionId } = await service.connectAccount(actor, { ...partner(), externalId: MAYA });
  const stranger = await seedWorkspace(database.db, "Eve");
  for (const read of [service.fans, service.chats])
    await expect(read(stranger, { connectionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(service.credits(stranger, connectionId)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
