import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Bench, publishingBench } from "#e2e/support/publishing-bench.ts";
import { SCRIPTED_SETTLE_MS } from "#e2e/support/scripted-network.ts";
import { AppError } from "#server/core/errors.ts";
import { createPublishingService } from "./service.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

async function listeningBench(options: Parameters<typeof publishingBench>[1] = {}): Promise<Bench> {
  const bench = await publishingBench(database, options);
  const { workspaceId, userId } = bench.actor;
  await database.db.outgoingEndpoint.create({
    data: {
      ...{ workspaceId, createdByUserId: userId, url: "https://hooks.example.com/", secret: "sealed" },
      events: ["post.published", "post.failed", "post.unknown"],
    },
  });
  return bench;
}

const told = async ({ actor: { workspaceId } }: Bench) =>
  (await database.db.outgoingMessage.findMany({ where: { workspaceId }, orderBy: { id: "asc" } })).map(
    ({ type, data }) => ({ type, data: data as Record<string, unknown> }),
  );

describe("a workspace's own systems are told", () => {
  it("once that a post is public, with its address", async () => {
    const bench = await listeningBench();
    await bench.ringUntilQuiet();
    const target = await bench.target();
    expect(await told(bench)).toEqual([
      {
        type: "post.published",
        data: {
          ...{ postId: bench.postId, targetId: bench.targetId },
          account: { id: bench.connectionId, network: "net", handle: "ann" },
          publishedAt: target.publishedAt?.toISOString(),
          ...{ remoteId: target.remoteId, url: target.remoteUrl },
        },
      },
    ]);
  });

  it("once that an answer is missing, however often it is asked about, and then that it is public", async () => {
    const bench = await listeningBench();
    bench.network.disturb("publish", { kind: "apply-late", afterMs: SCRIPTED_SETTLE_MS - 1_000 });
    await bench.ringUntilQuiet();
    expect(bench.network.calls.filter((call) => call === "reconcile").length).toBeGreaterThan(1);
    expect((await told(bench)).map(({ type }) => type)).toEqual(["post.unknown", "post.published"]);
  });

  it("that a post failed, with a code and no words of a person", async () => {
    const bench = await listeningBench();
    const error = new AppError("CONTENT_REJECTED", "no", { status: 400, providerCode: "spam" });
    bench.network.disturb("publish", { kind: "refuse", error });
    await bench.ringUntilQuiet();
    const [news, ...more] = await told(bench);
    expect(more).toEqual([]);
    expect(news).toMatchObject({
      type: "post.failed",
      data: { code: "CONTENT_REJECTED", providerCode: "spam", publicParts: 0 },
    });
    expect(JSON.stringify(news)).not.toContain(bench.text);
  });

  it("what a person found out", async () => {
    const bench = await listeningBench();
    const service = createPublishingService({ ...bench, db: database.db });
    const unknown = { status: "unknown", armedAt: bench.clock.now() } as const;
    await database.db.postTarget.update({ where: { id: bench.targetId }, data: unknown });
    await service.resolveUnknown(bench.actor, { targetId: bench.targetId, verdict: "not-published" });
    expect(await told(bench)).toMatchObject([
      {
        type: "post.failed",
        data: { code: "UPSTREAM_ERROR", reason: "PUBLISH_DECLARED_MISSING", publicParts: 0 },
      },
    ]);
  });
});
