import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AppDouble, fixture, startAppDouble } from "../testing/app-double.ts";
import { staysHere } from "../world.ts";
import { type MediaStore, openMediaStore } from "./media-store.ts";

const LIMITS = { maxBytes: 100_000, timeoutMs: 10_000, userAgent: "test" };
let folder: string;
let app: AppDouble;
let store: MediaStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-media-"));
  app = await startAppDouble();
  store = openMediaStore(folder, (url) => staysHere(url, app.url));
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const problemOf = (url: string, timeoutMs = LIMITS.timeoutMs) =>
  store.download(url, { ...LIMITS, timeoutMs }).then(
    () => "none",
    (error: { problem?: string }) => error.problem,
  );

describe("the media store", () => {
  it("keeps what it downloaded under its content, once", async () => {
    const bytes = fixture("square-1080.jpg");
    const stored = await store.download(app.media("square-1080.jpg"), LIMITS);
    expect(stored).toEqual({
      sha256: createHash("sha256").update(bytes).digest("hex"),
      bytes: bytes.length,
      format: "jpeg",
      contentType: "image/jpeg",
    });
    await store.download(app.media("square-1080.jpg"), LIMITS);
    expect(readdirSync(join(folder, "media"))).toEqual([stored.sha256]);
    expect(readdirSync(join(folder, "uploads"))).toEqual([]);
  });

  it("does not even ask an address that is not allowed", async () => {
    let asked = false;
    app.serve("/x", () => {
      asked = true;
    });
    const closed = openMediaStore(folder, () => false);
    await expect(closed.download(app.media("x"), LIMITS)).rejects.toMatchObject({ problem: "foreign-host" });
    expect(asked).toBe(false);
  });

  it("names what went wrong", async () => {
    app.serve("/slow", () => undefined);
    app.serve("/large", Buffer.alloc(LIMITS.maxBytes + 1));
    app.serve("/moved", (response) => response.writeHead(301, { location: "/square-1080.jpg" }).end());
    app.serve("/torn", (response) => {
      response.writeHead(200, { "content-length": "1000" }).write("x");
      setTimeout(() => response.destroy(), 20);
    });
    expect(await problemOf(app.media("slow"), 100)).toBe("timeout");
    expect(await problemOf(app.media("large"))).toBe("too-large");
    expect(await problemOf(app.media("moved"))).toBe("redirected");
    expect(await problemOf(app.media("missing"))).toBe("refused");
    expect(await problemOf(app.media("torn"))).toBe("unreachable");
    expect(await problemOf("http://127.0.0.1:9/x")).toBe("unreachable");
    expect(await problemOf("no address")).toBe("foreign-host");
    expect(readdirSync(join(folder, "media"))).toEqual([]);
    expect(readdirSync(join(folder, "uploads"))).toEqual([]);
  });

  it("sweeps away what nothing refers to", async () => {
    const kept = await store.download(app.media("square-1080.jpg"), LIMITS);
    const dropped = await store.download(app.media("too-wide-1200x400.jpg"), LIMITS);
    writeFileSync(store.uploadPath("7"), "going on");
    writeFileSync(store.uploadPath("8"), "forgotten");
    store.sweep({ media: new Set([kept.sha256]), uploads: new Set(["7"]) });
    expect([store.has(kept.sha256), store.has(dropped.sha256)]).toEqual([true, false]);
    expect(readdirSync(join(folder, "uploads"))).toEqual(["7.part"]);
  });

  it("may adopt the same upload twice, as after a kill in between", async () => {
    writeFileSync(store.uploadPath("7"), fixture("reel-1080x1920-3s.mp4"));
    const first = await store.adopt("7");
    expect(await store.adopt("7")).toEqual(first);
    store.discard("7");
    expect(store.has(first.sha256)).toBe(true);
  });
});

describe("nothing leaves this machine", () => {
  it.each([
    ["http://127.0.0.1:3000/a", true],
    ["http://localhost/a", true],
    ["http://[::1]:1/a", true],
    ["https://studio.example/a", true],
    ["https://studio.example:8443/a", false],
    ["https://elsewhere.example/a", false],
    ["http://127.0.0.1.elsewhere.example/a", false],
    ["http://192.168.1.4/a", false],
    ["file:///etc/passwd", false],
  ])("%s may be fetched: %s", (url, allowed) => {
    expect(staysHere(new URL(url), "https://studio.example")).toBe(allowed);
  });
});
