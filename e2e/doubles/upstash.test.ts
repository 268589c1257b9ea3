import { createHash } from "node:crypto";
import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startUpstash, type UpstashDouble } from "./upstash.ts";

let upstash: UpstashDouble;
let redis: Redis;
beforeAll(async () => {
  upstash = await startUpstash();
  redis = new Redis({ url: upstash.url, token: upstash.token, retry: { retries: 0 } });
});
afterAll(() => upstash.close());

describe("the double of Upstash, driven by the real SDK", () => {
  it("stores texts of any script, and objects", async () => {
    await redis.set("a", "Zoë 🎬 OK");
    await redis.set("b", { list: [1, "two"] });
    expect(await redis.get("a")).toBe("Zoë 🎬 OK");
    expect(await redis.get("b")).toEqual({ list: [1, "two"] });
    expect(await redis.get("nothing")).toBeNull();
  });

  it("answers pipelines in order, errors beside results", async () => {
    await redis.set("text", "abc");
    const pipeline = redis.pipeline().set("n", 1).incr("n").get("text");
    expect(await pipeline.exec()).toEqual(["OK", 2, "abc"]);
    expect(upstash.requests.at(-1)).toBe("/pipeline");
    await expect(redis.incr("text")).rejects.toThrow(/not an integer/);
  });

  it("runs a transaction as one", async () => {
    expect(await redis.multi().set("m", 5).incrby("m", 2).get("m").exec()).toEqual(["OK", 7, 7]);
    expect(upstash.requests.at(-1)).toBe("/multi-exec");
  });

  it("runs scripts by text and, once it knows them, by hash", async () => {
    const script = "#!lua flags=allow-key-locking\nreturn redis.call('INCRBY', KEYS[1], ARGV[1])";
    await expect(redis.evalsha("0".repeat(40), ["s"], [1])).rejects.toThrow(/NOSCRIPT/);
    expect(await redis.eval(script, ["s"], [3])).toBe(3);
    expect(await redis.evalsha(createHash("sha1").update(script).digest("hex"), ["s"], [4])).toBe(7);
  });

  it("lets exactly the limit through the real rate-limit SDK", async () => {
    const ratelimit = new Ratelimit({ redis, limiter: Ratelimit.slidingWindow(5, "10 m"), timeout: 0 });
    const decisions = await Promise.all(Array.from({ length: 12 }, () => ratelimit.limit("someone")));
    expect(decisions.filter((decision) => decision.success)).toHaveLength(5);
  });

  it("goes on knowing a script by the hash of what was sent, and forgets it when told to", async () => {
    const text = "#!lua flags=allow-key-locking\nreturn ARGV[1]";
    const sha = createHash("sha1").update(text).digest("hex");
    expect(await redis.scriptLoad(text)).toBe(sha);
    expect(await redis.scriptExists(sha, "0".repeat(40))).toEqual([1, 0]);
    expect(await redis.evalsha(sha, [], ["x"])).toBe("x");
    await redis.scriptFlush();
    await expect(redis.evalsha(sha, [], ["x"])).rejects.toThrow(/NOSCRIPT/);
    expect(await redis.eval(text, [], ["y"])).toBe("y");
  });

  it("takes what is asked in one turn as one pipeline", async () => {
    const before = upstash.requests.length;
    await redis.set("p", 1);
    expect(await Promise.all([redis.incr("p"), redis.incr("p"), redis.incr("p")])).toEqual([2, 3, 4]);
    expect(upstash.requests.slice(before)).toEqual(["/pipeline", "/pipeline"]);
  });

  it("hands out sync tokens, and gets the last one back", async () => {
    const reading = new Redis({ url: upstash.url, token: upstash.token, enableAutoPipelining: false });
    await reading.set("sync", 1);
    await reading.get("sync");
    expect(upstash.syncTokens.at(-1)).toBe(`zxv=${upstash.requests.length - 1}`);
  });

  it("answers a transaction with one error where a command cannot be queued", async () => {
    await expect(redis.multi().set("m2", 1).eval("return 1", [], []).exec()).resolves.toEqual(["OK", 1]);
    const ask = await fetch(`${upstash.url}/multi-exec`, {
      method: "POST",
      headers: { authorization: `Bearer ${upstash.token}` },
      body: JSON.stringify([["SET", "m3", "1"], ["NOSUCHCOMMAND"]]),
    });
    expect(ask.status).toBe(400);
    expect(await ask.json()).toEqual({ error: expect.stringContaining("ERR") });
    expect(await redis.get("m3")).toBeNull();
  });

  it("keeps base64 to strings, at every depth, and leaves OK alone", async () => {
    const ask = async (command: string[]) => {
      const headers = { authorization: `Bearer ${upstash.token}`, "upstash-encoding": "base64" };
      const answer = await fetch(upstash.url, { method: "POST", headers, body: JSON.stringify(command) });
      return ((await answer.json()) as { result: unknown }).result;
    };
    const encoded = (text: string) => Buffer.from(text).toString("base64");
    expect(await ask(["SET", "b64", "Zoë"])).toBe("OK");
    expect(await ask(["GET", "b64"])).toBe(encoded("Zoë"));
    expect(await ask(["STRLEN", "b64"])).toBe(4);
    expect(await ask(["GET", "none"])).toBeNull();
    const nested = "return {'OK', 'no', {1, 'deep'}}";
    expect(await ask(["EVAL", nested, "0"])).toEqual(["OK", encoded("no"), [1, encoded("deep")]]);
  });

  it("takes a command as a path, with the body for a value and the token in the query", async () => {
    const at = (path: string, init: RequestInit = {}) =>
      fetch(`${upstash.url}${path}${path.includes("?") ? "&" : "?"}_token=${upstash.token}`, init);
    expect(await (await at("/set/a%2Fb?EX=60", { method: "POST", body: "a value" })).json()).toEqual({
      result: "OK",
    });
    expect(await (await at("/get/a%2Fb")).json()).toEqual({ result: "a value" });
    expect(await upstash.redis("TTL", "a/b")).toBe(60);
    expect((await at("/get/a", { method: "DELETE" })).status).toBe(405);
    expect((await at("/nosuchcommand")).status).toBe(400);
    expect((await at("/", { method: "POST", body: "no JSON" })).status).toBe(400);
  });

  it("refuses a wrong token", async () => {
    const stranger = new Redis({ url: upstash.url, token: "wrong", retry: { retries: 0 } });
    await expect(stranger.get("a")).rejects.toThrow(/WRONGPASS/);
  });
});
