import { describe, expect, it } from "vitest";
import { createGroupCommit, type GroupCommitOptions } from "./group-commit.ts";

interface Commit {
  items: string[];
  finish(): void;
  fail(error: Error): void;
}

/** A group commit whose commits the test finishes. */
function bench(options: Partial<GroupCommitOptions<string>> = {}) {
  const commits: Commit[] = [];
  const group = createGroupCommit<string>({
    commit: (items) =>
      new Promise<void>((resolve, reject) => {
        commits.push({ items, finish: resolve, fail: reject });
      }),
    isItemsFault: () => false,
    sizeOf: (item) => item.length,
    maxItems: 3,
    maxSize: 100,
    maxInFlight: 2,
    maxWaitingSize: 1_000,
    ...options,
  });
  return { commits, group };
}
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe("a group commit", () => {
  it("commits a lonely item at once, and tells only after the commit", async () => {
    const { commits, group } = bench();
    let told = false;
    const added = group.add("a").then(() => {
      told = true;
    });
    await tick();
    expect(commits.map(({ items }) => items)).toEqual([["a"]]);
    expect(told).toBe(false);
    commits[0]?.finish();
    await added;
    expect(told).toBe(true);
  });

  it("gathers what comes while two commits are on their way, in order, up to the limits", async () => {
    const { commits, group } = bench({ maxSize: 10 });
    const all = ["a", "b", "c", "d", "e", "f", "gggggg", "hhhhh"].map((item) => group.add(item));
    expect(commits.map(({ items }) => items)).toEqual([["a"], ["b"]]);
    for (let i = 0; i < 5; i++) {
      commits[i]?.finish();
      await tick();
    }
    expect(commits.map(({ items }) => items)).toEqual([
      ["a"],
      ["b"],
      ["c", "d", "e"],
      ["f", "gggggg"],
      ["hhhhh"],
    ]);
    await Promise.all(all);
  });

  it("takes an item that is larger than a group", async () => {
    const { commits, group } = bench({ maxSize: 2 });
    const added = group.add("larger");
    commits[0]?.finish();
    await expect(added).resolves.toBeUndefined();
  });

  it("tells everybody in the group when the store is away, without trying each alone", async () => {
    const { commits, group } = bench({ maxInFlight: 1 });
    const first = group.add("a");
    const others = [group.add("b"), group.add("c")].map((added) =>
      added.catch((error: Error) => error.message),
    );
    commits[0]?.finish();
    await first;
    await tick();
    commits[1]?.fail(new Error("connection refused"));
    expect(await Promise.all(others)).toEqual(["connection refused", "connection refused"]);
    expect(commits).toHaveLength(2);
  });

  it("does not let one bad item take down the others of its group", async () => {
    const group = createGroupCommit<string>({
      commit: async (items) => {
        await tick();
        if (items.includes("bad")) throw new Error("unstorable");
      },
      isItemsFault: () => true,
      sizeOf: () => 1,
      maxItems: 10,
      maxSize: 10,
      maxInFlight: 1,
      maxWaitingSize: 100,
    });
    const results = await Promise.allSettled(["x", "a", "bad", "b"].map((item) => group.add(item)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  it("refuses what it could not hold, rather than grow without end", async () => {
    const { commits, group } = bench({ maxInFlight: 1, maxWaitingSize: 4 });
    const kept = [group.add("a"), group.add("bb"), group.add("cc")];
    await expect(group.add("d")).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    commits[0]?.finish();
    await tick();
    commits[1]?.finish();
    await Promise.all(kept);
    const later = group.add("e");
    commits[2]?.finish();
    await expect(later).resolves.toBeUndefined();
  });
});
