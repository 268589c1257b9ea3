import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../clock.ts";
import { ExternalServiceError } from "../errors.ts";
import type { Clock, Http, HttpRequest, Log } from "../ports.ts";
import { dropped, json, silent, startTestServer, type TestServer, truncated } from "./http-server.ts";

export interface HttpUnderTest {
  create(deps: { clock: Clock; log: Log }): Http;
  log(): Log & { lines: unknown[] };
}

const POST = { method: "POST", body: "text=hello" } as const;
const CANARY = "EAAGcanary0123456789canary0123456789";

/** What the one door out of the house promises, over any wire. */
export function httpContract(name: string, subject: HttpUnderTest): void {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const call = (
    request: Partial<HttpRequest> = {},
    http = subject.create({ clock: systemClock, log: subject.log() }),
  ) =>
    http.fetch({
      service: "instagram",
      operation: "media_publish",
      url: `${server.url}/v1?x=1`,
      deadlineMs: 5_000,
      ...request,
    });
  const failure = async (request: Partial<HttpRequest> = {}, http?: Http) => {
    const error: unknown = await call(request, http).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ExternalServiceError);
    return error as ExternalServiceError;
  };

  describe(`Http: ${name}`, () => {
    it("sends what it was given and returns what came", async () => {
      server.answer(json(200, { id: 17841405822304914 }, { "x-usage": "4" }));
      const response = await call({
        ...POST,
        headers: { authorization: "Bearer t", "content-type": "text/plain" },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get("x-usage")).toBe("4");
      expect(response.json()).toEqual({ id: "17841405822304914" });
      expect(server.received[0]).toMatchObject({ method: "POST", url: "/v1?x=1" });
      expect(server.received[0]?.headers).toMatchObject({
        authorization: "Bearer t",
        "content-type": "text/plain",
      });
      expect(server.received[0]?.body.toString()).toBe("text=hello");
    });

    it.each([
      ["bytes", new Uint8Array([1, 2, 3]), undefined],
      ["a form", new URLSearchParams({ a: "1" }), /^application\/x-www-form-urlencoded/],
      ["a multipart form", multipart(), /^multipart\/form-data; boundary=/],
    ])("sends %s with its length and type", async (_what, body, type) => {
      server.answer(json(200, {}));
      await call({ method: "PUT", body });
      const [got] = server.received;
      expect(got?.headers["content-length"]).toBe(String(got?.body.length));
      if (type) expect(got?.headers["content-type"]).toMatch(type);
      expect(got?.body.length).toBeGreaterThan(2);
    });

    it("streams a body, and never sends a stream twice", async () => {
      server.answer(json(503, {}));
      await failure({ method: "PUT", body: new Blob(["abc", "def"]).stream(), idempotent: true });
      expect(server.received.map((request) => request.body.toString())).toEqual(["abcdef"]);
    });

    it("gives the same correlation id to every try, and keeps the caller's", async () => {
      server.answer(json(503, {}));
      await failure();
      const ids = server.received.map((request) => request.headers["x-correlation-id"]);
      expect(new Set(ids).size).toBe(1);
      expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
      server.answer(json(200, {}));
      await call({ headers: { "x-correlation-id": "mine" } });
      expect(server.received[0]?.headers["x-correlation-id"]).toBe("mine");
    });

    it("tries a read three times at most, and succeeds when the server recovers", async () => {
      server.answer(json(503, {}));
      expect(await failure()).toMatchObject({
        code: "UPSTREAM_ERROR",
        status: 503,
        retryable: true,
        ambiguous: false,
      });
      expect(server.received).toHaveLength(3);
      server.answer((response, request, count) =>
        json(count < 3 ? 500 : 200, { ok: true })(response, request, count),
      );
      expect((await call()).json()).toEqual({ ok: true });
    });

    it("never sends a request twice that must not be repeated, whatever happens to it", async () => {
      for (const answer of [
        json(500, {}),
        json(503, {}, { "retry-after": "0" }),
        json(429, {}),
        dropped,
        truncated,
      ]) {
        for (const method of ["POST", "PATCH", "DELETE"] as const) {
          server.answer(answer);
          await failure({ method });
          expect(server.received).toHaveLength(1);
        }
      }
    });

    it("repeats a POST the provider knows by its idempotency key", async () => {
      server.answer((response, request, count) =>
        (count === 1 ? dropped : json(200, {}))(response, request, count),
      );
      await call({ ...POST, idempotent: true });
      expect(server.received).toHaveLength(2);
    });

    it.each([
      [400, "BAD_REQUEST"],
      [401, "UNAUTHORIZED"],
      [403, "FORBIDDEN"],
      [404, "NOT_FOUND"],
      [409, "CONFLICT"],
      [422, "VALIDATION_ERROR"],
      [451, "BAD_REQUEST"],
    ])("a %i is %s, final, and asked once", async (status, code) => {
      server.answer(json(status, { error: "no" }));
      expect(await failure()).toMatchObject({ code, status, retryable: false, ambiguous: false });
      expect(server.received).toHaveLength(1);
    });

    it("takes any status the caller calls an answer", async () => {
      server.answer(json(404, { gone: true }));
      const response = await call({ accept: (status) => status === 404 });
      expect([response.status, response.json()]).toEqual([404, { gone: true }]);
    });

    it("follows no redirect, and hands one over only to a caller that asks", async () => {
      const redirect = json(302, {}, { location: `${server.url}/elsewhere` });
      server.answer(redirect);
      expect(await failure()).toMatchObject({ code: "INVALID_RESPONSE", status: 302, retryable: false });
      server.answer(redirect);
      const response = await call({ accept: (status) => status === 302 });
      expect(response.headers.get("location")).toBe(`${server.url}/elsewhere`);
      expect(server.received).toHaveLength(1);
    });

    it("waits as long as Retry-After says before it comes back", async () => {
      const at: number[] = [];
      server.answer((response, request, count) => {
        at.push(performance.now());
        (count === 1 ? json(429, {}, { "retry-after": "0.3" }) : json(200, {}))(response, request, count);
      });
      await call();
      expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(290);
    });

    it("leaves a long Retry-After to the caller, capped at a day", async () => {
      server.answer(json(429, {}, { "retry-after": "99999999" }));
      expect(await failure()).toMatchObject({
        code: "RATE_LIMITED",
        retryable: true,
        retryAfterMs: 86_400_000,
      });
      expect(server.received).toHaveLength(1);
    });

    it("gives up at the deadline and calls it TIMEOUT", async () => {
      server.answer(silent);
      const started = performance.now();
      expect(await failure({ deadlineMs: 150 })).toMatchObject({
        code: "TIMEOUT",
        retryable: true,
        ambiguous: false,
      });
      expect(performance.now() - started).toBeLessThan(1_000);
    });

    it("counts the body into the deadline: a trickle does not hold us", async () => {
      server.answer((response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write("."), 20);
        response.on("close", () => clearInterval(drip));
      });
      expect(await failure({ deadlineMs: 200 })).toMatchObject({ code: "TIMEOUT" });
    });

    it("stops when the caller gives up", async () => {
      server.answer(silent);
      const controller = new AbortController();
      const pending = failure({ ...POST, signal: controller.signal });
      setTimeout(() => controller.abort(), 50);
      expect(await pending).toMatchObject({ code: "UNAVAILABLE", ambiguous: true });
      expect(await failure({ ...POST, signal: AbortSignal.abort() })).toMatchObject({ ambiguous: false });
    });

    it.each([
      ["the connection dropped", dropped],
      ["the answer broke off", truncated],
      ["no answer came in time", silent],
      ["a 500 came, before or after the effect", json(500, {})],
      ["a gateway answered 504", json(504, {})],
    ])("is ambiguous for a POST when %s, and not for a GET", async (_what, answer) => {
      server.answer(answer);
      expect(await failure({ ...POST, deadlineMs: 300 })).toMatchObject({ ambiguous: true });
      expect(await failure({ deadlineMs: 300 })).toMatchObject({ ambiguous: false });
    });

    it("is not ambiguous when nobody listens or the name does not exist: no byte was sent", async () => {
      const gone = await startTestServer();
      await gone.close();
      for (const url of [gone.url, "http://no-such-host.invalid/"])
        expect(await failure({ ...POST, url })).toMatchObject({
          code: "NETWORK_ERROR",
          retryable: true,
          ambiguous: false,
        });
    });

    it.each([
      ["a refusal", json(400, {})],
      ["a rate limit", json(429, {})],
    ])("is not ambiguous after %s: the answer was complete", async (_what, answer) => {
      server.answer(answer);
      expect(await failure(POST)).toMatchObject({ ambiguous: false });
    });

    it("refuses an answer larger than allowed, announced or not", async () => {
      server.answer((response) => response.end("x".repeat(2_000)));
      expect(await failure({ maxResponseBytes: 1_000 })).toMatchObject({ code: "INVALID_RESPONSE" });
      server.answer((response) => {
        response.writeHead(200, { "transfer-encoding": "chunked" });
        const flood = setInterval(() => response.write("x".repeat(600)), 1);
        response.on("close", () => clearInterval(flood));
      });
      expect(await failure({ maxResponseBytes: 1_000 })).toMatchObject({ code: "INVALID_RESPONSE" });
      server.answer((response) => response.end("x".repeat(1_000)));
      expect((await call({ maxResponseBytes: 1_000 })).bytes).toHaveLength(1_000);
    });

    it("calls an answer that is not JSON INVALID_RESPONSE when it is read as JSON", async () => {
      server.answer((response) => response.end("<html>"));
      const response = await call(POST);
      expect(response.text()).toBe("<html>");
      expect(() => response.json()).toThrowError(
        expect.objectContaining({ code: "INVALID_RESPONSE", service: "instagram", ambiguous: true }),
      );
    });

    it("opens the circuit after ten failures of one host, refuses at once, and lets one probe decide", async () => {
      let now = Date.now();
      const clock: Clock = { now: () => new Date(now), sleep: (ms, signal) => systemClock.sleep(ms, signal) };
      const http = subject.create({ clock, log: subject.log() });
      server.answer(json(500, {}));
      for (let i = 0; i < 10; i++) await failure(POST, http);
      const refused = await failure(POST, http);
      expect(refused).toMatchObject({
        code: "UNAVAILABLE",
        retryable: true,
        ambiguous: false,
        retryAfterMs: 30_000,
      });
      expect(server.received).toHaveLength(10);
      now += 30_001;
      const late: Promise<unknown>[] = [];
      server.answer((response, request, count) =>
        setTimeout(() => json(200, {})(response, request, count), 50),
      );
      for (let i = 0; i < 5; i++) late.push(call(POST, http).catch((error: unknown) => error));
      const outcomes = await Promise.all(late);
      expect(outcomes.filter((outcome) => outcome instanceof ExternalServiceError)).toHaveLength(4);
      expect(server.received).toHaveLength(1);
      await call(POST, http);
    });

    it("keeps the circuit of one service closed while another's is open", async () => {
      const http = subject.create({ clock: systemClock, log: subject.log() });
      server.answer(json(500, {}));
      for (let i = 0; i < 10; i++) await failure(POST, http);
      expect(await failure({ ...POST, service: "tiktok" }, http)).toMatchObject({ status: 500 });
    });

    it("does not count refusals against a host", async () => {
      const http = subject.create({ clock: systemClock, log: subject.log() });
      server.answer(json(400, {}));
      for (let i = 0; i < 15; i++) expect(await failure(POST, http)).toMatchObject({ status: 400 });
    });

    it("sends at most thirty-two requests to one host at the same time", async () => {
      const http = subject.create({ clock: systemClock, log: subject.log() });
      let running = 0;
      let most = 0;
      server.answer((response, request, count) => {
        running += 1;
        most = Math.max(most, running);
        setTimeout(() => {
          running -= 1;
          json(200, {})(response, request, count);
        }, 20);
      });
      await Promise.all(Array.from({ length: 80 }, () => call({}, http)));
      expect(most).toBeLessThanOrEqual(32);
      expect(server.received).toHaveLength(80);
    });

    it("writes no secret to the log", async () => {
      const log = subject.log();
      const http = subject.create({ clock: systemClock, log });
      const secret = {
        url: `${server.url}/me?access_token=${CANARY}`,
        headers: { authorization: `Bearer ${CANARY}` },
      };
      server.answer(json(200, { access_token: CANARY }));
      await call(secret, http);
      server.answer(json(400, { access_token: CANARY }));
      const error = await failure(secret, http);
      expect(log.lines.length).toBeGreaterThanOrEqual(2);
      expect(JSON.stringify([log.lines, error.message, error.params])).not.toContain("canary");
    });

    it.each([
      ["no address", "not a url"],
      ["a file", "file:///etc/passwd"],
      ["a script", "javascript:alert(1)"],
    ])("refuses %s", async (_what, url) => {
      expect(await failure({ url })).toMatchObject({ code: "BAD_REQUEST", retryable: false });
    });

    it("refuses a header value with a line break, without repeating it", async () => {
      const error = await failure({ headers: { authorization: `Bearer ${CANARY}\r\nx: y` } });
      expect(error).toMatchObject({ code: "BAD_REQUEST", ambiguous: false });
      expect(JSON.stringify([error.message, String(error.cause)])).not.toContain("canary");
    });
  });
}

function multipart(): FormData {
  const form = new FormData();
  form.set("file", new Blob(["abc"]), "a.txt");
  return form;
}
