import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Bench,
  type BenchOptions,
  Killed,
  partsPosted,
  postsOf,
  publishingBench,
  refusal,
  UNREACHABLE,
} from "#e2e/support/publishing-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import { createRemovalEngine } from "./removal.ts";
import { createPublishingService } from "./service.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const serviceOf = (b: Bench) => createPublishingService({ ...b, db: database.db });
const removalOf = (b: Bench) => createRemovalEngine(b.deps);
const callsOf = (b: Bench) => b.network.calls.filter((call) => call === "remove").length;

async function live(options?: BenchOptions): Promise<Bench> {
  const b = await publishingBench(database, options);
  await b.ringUntilQuiet();
  return b;
}

async function asked(options?: BenchOptions): Promise<Bench> {
  const b = await live(options);
  await serviceOf(b).remove(b.actor, b.targetId);
  return b;
}

describe("deleting a post on its network", () => {
  it("is a job's work, ends removed with its proof, and is told in order", async () => {
    const b = await asked();
    expect(await b.target()).toMatchObject({ status: "live", removeAskedAt: expect.any(Date) });
    const jobs = await database.db.job.findMany({ where: { name: "target.remove" } });
    expect(
      jobs.filter(({ payload }) => (payload as { targetId: string }).targetId === b.targetId),
    ).toHaveLength(1);
    await removalOf(b).run(b);
    expect(postsOf(b)).toBe(0);
    expect(await b.target()).toMatchObject({
      status: "removed",
      removedAt: b.clock.now(),
      removeAskedAt: null,
      evidence: 'network.answered {"network":"Net","step":"remove"}',
    });
    expect((await b.timeline()).slice(-2)).toEqual(["publish.remove_asked", "publish.removed"]);
  });

  it("takes every part of a thread away", async () => {
    const b = await asked({ style: "chain" });
    await removalOf(b).run(b);
    expect(partsPosted(b)).toEqual([0, 0, 0]);
  });

  it("takes away what is public of a thread that broke off, and the rest never follows", async () => {
    const b = await publishingBench(database, { style: "chain" });
    b.network.disturb("post_2", refusal("CONTENT_REJECTED"));
    await b.ringUntilQuiet();
    await serviceOf(b).remove(b.actor, b.targetId);
    await expect(serviceOf(b).retry(b.actor, { targetId: b.targetId })).rejects.toMatchObject({
      userMessage: "TARGET_BEING_REMOVED",
    });
    await removalOf(b).run(b);
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([0, 0, 0]);
    expect((await b.target()).status).toBe("removed");
  });

  it("asks again when the answer is lost, because deleting twice deletes once", async () => {
    const b = await asked();
    b.network.disturb("remove", { kind: "apply-then-drop" }, { kind: "apply-then-500" });
    for (let tries = 0; tries < 2; tries += 1)
      await expect(removalOf(b).run(b)).rejects.toMatchObject({ retryable: true });
    expect((await b.target()).status).toBe("live");
    await removalOf(b).run(b);
    expect((await b.target()).status).toBe("removed");
    await removalOf(b).run(b);
    expect(callsOf(b)).toBe(3);
    expect((await b.timeline()).filter((type) => type === "publish.removed")).toHaveLength(1);
  });

  it("takes a call that may have happened for one to repeat, whatever else is said of it", async () => {
    const b = await asked();
    const error = new AppError("TIMEOUT", "no answer", { ambiguous: true });
    b.network.disturb("remove", { kind: "refuse", error });
    await expect(removalOf(b).run(b)).rejects.toMatchObject({ code: "TIMEOUT", retryable: true });
    expect(await b.target()).toMatchObject({ status: "live", removeAskedAt: expect.any(Date) });
  });

  it("is told once, however many workers do it at the same moment", async () => {
    const b = await asked();
    await Promise.all(Array.from({ length: 5 }, () => removalOf(b).run(b)));
    expect((await b.timeline()).filter((type) => type === "publish.removed")).toHaveLength(1);
    const again = await asked();
    again.network.keeps = "PERMISSION_MISSING";
    await Promise.all(Array.from({ length: 5 }, () => removalOf(again).run(again)));
    expect(again.notices).toHaveLength(1);
  });

  it("is finished by the next worker wherever one is killed", async () => {
    for (const position of [1, 2, 3, 4, 5, 6]) {
      const b = await asked();
      b.faults.strikeAt(position);
      await expect(removalOf(b).run(b)).rejects.toBeInstanceOf(Killed);
      await removalOf(b).run(b);
      expect((await b.target()).status, `killed at ${b.faults.passed.at(-1)}`).toBe("removed");
      expect(postsOf(b)).toBe(0);
    }
  });

  it("that the network refuses leaves the post live and says why, to everyone who acts", async () => {
    const b = await asked();
    b.network.keeps = "PERMISSION_MISSING";
    await removalOf(b).run(b);
    expect(await b.target()).toMatchObject({
      status: "live",
      removeAskedAt: null,
      errorMessage: "PERMISSION_MISSING",
    });
    expect(b.notices).toMatchObject([{ type: "post.not_removed", params: { reason: "PERMISSION_MISSING" } }]);
    expect((await b.timeline()).at(-1)).toBe("publish.remove_failed");
    b.network.keeps = undefined;
    await serviceOf(b).remove(b.actor, b.targetId);
    expect((await b.target()).errorMessage).toBeNull();
    await removalOf(b).run(b);
    expect((await b.target()).status).toBe("removed");
  });

  it("tries another token once, and says when the account must be connected again", async () => {
    const b = await asked();
    const refused = new AppError("NEEDS_RECONNECT", "no", { status: 401, providerCode: "190" });
    b.tokens.refused = async () => undefined;
    b.network.disturb("remove", { kind: "refuse", error: refused });
    await removalOf(b).run(b);
    expect((await b.target()).status).toBe("removed");
    const other = await asked();
    other.network.disturb("remove", { kind: "refuse", error: refused });
    await removalOf(other).run(other);
    expect(await other.target()).toMatchObject({ status: "live", errorCode: "NEEDS_RECONNECT" });
  });

  it("that never gets through is given up visibly", async () => {
    const b = await asked();
    b.network.disturb("remove", UNREACHABLE);
    await expect(removalOf(b).run(b)).rejects.toMatchObject({ code: "NETWORK_ERROR" });
    await removalOf(b).abandon(b, { code: "NETWORK_ERROR" });
    await removalOf(b).abandon(b, { code: "NETWORK_ERROR" });
    expect(await b.target()).toMatchObject({ status: "live", errorMessage: "REMOVE_NEVER_ARRIVED" });
    expect(b.notices).toHaveLength(1);
  });
});

describe("who may delete, and what", () => {
  it("is an editor of the workspace, once at a time, and of what is public alone", async () => {
    const b = await live();
    const service = serviceOf(b);
    await expect(service.remove({ ...b.actor, role: "viewer" }, b.targetId)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const stranger = await seedWorkspace(database.db);
    await expect(service.remove(stranger, b.targetId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await service.remove(b.actor, b.targetId);
    await expect(service.remove(b.actor, b.targetId)).rejects.toMatchObject({
      userMessage: "TARGET_BEING_REMOVED",
    });
    const planned = await publishingBench(database);
    await expect(serviceOf(planned).remove(planned.actor, planned.targetId)).rejects.toMatchObject({
      userMessage: "TARGET_NOT_PUBLIC",
    });
  });

  it("is said where the network offers no way", async () => {
    const b = await live();
    b.network.publish = { ...b.network.publish };
    delete b.network.publish.remove;
    expect(serviceOf(b).removes("net")).toBe(false);
    await expect(serviceOf(b).remove(b.actor, b.targetId)).rejects.toMatchObject({
      userMessage: "REMOVE_UNSUPPORTED",
      params: { network: "Net" },
    });
  });
});
