import { afterEach, describe, expect, it } from "vitest";
import { type S3Double, startS3Double } from "#e2e/doubles/s3.ts";
import { testClock } from "#e2e/support/clock.ts";
import {
  breakingAfter,
  objectStoreContract,
  pattern,
  streamOf,
} from "#server/core/contracts/object-store.contract.ts";
import { createS3Store, type S3StoreOptions } from "./s3-store.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function storeAt(double: S3Double, changes: Partial<S3StoreOptions> = {}) {
  return createS3Store({
    region: "eu-west-3",
    bucket: double.bucket,
    credentials: { ...double.credentials, sessionToken: double.credentials.sessionToken ?? null },
    endpoint: double.url,
    cdnUrl: null,
    clock: { now: () => new Date(), sleep: async () => undefined },
    ...changes,
  });
}

async function openStore(changes: Partial<S3StoreOptions> = {}, sessionToken?: string) {
  const double = await startS3Double(sessionToken ? { sessionToken } : {});
  const store = storeAt(double, changes);
  closing.push(double.close, store.close);
  const put = (key: string, bytes: Uint8Array) =>
    store.put(key, streamOf(bytes), { contentType: "image/jpeg" });
  return { double, store, put };
}

objectStoreContract("the S3 store", async () => {
  // The SDK dates its calls by the wall clock; addresses are dated by ours, which may move ahead of it.
  const clock = testClock(new Date());
  const double = await startS3Double({ now: clock.now });
  const store = storeAt(double, { clock });
  const close = async () => {
    store.close();
    await double.close();
  };
  return { store, clock, get: (url) => fetch(url), close };
});

describe("the S3 store and its bucket", () => {
  it("signs every call so that the bucket's own check accepts it, session token included", async () => {
    const { double, store, put } = await openStore({}, "a-session-token");
    await put("w1/signed.jpg", pattern(9 * 1024 * 1024));
    await store.head("w1/signed.jpg");
    await fetch(await store.signedGetUrl("w1/signed.jpg", 60_000));
    expect(new Set(double.requests.map(({ verdict }) => verdict))).toEqual(new Set(["valid"]));
    expect(double.requests.length).toBeGreaterThan(4);
  });

  it("puts no checksum of an empty body into an address", async () => {
    const { store } = await openStore();
    expect(await store.signedGetUrl("w1/a.jpg", 60_000)).not.toMatch(/checksum|crc32/i);
  });

  it("gives the CDN's address where there is one", async () => {
    const { store } = await openStore({ cdnUrl: "https://cdn.example" });
    expect(await store.signedGetUrl("w1/a.jpg", 60_000)).toBe("https://cdn.example/w1/a.jpg");
  });

  it("never asks for an address beyond the seven days that S3 allows", async () => {
    const { store } = await openStore();
    const url = new URL(await store.signedGetUrl("w1/a.jpg", 30 * 86_400_000));
    expect(url.searchParams.get("X-Amz-Expires")).toBe("604800");
  });

  it("leaves no parts behind when a large body breaks", async () => {
    const { double, store } = await openStore();
    const broken = store.put("w1/b.mp4", breakingAfter(20 * 1024 * 1024), { contentType: "video/mp4" });
    await expect(broken).rejects.toThrow("connection reset");
    expect(double.requests.some(({ url }) => url.includes("uploads"))).toBe(true);
    expect(await double.unfinished()).toEqual([]);
  });

  it("sweeps uploads that a killed process began, and leaves those of today", async () => {
    const { double, store } = await openStore();
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => {
        feed = controller;
        controller.enqueue(pattern(9 * 1024 * 1024));
      },
    });
    const put = store.put("w1/stuck.mp4", endless, { contentType: "video/mp4" }).catch(() => undefined);
    await expect.poll(() => double.unfinished()).toHaveLength(1);
    expect(await store.sweepUnfinished(new Date(Date.now() - 3_600_000))).toBe(0);
    expect(await store.sweepUnfinished(new Date(Date.now() + 1000))).toBe(1);
    expect(await double.unfinished()).toEqual([]);
    feed?.error(new Error("the end of the test"));
    await put;
  });

  it("rides out two server errors, and says so after the third", async () => {
    const { double, store, put } = await openStore();
    await put("w1/a.jpg", pattern(10));
    double.fail(503, "SlowDown", 2);
    expect(await store.head("w1/a.jpg")).toBeDefined();
    double.fail(503, "SlowDown", 3);
    await expect(store.get("w1/a.jpg")).rejects.toMatchObject({
      code: "UNAVAILABLE",
      service: "s3",
      retryable: true,
      providerCode: "SlowDown",
    });
  });

  it("lets go of its source when the bucket refuses", async () => {
    const { double, store } = await openStore();
    double.fail(403, "AccessDenied", 1);
    let released = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(pattern(64_000)),
      cancel: () => {
        released = true;
      },
    });
    await expect(store.put("w1/a.mp4", body, { contentType: "video/mp4" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      retryable: false,
    });
    expect(released).toBe(true);
  });

  it("names wrong credentials as a matter of configuration, without showing them", async () => {
    const { double, put } = await openStore();
    const wrong = storeAt(double, {
      credentials: { accessKeyId: "S3RVER", secretAccessKey: "a-wrong-secret", sessionToken: null },
    });
    closing.push(wrong.close);
    await put("w1/a.jpg", pattern(1));
    const error = await wrong.get("w1/a.jpg").catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "CONFIG_INVALID", providerCode: "SignatureDoesNotMatch" });
    expect(String(error)).not.toContain("a-wrong-secret");
  });

  it("calls a bucket that cannot be reached a network error that may pass", async () => {
    const { double, store } = await openStore();
    await double.close();
    await expect(store.head("w1/a.jpg")).rejects.toMatchObject({ code: "NETWORK_ERROR", retryable: true });
  });
});
