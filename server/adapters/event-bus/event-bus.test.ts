import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type RecordedLog, silentLog } from "#e2e/support/log.ts";
import { systemClock } from "#server/core/clock.ts";
import { eventBusContract, listen } from "#server/core/contracts/event-bus.contract.ts";
import { createInProcessEventBus } from "./in-process-bus.ts";
import { createPostgresEventBus, type PostgresEventBus } from "./postgres-bus.ts";

eventBusContract("the bus within a process", async () => {
  const bus = createInProcessEventBus({ bufferSize: 10 });
  return { publisher: bus, listener: bus, bufferSize: 10, close: async () => undefined };
});

function busOn(database: TestDatabase, log: RecordedLog = silentLog()): PostgresEventBus {
  const connection = { connectionString: database.url, application_name: "event-bus-test" };
  return createPostgresEventBus({ connection, pool: database.pool, clock: systemClock, log, bufferSize: 10 });
}

eventBusContract("the bus between processes", async () => {
  const database = await testDatabase();
  const [publisher, listener] = [busOn(database), busOn(database)];
  await listener.start();
  const close = async () => {
    await listener.close();
    await database.close();
  };
  return { publisher, listener, bufferSize: 10, close };
});

describe("the bus between processes, on a connection that breaks", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  const cut = () =>
    database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'event-bus-test'",
    );

  it("hears again after the connection was cut, and tells its subscribers what they may have missed", async () => {
    const log = silentLog();
    const bus = busOn(database, log);
    await bus.start();
    const hearing = listen(bus, "w1");
    await cut();
    expect(await hearing.next()).toMatchObject({ type: "events.missed" });
    await bus.publish({ workspaceId: "w1", type: "media.changed", id: "m1" });
    expect(await hearing.next()).toMatchObject({ type: "media.changed", id: "m1" });
    expect(log.lines.some(({ message }) => message.includes("reconnecting"))).toBe(true);
    hearing.stop();
    await bus.close();
  });

  it("ignores notifications that are not events", async () => {
    const bus = busOn(database);
    await bus.start();
    const hearing = listen(bus, "w2");
    for (const payload of [
      "",
      "not json",
      "null",
      '{"workspaceId":"w2"}',
      '{"workspaceId":"w2","id":"x","type":"made.up"}',
    ])
      await database.pool.query("select pg_notify('huntaze_events', $1)", [payload]);
    await bus.publish({ workspaceId: "w2", type: "post.changed", id: "real" });
    expect((await hearing.next())?.id).toBe("real");
    hearing.stop();
    await bus.close();
  });

  it("sends what is published at once in one statement, and tells each whether it went", async () => {
    const statements: unknown[] = [];
    let broken = false;
    const pool = {
      query: async (_sql: string, [, payloads]: [string, string[]]) => {
        if (broken) throw new Error("the database is away");
        statements.push(payloads.map((payload) => JSON.parse(payload).id));
      },
    } as unknown as TestDatabase["pool"];
    const connection = { connectionString: database.url };
    const bus = createPostgresEventBus({ connection, pool, clock: systemClock, log: silentLog() });
    const publish = (id: string) => bus.publish({ workspaceId: "w3", type: "post.changed", id });
    await Promise.all(["a", "b", "c"].map(publish));
    await publish("d");
    expect(statements).toEqual([["a", "b", "c"], ["d"]]);
    broken = true;
    const lost = await Promise.allSettled([publish("e"), publish("f")]);
    expect(lost.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    broken = false;
    await publish("g");
    expect(statements.at(-1)).toEqual(["g"]);
  });

  it("closes while it is reconnecting", async () => {
    const connection = { connectionString: "postgres://127.0.0.1:1/none" };
    const bus = createPostgresEventBus({
      connection,
      pool: database.pool,
      clock: systemClock,
      log: silentLog(),
    });
    void bus.start();
    await systemClock.sleep(50);
    await expect(bus.close()).resolves.toBeUndefined();
  });
});
