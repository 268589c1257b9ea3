import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { seedConnection, seedWorkspace } from "#e2e/support/workspace.ts";
import { createSecretBox } from "#server/adapters/secret-box/secret-box.ts";
import { toBase64 } from "#server/core/encoding.ts";
import { rotateKeys } from "./rotate-keys.ts";
import { createTokenVault, type TokenVault } from "./vault.ts";

const key = (id: string, fill: number) => ({ id, key: toBase64(new Uint8Array(32).fill(fill)) });
const [OLD, NEW, LOST] = [key("old", 1), key("new", 2), key("lost", 3)];
const vaultOf = (...keys: { id: string; key: string }[]): TokenVault =>
  createTokenVault(createSecretBox(keys));
const both = vaultOf(NEW, OLD);
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test("a refresh that stores at the same moment wins, and what no key opens is left as it was", async () => {
  const { db } = database;
  const actor = await seedWorkspace(db);
  const { workspaceId } = actor;
  const place = (connectionId: string) => ({ workspaceId, connectionId, column: "accessToken" as const });
  const sealed = async (vault: TokenVault, handle: string) => {
    const id = await seedConnection(db, actor, { handle });
    await db.connection.update({ where: { id }, data: { accessToken: await vault.seal(place(id), handle) } });
    return id;
  };
  const calm = await sealed(vaultOf(OLD), "calm");
  const raced = await sealed(vaultOf(OLD), "raced");
  const strange = await sealed(vaultOf(LOST), "strange");
  const current = await sealed(vaultOf(NEW), "current");
  const renewing: TokenVault = {
    ...both,
    async seal(at, token) {
      if (at.connectionId === raced) {
        const renewed = await vaultOf(OLD).seal(at, "renewed meanwhile");
        await db.connection.update({ where: { id: raced }, data: { accessToken: renewed } });
      }
      return both.seal(at, token);
    },
  };
  expect(await rotateKeys({ db, vault: renewing })).toEqual({
    rotated: 1,
    current: 1,
    overtaken: 1,
    unreadable: 1,
  });
  expect(await rotateKeys({ db, vault: both })).toEqual({
    rotated: 1,
    current: 2,
    overtaken: 0,
    unreadable: 1,
  });
  const opened = async (id: string) => {
    const { accessToken } = await db.connection.findUniqueOrThrow({ where: { id } });
    return vaultOf(NEW)
      .open(place(id), accessToken ?? "")
      .catch(() => "closed");
  };
  expect(await Promise.all([calm, raced, strange, current].map(opened))).toEqual([
    "calm",
    "renewed meanwhile",
    "closed",
    "current",
  ]);
});
