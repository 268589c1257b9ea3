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

  it("refuses a wrong token", async () => {
    const stranger = new Redis({ url: upstash.url, token: "wrong", retry: { retries: 0 } });
    await expect(stranger.get("a")).rejects.toThrow(/WRONGPASS/);
  });
});
