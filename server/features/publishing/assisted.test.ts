import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Bench, publishingBench } from "#e2e/support/publishing-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import type { PublishDeps } from "./run.ts";
import { createPublishingService, type PublishingService } from "./service.ts";

let database: TestDatabase;
let b: Bench;
let service: PublishingService;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const openUrl = "https://net.test/";

/** The bench's network, with a flavour that we do not send for. */
function withAssistance({ deps }: Bench): PublishDeps["platform"] {
  return (id) => {
    const platform = deps.platform(id);
    const flavors = [{ id: "assisted", fields: [], assisted: { openUrl, options: {} } }];
    return platform && { ...platform, connect: { flavors, connect: async () => ({ accounts: [] }) } };
  };
}

beforeEach(async () => {
  b = await publishingBench(database);
  await database.db.connection.update({ where: { id: b.connectionId }, data: { flavor: "assisted" } });
  const platform = withAssistance(b);
  b.engine = b.newEngine({ platform });
  service = createPublishingService({ ...b.deps, quota: b.quota, platform });
});

const due = async () => {
  await b.ringOnce(b.engine);
  await b.ringOnce(b.engine);
};

describe("what is due on an account we do not send for", () => {
  test("becomes a task: nothing is called, nothing armed, its people are told once, by mail too", async () => {
    await due();
    expect(b.network.calls).toEqual([]);
    expect(await b.target()).toMatchObject({
      status: "assisted",
      armedAt: null,
      leaseUntil: null,
      nextCheckAt: null,
    });
    expect(await b.attempts()).toEqual([]);
    expect(await b.timeline()).toEqual(["publish.handed_over"]);
    expect(b.notices).toMatchObject([{ type: "post.assisted", mail: true, href: `/posts/${b.postId}` }]);
    expect(await service.task(b.actor, b.targetId)).toEqual({
      text: b.text,
      mediaIds: [expect.any(String)],
      openUrl,
      options: [],
    });
  });

  test.each([1, 2])("is handed over once, wherever its worker dies (point %i)", async (position) => {
    b.faults.strikeAt(position);
    await b.ringOnce(b.engine);
    await b.ringUntilQuiet();
    await due();
    expect((await b.target()).status).toBe("assisted");
    expect(b.notices).toHaveLength(1);
    expect(b.network.calls).toEqual([]);
  });

  test("waits while the account is disconnected", async () => {
    await database.db.connection.update({ where: { id: b.connectionId }, data: { status: "disconnected" } });
    await b.ringOnce(b.engine);
    expect((await b.target()).status).not.toBe("assisted");
    expect(b.notices.filter(({ type }) => type === "post.assisted")).toEqual([]);
  });
});

describe("the person who sends it", () => {
  test("makes it live, with their name as the proof", async () => {
    await due();
    const remoteUrl = "https://net.test/1";
    await service.confirmSent(b.actor, { targetId: b.targetId, remoteUrl });
    expect(await b.target()).toMatchObject({
      status: "live",
      remoteUrl,
      publishedAt: b.clock.now(),
      evidence: 'person.sent_it {"name":"Ann"}',
    });
    expect(await b.timeline()).toEqual(["publish.handed_over", "publish.confirmed_sent"]);
  });

  test("is one, however many click at once", async () => {
    await due();
    const clicks = Array.from({ length: 6 }, (_, index) =>
      index % 2 === 0
        ? service.confirmSent(b.actor, { targetId: b.targetId })
        : service.notSent(b.actor, { targetId: b.targetId }),
    );
    const results = await Promise.allSettled(clicks);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "CONFLICT" });
    expect(await b.timeline()).toHaveLength(2);
  });

  test("who comes second is told that it is settled", async () => {
    await due();
    await service.confirmSent(b.actor, { targetId: b.targetId });
    await expect(service.confirmSent(b.actor, { targetId: b.targetId })).rejects.toMatchObject({
      userMessage: "TARGET_NOT_ASSISTED",
    });
    await expect(service.task(b.actor, b.targetId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("may say why it was not sent, and it can be a task once more", async () => {
    await due();
    await service.notSent(b.actor, { targetId: b.targetId, reason: " The site was down " });
    expect(await b.target()).toMatchObject({
      status: "failed",
      errorMessage: "ASSISTED_NOT_SENT_BECAUSE",
      errorParams: { reason: "The site was down" },
      evidence: 'person.did_not_send {"name":"Ann"}',
    });
    await service.retry(b.actor, { targetId: b.targetId });
    await due();
    expect((await b.target()).status).toBe("assisted");
    expect(b.notices).toHaveLength(2);
  });

  test("may call it off", async () => {
    await due();
    await service.cancel(b.actor, b.targetId);
    expect((await b.target()).status).toBe("canceled");
  });

  test("is one of its workspace, and an editor at least", async () => {
    await due();
    const stranger = await seedWorkspace(database.db, "Eve");
    const { targetId } = b;
    await expect(service.task(stranger, targetId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(service.confirmSent(stranger, { targetId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(service.notSent(stranger, { targetId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const viewer = { ...b.actor, role: "viewer" } as const;
    await expect(service.confirmSent(viewer, { targetId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await b.target()).status).toBe("assisted");
  });
});
