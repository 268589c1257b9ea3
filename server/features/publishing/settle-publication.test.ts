import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Bench, publishingBench, untilUnknown } from "#e2e/support/publishing-bench.ts";
import { newId } from "#server/core/ids.ts";
import type { PublicationNotice } from "#server/webhooks/effects.ts";
import { settlePublication } from "./settle-publication.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe("what a platform reports by itself", () => {
  const noticeFor = async (b: Bench, more: Partial<PublicationNotice> = {}): Promise<PublicationNotice> => {
    const { externalId } = await database.db.connection.findUniqueOrThrow({ where: { id: b.connectionId } });
    return {
      platform: "net",
      accountRef: externalId,
      handle: { name: "publishId", value: "p-1" },
      event: { id: newId(), type: "post.publish.complete", occurredAt: b.clock.now(), news: "complete" },
      ...more,
    };
  };
  const report = (b: Bench, notice: PublicationNotice) =>
    b.work.run((tx) => settlePublication(tx, notice, b.clock.now()));
  const nameHandle = (b: Bench, handles: Record<string, string | number>) =>
    database.db.postTarget.update({ where: { id: b.targetId }, data: { handles } });

  it("wakes the target it names at once, and only the network's own answer settles it", async () => {
    const b = await publishingBench(database, { style: "upload" });
    b.network.pollsUntilReady = 1;
    await b.ringOnce();
    await nameHandle(b, { ...((await b.target()).handles as object), publishId: "p-1" });
    const before = b.clock.now();
    expect(await report(b, await noticeFor(b))).toBe("applied");
    expect((await b.target()).status).toBe("publishing");
    await b.ringOnce();
    expect(b.clock.now()).toEqual(before);
    expect((await b.target()).status).toBe("live");
  });

  it("is written down once however often the same event comes", async () => {
    const b = await publishingBench(database, { style: "upload" });
    await nameHandle(b, { publishId: "p-1" });
    const notice = await noticeFor(b);
    const results = [await report(b, notice), await report(b, notice)];
    expect(results).toEqual(["applied", "applied"]);
    expect((await b.timeline()).filter((type) => type === "publish.webhook_complete")).toHaveLength(1);
  });

  it("brings the id of a post that went live without one, and changes no id that is known", async () => {
    const b = await publishingBench(database);
    await nameHandle(b, { publishId: "p-1" });
    await database.db.postTarget.update({ where: { id: b.targetId }, data: { status: "live" } });
    const says = (remoteId: string) => ({ ...base, event: { ...base.event, id: newId(), remoteId } });
    const base = await noticeFor(b);
    await report(b, says("7500000000000000001"));
    await report(b, says("7500000000000000002"));
    expect((await b.target()).remoteId).toBe("7500000000000000001");
  });

  it("ends in the same state in whatever order it comes: an older word overwrites no newer one", async () => {
    const said = (["failed", "complete", "public"] as const).map((news, index) => ({ news, minute: index }));
    const orders = said.flatMap((first) =>
      said
        .filter((other) => other !== first)
        .map((second) => [first, second, ...said.filter((each) => each !== first && each !== second)]),
    );
    expect(orders).toHaveLength(6);
    for (const order of orders) {
      const b = await publishingBench(database, { style: "upload" });
      b.network.pollsUntilReady = 1;
      await b.ringOnce();
      await nameHandle(b, { ...((await b.target()).handles as object), publishId: "p-1" });
      const base = await noticeFor(b);
      for (const { news, minute } of order) {
        const occurredAt = new Date(b.clock.now().getTime() + minute * 60_000);
        await report(b, { ...base, event: { ...base.event, id: newId(), news, occurredAt } });
      }
      expect((await b.target()).status).toBe("publishing");
      await b.ringUntilQuiet();
      const live = await b.target();
      expect(live.status).toBe("live");
      const late = { ...base.event, id: newId(), news: "failed" as const, reason: "spam_risk" };
      await report(b, { ...base, event: late });
      const { status, remoteId } = await b.target();
      expect({ status, remoteId }).toEqual({ status: "live", remoteId: live.remoteId });
    }
  });

  it("stands in the timeline at the time the network gives, however late and in whatever order it comes", async () => {
    const b = await publishingBench(database);
    await nameHandle(b, { publishId: "p-1" });
    await database.db.postTarget.update({ where: { id: b.targetId }, data: { status: "live" } });
    const base = await noticeFor(b);
    const now = b.clock.now().getTime();
    const said = [
      { news: "withdrawn", ago: 10 },
      { news: "public", ago: 20 },
      { news: "complete", ago: 30 },
      { news: "seen", ago: -5 },
    ] as const;
    for (const { news, ago } of said) {
      const occurredAt = new Date(now - ago * 60_000);
      await report(b, { ...base, event: { ...base.event, id: newId(), news, occurredAt } });
    }
    const rows = await database.db.timelineEvent.findMany({
      where: { targetId: b.targetId },
      orderBy: { at: "asc" },
    });
    expect(rows.map(({ type, at }) => [type, (now - at.getTime()) / 60_000])).toEqual([
      ["publish.webhook_complete", 30],
      ["publish.webhook_public", 20],
      ["publish.webhook_withdrawn", 10],
      // A network's clock that is ahead of ours tells no future.
      ["publish.webhook_seen", 0],
    ]);
  });

  it("of another account, another platform or another id is not ours", async () => {
    const b = await publishingBench(database);
    await nameHandle(b, { publishId: "p-1" });
    const notice = await noticeFor(b);
    expect(await report(b, { ...notice, accountRef: "somebody" })).toBe("unknown");
    expect(await report(b, { ...notice, platform: "other" })).toBe("unknown");
    expect(await report(b, { ...notice, handle: { name: "publishId", value: "p-2" } })).toBe("unknown");
    expect(await b.timeline()).toEqual([]);
  });

  it("names the call whose answer was lost, when only one can be meant", async () => {
    const b = await untilUnknown(await publishingBench(database));
    expect(await report(b, await noticeFor(b))).toBe("applied");
    expect(await b.target()).toMatchObject({ status: "unknown", handles: { publishId: "p-1" } });
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("live");
  });

  it("is not taken for a call that never arrived, when the one it means was found by other means", async () => {
    const found = await publishingBench(database);
    await found.ringUntilQuiet();
    expect((await found.target()).status).toBe("live");
    const lost = await publishingBench(database);
    lost.network.disturb("publish", { kind: "drop" });
    lost.network.verdicts = Array.from({ length: 500 }, () => ({ verdict: "pending", evidence: "looking" }));
    await lost.ringUntilQuiet();
    await database.db.postTarget.update({
      where: { id: lost.targetId },
      data: { connectionId: found.connectionId },
    });
    const notice = await noticeFor(found);
    expect(await report(found, notice)).toBe("unknown");
    expect(await lost.target()).toMatchObject({
      status: "unknown",
      handles: expect.not.objectContaining({ publishId: "p-1" }),
    });
    const named = { ...notice.event, id: newId(), remoteId: (await found.target()).remoteId ?? "" };
    expect(await report(found, { ...notice, event: named })).toBe("applied");
    expect(await found.timeline()).toContain("publish.webhook_complete");
    expect(await lost.timeline()).not.toContain("publish.webhook_complete");
  });

  it("adopts nothing for a failure, for an earlier time, or where two could be meant", async () => {
    const b = await untilUnknown(await publishingBench(database));
    const notice = await noticeFor(b);
    const armedAt = (await b.target()).armedAt?.getTime() ?? 0;
    const early = { ...notice.event, occurredAt: new Date(armedAt - 3_600_000) };
    expect(await report(b, { ...notice, event: early })).toBe("unknown");
    expect(await report(b, { ...notice, event: { ...notice.event, news: "failed" } })).toBe("unknown");
    const twin = await untilUnknown(await publishingBench(database));
    await database.db.postTarget.update({
      where: { id: twin.targetId },
      data: { connectionId: b.connectionId },
    });
    expect(await report(b, notice)).toBe("unknown");
  });
});
