import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { seedConnection, seedWorkspace } from "#e2e/support/workspace.ts";
import { createPlatformStatus } from "./platform-status.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test("tells of this workspace alone, what its rows say at this moment", async () => {
  const { db } = database;
  const [mine, other] = [await seedWorkspace(db), await seedWorkspace(db)];
  const status = createPlatformStatus({ db, config: { platforms: { instagram: { mode: "sandbox" } } } });
  const empty = await status(mine.workspaceId);
  expect(empty.instagram).toMatchObject({ mode: "sandbox", connected: false, accounts: [] });
  expect(empty.tiktok).toMatchObject({ label: "TikTok", mode: "off", connected: false });

  const id = await seedConnection(db, mine, { handle: "ann" });
  await seedConnection(db, mine, { platform: "tiktok", status: "needs_reconnect", handle: "ann.clips" });
  await seedConnection(db, mine, { status: "disconnected", handle: "gone" });
  await seedConnection(db, other, { handle: "stranger" });
  const expiresAt = new Date("2026-05-01T10:00:00.000Z");
  await db.connection.update({
    where: { id },
    data: { accessToken: "v1.k.sealed", accessTokenExpiresAt: expiresAt },
  });
  await db.connection.updateMany({
    where: { workspaceId: mine.workspaceId, platform: "tiktok" },
    data: { statusReason: "token_expired" },
  });

  const told = await status(mine.workspaceId);
  expect(told.instagram).toMatchObject({
    connected: true,
    accounts: [
      { id, handle: "ann", status: "active", needsReconnect: false, expiresAt: expiresAt.toISOString() },
    ],
  });
  expect(told.instagram?.accounts).toHaveLength(1);
  expect(told.tiktok).toMatchObject({
    connected: false,
    accounts: [{ needsReconnect: true, reason: "token_expired" }],
  });
  expect(JSON.stringify(told)).not.toContain("sealed");
});
