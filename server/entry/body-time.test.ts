import net from "node:net";
import type { ActionFunctionArgs, ServerBuild } from "@remix-run/server-runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incoming } from "#app/lib/api.server.ts";
import { silentLog } from "#e2e/support/log.ts";
import type { Api } from "./api.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

const WITHIN_MS = 300;

const readAll = async (args: ActionFunctionArgs) =>
  Response.json({ bytes: (await incoming(args).arrayBuffer()).byteLength });
/** As the receiver reads, which counts what ends early. */
let endedEarly = 0;
const readCounting = (args: ActionFunctionArgs) =>
  readAll(args).catch(() => {
    endedEarly++;
    return new Response(null, { status: 400 });
  });
const readLate = async (args: ActionFunctionArgs) => {
  const answer = await readAll(args);
  await new Promise((resolve) => setTimeout(resolve, 3 * WITHIN_MS));
  return answer;
};
const route = (path: string, action: (args: ActionFunctionArgs) => Promise<Response>) => ({
  id: path,
  path,
  module: { action, loader: action },
});
const build = {
  assets: { routes: {}, entry: { imports: [], module: "" }, url: "", version: "" },
  entry: { module: { default: () => new Response("page") } },
  future: { v3_singleFetch: true },
  routes: {
    webhooks: route("api/webhooks/:source", readCounting),
    trpc: route("api/trpc/*", readAll),
    slow: route("api/jobs/:name", readLate),
    media: route("api/media", readAll),
    page: route("page", readAll),
  },
} as unknown as ServerBuild;

let server: HttpServer;
beforeAll(async () => {
  const quiet = {
    host: "127.0.0.1",
    port: 0,
    appUrl: "http://localhost",
    trustedProxyHops: 0,
    log: silentLog(),
  };
  server = await startHttpServer({
    ...quiet,
    build,
    api: {} as Api,
    statics: () => undefined,
    bodyWithinMs: WITHIN_MS,
  });
});
afterAll(() => server.close());

interface Heard {
  head: string;
  /** From the head of the request to the end of the connection; undefined while it stays open. */
  closedAfterMs: number | undefined;
}

/** Sends a POST whose body comes in these parts, one every 60 ms; hears what comes until the connection ends, or a second after the last. */
function trickle(path: string, parts: string[], announced: number): Promise<Heard> {
  return new Promise((resolve, reject) => {
    let head = "";
    const socket = net.connect(server.port, "127.0.0.1");
    const startedAt = performance.now();
    const type = "content-type: application/x-www-form-urlencoded";
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${type}\r\ncontent-length: ${announced}\r\n\r\n`);
    const left = [...parts];
    const timer = setInterval(() => {
      const part = left.shift();
      if (part !== undefined && socket.writable) socket.write(part);
    }, 60);
    const patience = setTimeout(() => done(undefined), parts.length * 60 + 4 * WITHIN_MS);
    function done(closedAfterMs: number | undefined) {
      clearInterval(timer);
      clearTimeout(patience);
      socket.destroy();
      resolve({ head: head.toLowerCase(), closedAfterMs });
    }
    socket.on("data", (data) => {
      head += data.toString();
    });
    socket.on("end", () => done(performance.now() - startedAt));
    socket.on("error", reject);
  });
}

const BYTES = Array.from({ length: 20 }, () => "x");

describe("a body that is not here in time", () => {
  it.each(["/api/webhooks/tiktok", "/api/trpc/posts.schedule", "/page"])(
    "(%s) ends with 408, and its connection with it",
    async (path) => {
      const { head, closedAfterMs } = await trickle(path, BYTES, 600);
      expect(head).toMatch(/^http\/1.1 408 /);
      expect(head).toContain("\r\nconnection: close\r\n");
      expect(head).toContain('"code":"request_timeout"');
      expect(closedAfterMs).toBeGreaterThanOrEqual(WITHIN_MS);
      expect(closedAfterMs).toBeLessThan(3 * WITHIN_MS);
    },
  );

  it("ends so too when it stopped half-way", async () => {
    const { head, closedAfterMs } = await trickle("/api/webhooks/tiktok", ["half"], 8);
    expect(head).toMatch(/^http\/1.1 408 /);
    expect(closedAfterMs).toBeLessThan(3 * WITHIN_MS);
  });
});

it("a webhook that is not here in time is known to its receiver, which counts it", async () => {
  for (const parts of [BYTES, ["half"]]) {
    endedEarly = 0;
    expect((await trickle("/api/webhooks/tiktok?again=1", parts, 600)).head).toMatch(/^http\/1.1 408 /);
    await expect.poll(() => endedEarly).toBe(1);
  }
});

describe("what is slow and yet served", () => {
  it("is a body in pieces that is whole in time", async () => {
    const { head } = await trickle("/api/webhooks/tiktok", ["ab", "cd"], 4);
    expect(head).toMatch(/^http\/1.1 200 /);
    expect(head).toContain('{"bytes":4}');
  });

  it("is an upload that goes on, however long it takes", async () => {
    const { head } = await trickle("/api/media?name=clip.mp4", BYTES, BYTES.length);
    expect(head).toMatch(/^http\/1.1 200 /);
    expect(head).toContain(`{"bytes":${BYTES.length}}`);
  });

  it("is whoever has to wait for our answer", async () => {
    const { head } = await trickle("/api/jobs/mail.send", ["ab"], 2);
    expect(head).toMatch(/^http\/1.1 200 /);
  });
});
