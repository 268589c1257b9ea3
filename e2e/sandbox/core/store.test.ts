import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLogFile } from "./log-file.ts";
import { type NewEffect, openStore } from "./store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const effect = (remoteId: string): NewEffect => ({
  network: "instagram",
  account: "1",
  handle: "maya",
  kind: "post",
  remoteId,
  at: "2026-03-02T10:00:00.000Z",
  text: "",
  mediaCount: 1,
  media: [],
});
const remoteIds = (store: { effects(): { remoteId: string }[] }) =>
  store.effects().map((one) => one.remoteId);
const ledger = () => join(folder, "ledger.jsonl");
const state = () => join(folder, "state.jsonl");

describe("the log file", () => {
  it("gives back what was appended, in order", () => {
    const file = openLogFile(join(folder, "log"));
    file.append({ a: 1 }, { sync: false });
    file.append({ a: 2 }, { sync: true });
    file.close();
    expect(openLogFile(join(folder, "log")).read()).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("cuts off a torn last line, wherever it was torn, and appends cleanly behind", () => {
    const path = join(folder, "log");
    const lines = [{ text: "one é" }, { text: "two é" }];
    const whole = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const firstLength = Buffer.byteLength(`${JSON.stringify(lines[0])}\n`);
    for (let cut = firstLength; cut < Buffer.byteLength(whole); cut += 1) {
      writeFileSync(path, whole);
      truncateSync(path, cut);
      const file = openLogFile(path);
      file.append({ text: "three" }, { sync: false });
      expect(file.read()).toEqual([lines[0], { text: "three" }]);
      file.close();
    }
  });

  it("cuts off a last line that is whole but not JSON", () => {
    const path = join(folder, "log");
    writeFileSync(path, '{"a":1}\n\u0000\u0000\u0000\n');
    expect(openLogFile(path).read()).toEqual([{ a: 1 }]);
  });
});

describe("the store", () => {
  it("remembers records and effects across a restart", () => {
    const first = openStore(folder);
    const things = first.collection<{ n: number }>("things", { max: 10 });
    first.commit([things.put("a", { n: 1 }), things.put("b", { n: 2 })], [effect("p1")]);
    first.commit([things.remove("a")]);
    first.close();
    const second = openStore(folder);
    const again = second.collection<{ n: number }>("things", { max: 10 });
    expect([again.get("a"), again.get("b")]).toEqual([undefined, { n: 2 }]);
    expect(remoteIds(second)).toEqual(["p1"]);
  });

  it("brings an effect that was committed, but not yet in the ledger, into it exactly once", () => {
    const first = openStore(folder);
    first.commit([], [effect("p1")]);
    first.commit([], [effect("p2")]);
    first.close();
    const whole = readFileSync(ledger(), "utf8");
    writeFileSync(ledger(), `${whole.split("\n")[0]}\n`);
    const second = openStore(folder);
    expect(remoteIds(second)).toEqual(["p1", "p2"]);
    second.close();
    const third = openStore(folder);
    expect(remoteIds(third)).toEqual(["p1", "p2"]);
    expect(third.commit([], [effect("p3")])[0]?.id).toBe("3");
  });

  it("forgets a commit torn in the middle as a whole", () => {
    const first = openStore(folder);
    const things = first.collection<number>("things", { max: 10 });
    first.commit([things.put("a", 1)]);
    const before = readFileSync(state()).length;
    first.commit([things.put("a", 2), things.put("b", 2)], [effect("p1")]);
    first.close();
    truncateSync(state(), before + 20);
    writeFileSync(ledger(), "");
    const second = openStore(folder);
    const again = second.collection<number>("things", { max: 10 });
    expect([again.get("a"), again.get("b"), remoteIds(second)]).toEqual([1, undefined, []]);
  });

  it("only ever appends to the ledger", () => {
    const store = openStore(folder);
    store.commit([], [effect("p1")]);
    const before = readFileSync(ledger(), "utf8");
    store.commit([], [effect("p2"), effect("p3")]);
    expect(readFileSync(ledger(), "utf8").startsWith(before)).toBe(true);
    expect(store.effects().map((one) => one.id)).toEqual(["1", "2", "3"]);
  });

  it("keeps at most the given number of records, the newest, and its file small", () => {
    const store = openStore(folder);
    const things = store.collection<string>("things", { max: 100 });
    for (let n = 0; n < 5_000; n += 1) store.commit([things.put(String(n), "x".repeat(5_000))]);
    expect([things.size(), things.get("4899"), things.get("4900")?.length]).toEqual([100, undefined, 5_000]);
    expect(readFileSync(state()).length).toBeLessThan(10 * 1024 * 1024);
    store.close();
    const again = openStore(folder).collection<string>("things", { max: 100 });
    expect(again.size()).toBe(100);
  });
});
