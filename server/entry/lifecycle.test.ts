import { describe, expect, it } from "vitest";
import { createLifecycle, Stopped } from "./lifecycle.ts";

const recording = () => {
  const log: string[] = [];
  const lifecycle = createLifecycle((error) => log.push(`complained: ${String(error)}`));
  return { log, lifecycle };
};

describe("a start that is told to stop", () => {
  it("closes backwards what was opened, each once, however often it is told", async () => {
    const { log, lifecycle } = recording();
    for (const name of ["first", "second"])
      await lifecycle.open(
        () => name,
        (opened) => void log.push(opened),
      );
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    await lifecycle.stop();
    expect(log).toEqual(["second", "first"]);
  });

  it("waits for the step under way and closes that too", async () => {
    const { log, lifecycle } = recording();
    const { promise, resolve } = Promise.withResolvers<string>();
    const opening = lifecycle.open(
      () => promise,
      (opened) => void log.push(`closed ${opened}`),
    );
    const overtaken = expect(opening).rejects.toBeInstanceOf(Stopped);
    const stopping = lifecycle.stop();
    expect(lifecycle.signal.aborted).toBe(true);
    expect(log).toEqual([]);
    resolve("the database");
    await stopping;
    await overtaken;
    expect(log).toEqual(["closed the database"]);
  });

  it("opens nothing more", async () => {
    const { log, lifecycle } = recording();
    await lifecycle.stop();
    await expect(lifecycle.open(() => log.push("opened"))).rejects.toBeInstanceOf(Stopped);
    expect(log).toEqual([]);
  });

  it("closes the rest when one does not close, and says so", async () => {
    const { log, lifecycle } = recording();
    await lifecycle.open(
      () => "first",
      (opened) => void log.push(opened),
    );
    await lifecycle.open(
      () => "second",
      () => {
        throw new Error("stuck");
      },
    );
    await lifecycle.stop();
    expect(log).toEqual(["complained: Error: stuck", "first"]);
  });

  it("closes what was opened before a step that failed", async () => {
    const { log, lifecycle } = recording();
    await lifecycle.open(
      () => "first",
      (opened) => void log.push(opened),
    );
    await expect(lifecycle.open(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await lifecycle.stop();
    expect(log).toEqual(["first"]);
  });
});
