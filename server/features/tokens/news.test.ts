import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { grantProvider } from "#e2e/support/grant-provider.ts";
import { tokenBench } from "#e2e/support/token-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";

const HOUR = 3_600_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

async function listening() {
  const actor = await seedWorkspace(database.db);
  const { workspaceId, userId: createdByUserId } = actor;
  const clock = testClock();
  const provider = grantProvider({ clock });
  const bench = tokenBench(database, clock, new Map([["instagram", provider.platform]]));
  await database.db.outgoingEndpoint.create({
    data: {
      ...{ workspaceId, createdByUserId, url: "https://hooks.example.com/", secret: "sealed" },
      events: ["connection.needs_reconnect", "connection.recovered"],
    },
  });
  const id = await bench.connect(actor, provider.tokens());
  const told = async () =>
    (await database.db.outgoingMessage.findMany({ where: { workspaceId }, orderBy: { id: "asc" } })).map(
      ({ type, data }) => ({ type, data }),
    );
  const grant = () =>
    bench.work.run((tx) =>
      bench.tokens.granted(tx, {
        ...{ connectionId: id, workspaceId, platform: "instagram", flavor: "instagram-login" },
        ...{ tokens: provider.tokens(), kind: "reconnected" },
      }),
    );
  return { clock, provider, bench, id, told, grant };
}

describe("a workspace's own systems are told", () => {
  test("once that an account has to be connected again, and once that it works", async () => {
    const { clock, provider, bench, id, told, grant } = await listening();
    await clock.advance(3 * HOUR);
    provider.failWith(new AppError("NEEDS_RECONNECT", "gone", { params: { reason: "token_expired" } }));
    for (let time = 0; time < 3; time++)
      await expect(bench.tokens.fresh(id)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    const { handle } = await database.db.connection.findUniqueOrThrow({ where: { id } });
    const account = { id, network: "instagram", handle };
    const lost = { type: "connection.needs_reconnect", data: { account, reason: "token_expired" } };
    expect(await told()).toEqual([lost]);
    await grant();
    await grant();
    expect(await told()).toEqual([lost, { type: "connection.recovered", data: { account } }]);
    expect(JSON.stringify(await told())).not.toMatch(/canary/);
  });

  test("nothing of a login that renews what works", async () => {
    const { told, grant } = await listening();
    await grant();
    expect(await told()).toEqual([]);
  });
});
