import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { Client, Receiver } from "@upstash/qstash";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultRetryDelayMs, evaluateRetryDelay, parseDuration } from "./qstash/durations.ts";
import { type QstashDouble, startQstash } from "./qstash.ts";

interface Received {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

let received: Received[];
let answer: (request: Received) => { status: number; headers?: Record<string, string>; body?: string };
let server: http.Server;
let base: string;
let qstash: QstashDouble;
let client: Client;
let skippedMs: number;
const now = () => Date.now() + skippedMs;
const connect = ({ url, token }: QstashDouble) =>
  new Client({ baseUrl: url, token, devMode: false, retry: false });

beforeEach(async () => {
  received = [];
  skippedMs = 0;
  answer = () => ({ status: 200 });
  server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url = "", headers } = request;
    const got = { method, url, headers, body: Buffer.concat(chunks).toString() };
    received.push(got);
    const { status, headers: answered = {}, body = "" } = answer(got);
    response.writeHead(status, answered).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  qstash = await startQstash({ now });
  client = connect(qstash);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await qstash.close();
});

const arrived = (count: number) => expect.poll(() => received.length, { timeout: 10_000 }).toBe(count);

describe("the QStash double, driven by the real client", () => {
  it("delivers to the destination with its query untouched, forwarded headers and the real signature", async () => {
    const url = `${base}/api/jobs?x=1&y=a%20b&next=https://other.test//path`;
    const { messageId } = await client.publishJSON({ url, body: { a: "é" }, headers: { "x-trace": "t1" } });
    await arrived(1);
    expect(received[0]).toMatchObject({
      method: "POST",
      url: "/api/jobs?x=1&y=a%20b&next=https://other.test//path",
      body: '{"a":"é"}',
      headers: {
        "content-type": "application/json",
        "user-agent": "Upstash-QStash",
        "x-trace": "t1",
        "upstash-message-id": messageId,
        "upstash-retried": "0",
      },
    });
    const receiver = new Receiver({
      currentSigningKey: qstash.keys.current,
      nextSigningKey: qstash.keys.next,
    });
    const signature = String(received[0]?.headers["upstash-signature"]);
    await expect(receiver.verify({ signature, body: received[0]?.body ?? "", url })).resolves.toBe(true);
    await expect(receiver.verify({ signature, body: "{}", url })).rejects.toThrow();
  });

  it("refuses a wrong token and a destination that is no address", async () => {
    const stranger = new Client({ baseUrl: qstash.url, token: "wrong", devMode: false, retry: false });
    await expect(stranger.publishJSON({ url: base, body: {} })).rejects.toMatchObject({ status: 401 });
    await expect(client.publishJSON({ topic: "nobody", body: {} })).rejects.toMatchObject({ status: 404 });
  });

  it("drops a duplicate for ten minutes, and names the message it repeats", async () => {
    const publish = () => client.publishJSON({ url: base, body: {}, deduplicationId: "row.1" });
    const first = await publish();
    skippedMs = 10 * 60_000 - 1_000;
    expect(await publish()).toMatchObject({ messageId: first.messageId, deduplicated: true });
    skippedMs = 10 * 60_000 + 1_000;
    expect((await publish()).messageId).not.toBe(first.messageId);
    await arrived(2);
  });

  it("takes a batch, each message with its own time", async () => {
    const later = Math.floor(now() / 1000) + 3_600;
    await client.batchJSON([
      { url: `${base}/1`, body: { n: 1 } },
      { url: `${base}/2`, body: { n: 2 }, notBefore: later },
      { url: `${base}/3`, body: { n: 3 }, delay: "2h" },
    ]);
    await arrived(1);
    skippedMs = 3_600_000 + 1_000;
    await arrived(2);
    skippedMs = 2 * 3_600_000 + 1_000;
    await arrived(3);
    expect(received.map(({ url, body }) => [url, body])).toEqual([
      ["/1", '{"n":1}'],
      ["/2", '{"n":2}'],
      ["/3", '{"n":3}'],
    ]);
  });

  it("refuses a delay longer than the plan allows", async () => {
    const call = client.publishJSON({ url: base, body: {}, delay: "8d" });
    await expect(call).rejects.toMatchObject({ status: 412 });
  });

  it("signs every attempt anew, waits by the message's own expression, and stops at its number of retries", async () => {
    answer = () => ({ status: 500, body: "down" });
    await client.publishJSON({ url: base, body: {}, retries: 2, retryDelay: "1000 * pow(2, retried)" });
    await arrived(1);
    skippedMs = 1_000;
    await arrived(2);
    skippedMs = 3_000;
    await arrived(3);
    skippedMs = 1_000_000;
    await expect
      .poll(async () => (await client.dlq.listMessages()).messages.length, { timeout: 10_000 })
      .toBe(1);
    expect(received.map(({ headers }) => headers["upstash-retried"])).toEqual(["0", "1", "2"]);
    expect(new Set(received.map(({ headers }) => headers["upstash-signature"])).size).toBe(3);
  });

  it("rests as long as the destination asks", async () => {
    answer = () => ({ status: 429, headers: { "retry-after": "120" } });
    await client.publishJSON({ url: base, body: {}, retryDelay: "0" });
    await arrived(1);
    skippedMs = 110_000;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(received).toHaveLength(1);
    skippedMs = 121_000;
    await arrived(2);
  });

  it("gives up at once when the destination says that no retry helps", async () => {
    answer = () => ({ status: 489, headers: { "Upstash-NonRetryable-Error": "true" } });
    await client.publishJSON({ url: base, body: {}, retries: 5 });
    await expect
      .poll(async () => (await client.dlq.listMessages()).messages.length, { timeout: 10_000 })
      .toBe(1);
    expect(received).toHaveLength(1);
  });

  it("calls the failure callback with what it gave up, and replays a dead letter", async () => {
    answer = ({ url }) => ({ status: url === "/failed" ? 200 : 503, body: "no" });
    await client.publishJSON({
      url: `${base}/job`,
      body: { id: 7 },
      retries: 0,
      failureCallback: `${base}/failed`,
    });
    await arrived(2);
    const callback = JSON.parse(received[1]?.body ?? "");
    expect(callback).toMatchObject({
      status: 503,
      retried: 0,
      maxRetries: 0,
      url: `${base}/job`,
      method: "POST",
    });
    expect(atob(callback.sourceBody)).toBe('{"id":7}');
    expect(atob(callback.body)).toBe("no");
    const [dead] = (await client.dlq.listMessages()).messages;
    expect(dead?.dlqId).toBe(callback.dlqId);
    answer = () => ({ status: 200 });
    await client.dlq.retry(dead?.dlqId ?? "");
    await arrived(3);
    expect((await client.dlq.listMessages()).messages).toEqual([]);
  });

  it("calls the callback after every attempt", async () => {
    answer = ({ url }) => ({ status: url === "/callback" ? 200 : 500 });
    await client.publishJSON({
      url: `${base}/job`,
      body: {},
      retries: 1,
      retryDelay: "0",
      callback: `${base}/callback`,
    });
    await arrived(4);
    expect(received.filter(({ url }) => url === "/callback")).toHaveLength(2);
  });

  it("ticks schedules in their zone, not while paused, and overwrites one created again", async () => {
    const schedule = { scheduleId: "app.test_tick", destination: `${base}/tick`, body: '{"schedule":true}' };
    await client.schedules.create({ ...schedule, cron: "0 0 1 1 *" });
    await client.schedules.create({ ...schedule, cron: "CRON_TZ=Europe/Paris * * * * *" });
    expect(await client.schedules.list()).toMatchObject([{ cron: "CRON_TZ=Europe/Paris * * * * *" }]);
    skippedMs = 60_000;
    await arrived(1);
    expect(received[0]).toMatchObject({ body: '{"schedule":true}', url: "/tick" });
    expect(received[0]?.headers["upstash-schedule-id"]).toBe("app.test_tick");
    await client.schedules.pause({ schedule: "app.test_tick" });
    skippedMs = 180_000;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(received).toHaveLength(1);
    await client.schedules.resume({ schedule: "app.test_tick" });
    skippedMs = 240_000;
    await arrived(2);
    await client.schedules.delete("app.test_tick");
    expect(await client.schedules.list()).toEqual([]);
  });

  it("rotates keys: what was next signs from then on", async () => {
    const before = { ...qstash.keys };
    await fetch(`${qstash.url}/v2/keys/rotate`, {
      method: "POST",
      headers: { authorization: `Bearer ${qstash.token}` },
    });
    expect(qstash.keys.current).toBe(before.next);
    expect(qstash.keys.next).not.toBe(before.next);
    await client.publishJSON({ url: base, body: {} });
    await arrived(1);
    const receiver = new Receiver({ currentSigningKey: before.current, nextSigningKey: before.next });
    const signature = String(received[0]?.headers["upstash-signature"]);
    await expect(receiver.verify({ signature, body: "{}" })).resolves.toBe(true);
  });

  it("cancels a message that waits", async () => {
    const { messageId } = await client.publishJSON({ url: base, body: {}, delay: 60 });
    await client.messages.delete(messageId);
    skippedMs = 120_000;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(received).toEqual([]);
    const { events } = await client.events();
    expect(events).toEqual([]);
  });

  it("remembers what waits, its keys and its schedules when it is killed", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "qstash-"));
    const dataFile = path.join(folder, "qstash.json");
    try {
      const first = await startQstash({ now, dataFile });
      const durable = connect(first);
      await durable.publishJSON({ url: `${base}/later`, body: {}, delay: 60 });
      await durable.schedules.create({
        destination: `${base}/tick`,
        cron: "0 0 1 1 *",
        scheduleId: "yearly",
      });
      await first.close();
      skippedMs = 61_000;
      const second = await startQstash({ now, dataFile });
      await arrived(1);
      expect(second.keys).toEqual(first.keys);
      expect(await connect(second).schedules.list()).toMatchObject([{ scheduleId: "yearly" }]);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("QStash's little languages", () => {
  it.each([
    ["10s", 10_000],
    ["1d10h30m", 124_200_000],
    ["500ms", 500],
    ["7", 7_000],
    ["soon", undefined],
    ["10s later", undefined],
  ])("reads the duration %j", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    ["1000", 2, 1000],
    ["1000 * (1 + retried)", 2, 3000],
    ["pow(2, retried) * 1000", 3, 8000],
    ["min(60000, exp(retried) * 1000)", 10, 60_000],
    ["max(1, -retried) + 7 % 4 - 6 / 3", 1, 2],
    ["floor(1.9) + ceil(1.1) + round(2.5) + abs(-1) + sqrt(4)", 0, 9],
  ])("reads the retry delay %j", (expression, retried, ms) => {
    expect(evaluateRetryDelay(expression, retried)).toBe(ms);
  });

  it.each(["", "1 +", "retried retried", "process.exit()", "pow(2", "sin(1)", "1000; 2"])(
    "refuses the retry delay %j",
    (expression) => {
      expect(() => evaluateRetryDelay(expression, 1)).toThrow();
    },
  );

  it("waits 12 s, 2 m 28 s, 30 m 8 s, 6 h 7 m and a day by default", () => {
    expect([1, 2, 3, 4, 5].map((retry) => Math.round(defaultRetryDelayMs(retry) / 1000))).toEqual([
      12, 148, 1808, 22_026, 86_400,
    ]);
  });
});
