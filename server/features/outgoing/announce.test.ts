import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { seedConnection } from "#e2e/support/workspace.ts";
import { recordAnnouncement } from "#server/features/announce.ts";
import { messageReceived } from "./message-received.ts";
import { type Bench, outgoingBench, published } from "./outgoing.fixture.ts";
import { outgoingEvents } from "./schema.ts";

let database: TestDatabase;
let bench: Bench;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  bench = await outgoingBench(database);
});
afterEach(async () => {
  await database.db.job.deleteMany();
  await database.db.organization.deleteMany();
});
afterAll(() => database.close());

type Events = Parameters<Bench["service"]["create"]>[1]["events"];
const listen = (to: Bench, events: Events = ["post.published"]) =>
  to.service.create(to.actor, { url: "https://hooks.example.com/", description: "", events });
const messages = () => database.db.outgoingMessage.findMany({ include: { deliveries: true } });
const jobs = () => database.db.job.findMany({ orderBy: { createdAt: "asc" } });

describe("an announcement", () => {
  it("is one message per cause, however often and from however many sides it is told", async () => {
    await listen(bench);
    const event = published(bench.actor, { cause: "t1:1" });
    await Promise.all([1, 2, 3, 4].map(() => bench.work.run((tx) => tx.announce(event))));
    await bench.announce({ cause: "t1:1" });
    const [message, ...others] = await messages();
    expect(others).toEqual([]);
    expect(message?.deliveries).toHaveLength(1);
    expect((await jobs()).map(({ name }) => name)).toEqual(["outgoing.deliver"]);
    await bench.announce({ cause: "t1:2" });
    expect(await messages()).toHaveLength(2);
  });

  it("stands or falls with the change it tells of", async () => {
    await listen(bench);
    const failed = bench.work.run(async (tx) => {
      await tx.announce(published(bench.actor, { cause: "t1:1" }));
      throw new Error("the change failed");
    });
    await expect(failed).rejects.toThrow("the change failed");
    expect([await messages(), await jobs()]).toEqual([[], []]);
  });

  it("goes to every endpoint that asked for it and to no other workspace's", async () => {
    const other = await outgoingBench(database);
    const wanted = [await listen(bench), await listen(bench, ["post.failed", "post.published"])];
    const off = await listen(bench);
    await bench.service.disable(bench.actor, off.endpoint.id);
    await listen(bench, ["post.failed"]);
    await listen(other);
    await bench.announce({ cause: "t1:1" });
    const [message, ...others] = await messages();
    expect(others).toEqual([]);
    expect(message?.workspaceId).toBe(bench.actor.workspaceId);
    expect(message?.deliveries.map(({ endpointId }) => endpointId).sort()).toEqual(
      wanted.map(({ endpoint }) => endpoint.id).sort(),
    );
  });

  it("writes nothing where nobody listens", async () => {
    await bench.announce({ cause: "t1:1" });
    expect([await messages(), await jobs()]).toEqual([[], []]);
  });

  it("carries what its event declares and nothing beside it", async () => {
    await listen(bench);
    const event = published(bench.actor, { cause: "t1:1" });
    const data = { ...event.data, accessToken: "EAAsecret", text: "a person's words" };
    await bench.work.run((tx) => tx.announce({ ...event, data } as typeof event));
    const [message] = await messages();
    expect(Object.keys(message?.data as object).sort()).toEqual(
      Object.keys(outgoingEvents["post.published"].shape).sort(),
    );
    expect(JSON.stringify(message?.data)).not.toMatch(/secret|words/);
  });

  it("does not fail because its endpoint is removed at this very moment", async () => {
    const { endpoint } = await listen(bench);
    let removed: Promise<void> | undefined;
    await bench.work.run(async (tx) => {
      const outgoingMessage = {
        async createMany(rows: Parameters<typeof tx.db.outgoingMessage.createMany>[0]) {
          removed = bench.service.remove(bench.actor, endpoint.id);
          await new Promise((resolve) => setTimeout(resolve, 100));
          return tx.db.outgoingMessage.createMany(rows);
        },
      };
      const db = new Proxy(tx.db, {
        get: (target, name) => (name === "outgoingMessage" ? outgoingMessage : Reflect.get(target, name)),
      });
      const told = await recordAnnouncement(db, bench.clock.now(), published(bench.actor, { cause: "t1:1" }));
      expect(told).toHaveLength(1);
    });
    await removed;
    expect((await messages())[0]?.deliveries).toEqual([]);
  });

  it("to an endpoint that is gone by now is nothing to do", async () => {
    const { endpoint } = await listen(bench);
    await bench.announce({ cause: "t1:1" });
    await bench.service.remove(bench.actor, endpoint.id);
    await bench.workOff();
    expect((await jobs()).map(({ status }) => status)).toEqual(["done"]);
  });
});

describe("a fan's message", () => {
  const notice = (accountRef: string, messageId = "m1") => ({
    ...{ platform: "onlyfans", accountRef, messageId, fanId: "555" },
    event: { id: "e1", type: "messages.received", occurredAt: new Date("2026-03-02T09:00:00Z") },
  });

  it("is told once to every workspace that works with the account", async () => {
    await listen(bench, ["message.received"]);
    const connectionId = await seedConnection(database.db, bench.actor, { platform: "onlyfans" });
    const { externalId } = await database.db.connection.findUniqueOrThrow({ where: { id: connectionId } });
    const hear = () => bench.work.run((tx) => messageReceived(tx, notice(externalId)));
    expect(await hear()).toBe("applied");
    expect(await hear()).toBe("applied");
    expect((await messages()).map(({ data }) => data)).toEqual([
      {
        account: { id: connectionId, network: "onlyfans", handle: "ann" },
        ...{ messageId: "m1", fanId: "555", receivedAt: "2026-03-02T09:00:00.000Z" },
      },
    ]);
  });

  it("for an account nobody works with is nothing of ours", async () => {
    expect(await bench.work.run((tx) => messageReceived(tx, notice("stranger")))).toBe("unknown");
  });
});
