import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Running, run } from "#server/entry/webhook-routes.fixture.ts";
import { type Endpoint, openEndpoint } from "./endpoint.ts";
import { isQuiet, readFacts } from "./facts.ts";
import { type Facts, judge } from "./judge.ts";
import { BUCKET_MS, type ProviderReport, provide } from "./provider.ts";
import { recoveries } from "./recovery.ts";
import { seedWorld } from "./seed.ts";
import { SESSIONS } from "./stage.ts";
import { timetable } from "./timetable.ts";
import { createWorld, messageKey, postKey } from "./world.ts";

const SINCE_S = Math.floor(Date.now() / 1_000) - 600;
const OPTIONS = { happenings: 400, seed: 3, sinceS: SINCE_S };
const world = createWorld(OPTIONS);

describe("a timetable", () => {
  it("delivers every happening first once, and one in five again", () => {
    const plan = timetable(world.happenings.length, { rate: 100, seed: 7 });
    const firsts = plan.filter(({ first }) => first);
    expect(new Set(firsts.map(({ happening }) => happening)).size).toBe(world.happenings.length);
    expect(firsts).toHaveLength(world.happenings.length);
    expect((plan.length - firsts.length) / plan.length).toBeCloseTo(0.2, 2);
    expect(firsts.at(-1)?.atMs).toBeCloseTo(2_500 + ((firsts.length - 1) / 80) * 1_000, 5);
    expect(firsts.filter(({ atMs }) => atMs >= 5_000 && atMs < 6_000)).toHaveLength(80);
    expect(firsts.filter(({ atMs }) => atMs < 1_000).length).toBeLessThan(20);
  });

  it("delivers up to thirty of one at the same moment, and in any order, where it is asked to", () => {
    const plan = timetable(4_000, { rate: 100, seed: 7, mostCopies: 29, shuffledWithinMs: 5_000 });
    const times = Map.groupBy(plan, ({ happening, atMs }) => `${happening} ${atMs}`);
    const most = Math.max(...[...times.values()].map((each) => each.length));
    expect(most).toBeGreaterThan(20);
    const firsts = plan.filter(({ first }) => first).map(({ happening }) => happening);
    expect(firsts).not.toEqual(firsts.toSorted((a, b) => a - b));
  });
});

describe("a recovery", () => {
  /** Forty seconds at 100/s, with nothing between these two. */
  const series = (from: number, to: number) =>
    Array.from({ length: 160 }, (_, bucket) =>
      bucket * BUCKET_MS >= from && bucket * BUCKET_MS < to ? 0 : 25,
    );
  const of = (fresh: number[], ...ends: number[]) =>
    recoveries(
      ends.map((end) => ({ from: end, to: end })),
      { fresh, bucketMs: BUCKET_MS, cleanRate: 100, untilMs: 40_000 },
    );

  it("lasts until a second is good and stays so", () => {
    expect(of(series(5_000, 8_000), 5_000)).toEqual([3_000]);
    expect(of(series(0, 0), 5_000)).toEqual([0]);
    const relapse = series(5_000, 8_000).with(38, 0).with(39, 0).with(40, 0);
    expect(of(relapse, 5_000)).toEqual([5_250]);
  });

  it("never came where too little is taken to the end", () => {
    const weak = series(0, 0).map((taken, bucket) => (bucket > 20 ? 23 : taken));
    expect(of(weak, 6_000)).toEqual([Number.POSITIVE_INFINITY]);
  });

  it("is not measured where the next disturbance, or the end, leaves no time for it", () => {
    expect(of(series(5_000, 6_000), 5_000, 12_000)).toEqual([0]);
    expect(of(series(0, 0), 30_000)).toEqual([]);
  });
});

describe("four hundred happenings, their deliveries and what they do, while the sessions of the database are killed", () => {
  let database: TestDatabase;
  let running: Running;
  let endpoint: Endpoint;
  let report: ProviderReport;
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "gateway-test-"));
  beforeAll(async () => {
    database = await testDatabase();
    endpoint = await openEndpoint();
    running = await run({ databaseUrl: database.url, dataDir }, {});
    await database.pool.query(
      `INSERT INTO workspaces (id, name, slug, "createdAt") VALUES ('w1', 'W', 'w1', now())`,
    );
    const { house, server } = running;
    const owner = { userId: "u1", workspaceId: "w1", role: "owner" } as const;
    await house.services.outgoing.create(owner, {
      ...{ url: endpoint.url, description: "", events: ["message.received"] },
    });
    await seedWorld(database.pool, world, { workspaceId: "w1", sinceS: SINCE_S });
    await house.start();
    const killing = setInterval(
      () =>
        void database.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${SESSIONS}`),
      400,
    );
    report = await provide({
      ...{ url: `http://127.0.0.1:${server.port}`, world: OPTIONS, patienceMs: 20_000 },
      timetable: { rate: 250, seed: 7, mostCopies: 29, shuffledWithinMs: 1_000, laterWithinMs: 1_000 },
    });
    clearInterval(killing);
    while (!(await isQuiet(database.pool))) await new Promise((resolve) => setTimeout(resolve, 100));
  }, 60_000);
  afterAll(async () => {
    await running.server.close();
    await running.house.queue.stop();
    await running.house.stop();
    await endpoint.close();
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const verdict = async () => judge(world, await readFacts(database.pool, endpoint.told()));

  it("end accepted, each applied once, and in the state of what happened last", async () => {
    expect(report).toMatchObject({ accepted: world.happenings.length, givenUp: 0 });
    expect(report.deliveries).toBeGreaterThan(1.2 * world.happenings.length);
    expect(await verdict()).toEqual({ lost: [], twice: [], wrong: [] });
  });

  const [post] = world.posts.filter(({ story }) => story.length === 3);
  const [message] = world.messages;
  const ids = `publishId ${post?.publishId}`;
  const mailed = messageKey(message?.id ?? "");
  const published = postKey("complete", post?.publishId ?? "");

  /** The verdict after this was done to the database, and then undone. */
  async function disturbed(...statements: string[]) {
    const client = await database.pool.connect();
    try {
      await client.query("BEGIN");
      for (const statement of statements) await client.query(statement);
      return judge(world, await readFacts(client, endpoint.told()));
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  }
  const OF_POST = `data ->> 'ids' = '${ids}' AND type = 'publish.webhook_complete'`;

  it.each([
    [
      "an event that is missing",
      published,
      `DELETE FROM webhook_events WHERE type = 'post.publish.complete' AND payload -> 'content' ->> 'publish_id' = '${post?.publishId}'`,
    ],
    [
      "an event that is not applied",
      published,
      `UPDATE webhook_events SET status = 'dead' WHERE type = 'post.publish.complete' AND payload -> 'content' ->> 'publish_id' = '${post?.publishId}'`,
    ],
    ["an effect that is missing", published, `DELETE FROM timeline_events WHERE ${OF_POST}`],
    [
      "an announcement that is missing",
      mailed,
      `DELETE FROM outgoing_messages WHERE data ->> 'messageId' = '${message?.id}'`,
    ],
  ])("%s is lost", async (_, key, statement) => {
    const { lost, twice } = await disturbed(statement);
    expect(lost).toEqual([expect.stringContaining(key)]);
    expect(twice).toEqual([]);
  });

  it.each([
    [
      "an event that is there twice",
      published,
      `INSERT INTO webhook_events (id, "deliveryId", source, "externalId", type, "accountRef", payload, status)
       SELECT gen_random_uuid(), "deliveryId", source, 'again', type, "accountRef", payload, status FROM webhook_events
       WHERE type = 'post.publish.complete' AND payload -> 'content' ->> 'publish_id' = '${post?.publishId}'`,
    ],
    [
      "an effect that happened twice",
      published,
      `INSERT INTO timeline_events ("workspaceId", "postId", "targetId", type, data, at)
       SELECT "workspaceId", "postId", "targetId", type, data, at FROM timeline_events WHERE ${OF_POST}`,
    ],
  ])("%s is seen", async (_, key, statement) => {
    const { lost, twice } = await disturbed(statement);
    expect(twice).toEqual([expect.stringContaining(key)]);
    expect(lost).toEqual([]);
  });

  it("a post, or an account, that ends in an older state is seen", async () => {
    const older = `UPDATE timeline_events SET at = at + interval '1 hour' WHERE ${OF_POST}`;
    expect((await disturbed(older)).wrong).toHaveLength(1);
    const back = `UPDATE connections SET status = 'active' WHERE status = 'needs_reconnect'`;
    const gone = world.departures.filter(({ counts }) => counts);
    expect(gone.length).toBeGreaterThan(0);
    expect((await disturbed(back)).wrong).toHaveLength(gone.length);
  });

  it("a message that reached the endpoint under two ids is seen", async () => {
    const facts = await readFacts(database.pool, new Map([...endpoint.told()].map(([id]) => [id, 2])));
    const told: Facts = { ...facts };
    expect(judge(world, told).twice).toHaveLength(world.messages.length);
  });
});
