import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { newId } from "#server/core/ids.ts";
import { appoint, operators } from "./operators.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.user.deleteMany();
  for (const [name, emailVerified] of [
    ["ann", true],
    ["ben", true],
    ["new", false],
  ] as const)
    await database.db.user.create({
      data: { id: newId(), name, email: `${name}@example.com`, emailVerified, operator: name === "ann" },
    });
});

const to = (email: string, operator: boolean, requiresVerifiedEmail = true) =>
  appoint(database.db, email, { operator, requiresVerifiedEmail });

describe("appointing operators", () => {
  it("names people by their address, however it is written, and says whether anything changed", async () => {
    expect(await to(" Ben@Example.com ", true)).toBe(true);
    expect(await to("ben@example.com", true)).toBe(false);
    expect(await operators(database.db)).toEqual(["ann@example.com", "ben@example.com"]);
    expect(await to("ann@example.com", false)).toBe(true);
    expect(await to("ann@example.com", false)).toBe(false);
    expect(await operators(database.db)).toEqual(["ben@example.com"]);
  });

  it("knows nobody by an address that nobody has", async () => {
    await expect(to("zoe@example.com", true)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("takes an address that nobody confirmed only where none can be confirmed", async () => {
    await expect(to("new@example.com", true)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await to("new@example.com", true, false)).toBe(true);
  });

  it("leaves one, also when two who are left go at the same moment", async () => {
    await expect(to("ann@example.com", false)).rejects.toMatchObject({ code: "CONFLICT" });
    await to("ben@example.com", true);
    const both = await Promise.allSettled([to("ann@example.com", false), to("ben@example.com", false)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await operators(database.db)).toHaveLength(1);
  });
});
