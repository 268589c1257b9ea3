import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError, ERROR_CODES, ExternalServiceError, httpStatusOf } from "#server/core/errors.ts";
import { errorResponse } from "./errors.ts";
import { readBody, readJson, requireContentType, requireMethod } from "./request.ts";

const bodyOf = async (error: unknown) => {
  const response = errorResponse(error);
  return { status: response.status, headers: response.headers, body: await response.json() };
};

describe("errorResponse", () => {
  it("says code, message key and params, and nothing else", async () => {
    const error = new AppError("CONFLICT", "row 7 was newer", {
      userMessage: "POST_CHANGED",
      params: { minutes: 5 },
    });
    const { status, headers, body } = await bodyOf(error);
    expect([status, body]).toEqual([
      409,
      { error: { code: "CONFLICT", message: "POST_CHANGED", params: { minutes: 5 } } },
    ]);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it.each([
    new Error("postgres://u:p@db is down"),
    new AppError("CRYPTO_ERROR", "key k1 is gone", { params: { keyId: "k1" } }),
    "a thrown text",
    undefined,
  ])("tells nothing about what is our fault: %s", async (error) => {
    expect(await bodyOf(error)).toMatchObject({
      status: 500,
      body: { error: { code: "INTERNAL_ERROR", message: "INTERNAL_ERROR", params: {} } },
    });
  });

  it("does not pass a network's refusal of us on as the person's own", async () => {
    const refused = new ExternalServiceError("UNAUTHORIZED", "token expired", {
      service: "instagram",
      status: 401,
      userMessage: "UPSTREAM_ERROR",
    });
    expect(await bodyOf(refused)).toMatchObject({ status: 502, body: { error: { code: "UPSTREAM_ERROR" } } });
    const mapped = new ExternalServiceError("NEEDS_RECONNECT", "x", { service: "instagram", status: 401 });
    expect(await bodyOf(mapped)).toMatchObject({ status: 409, body: { error: { code: "NEEDS_RECONNECT" } } });
  });

  it("names the fields that failed a schema", async () => {
    const result = z.object({ title: z.string().min(3) }).safeParse({ title: "a" });
    expect(await bodyOf(result.error)).toMatchObject({
      status: 422,
      body: { error: { code: "VALIDATION_ERROR", fields: { title: [expect.any(String)] } } },
    });
  });

  it("says when to come back, in whole seconds", async () => {
    const { headers } = await bodyOf(new AppError("RATE_LIMITED", "x", { retryAfterMs: 1_200 }));
    expect(headers.get("retry-after")).toBe("2");
  });

  it("lets a Response that was thrown pass", () => {
    const response = new Response(null, { status: 302 });
    expect(errorResponse(response)).toBe(response);
  });

  it("has a status for every code, and 500 for our own faults alone", () => {
    const ours = ERROR_CODES.filter((code) => httpStatusOf(code) === 500);
    expect(ours).toEqual(["CONFIG_INVALID", "CRYPTO_ERROR", "INTERNAL_ERROR"]);
  });
});

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request("http://a.test/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

describe("readBody", () => {
  it("returns the bytes as they came", async () => {
    const bytes = new Uint8Array([0, 255, 10, 13]);
    expect(await readBody(post(bytes), 4)).toEqual(bytes);
    expect(await readBody(new Request("http://a.test/"), 4)).toHaveLength(0);
  });

  it("stops at the first byte beyond the limit, whatever was announced", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1_000;
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    await expect(readBody(post(endless), 5_000)).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
      params: { maxBytes: 5_000 },
    });
    expect(sent).toBeLessThan(10_000);
    await expect(readBody(post("x", { "content-length": "99" }), 5)).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
    // No server lets this through; should one do so, nothing too large comes of it.
    await expect(readBody(post("xxxxxxxxxx", { "content-length": "3" }), 5)).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
  });

  it("takes one that was announced as it is", async () => {
    const bytes = new Uint8Array([0, 255, 10, 13]);
    expect(await readBody(post(bytes, { "content-length": "4" }), 4)).toEqual(bytes);
  });

  it("calls a body that breaks off BAD_REQUEST", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    await expect(readBody(post(broken), 10)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("readJson", () => {
  const json = { "content-type": "application/json; charset=utf-8" };
  it("reads JSON", async () => {
    expect(await readJson(post('{"a":1}', json), 100)).toEqual({ a: 1 });
  });
  it.each([
    ["malformed JSON", post('{"a":', json), "BAD_REQUEST"],
    ["bytes that are no UTF-8", post(new Uint8Array([0x22, 0xff, 0x22]), json), "BAD_REQUEST"],
    ["another type", post("{}", { "content-type": "text/plain" }), "UNSUPPORTED_MEDIA_TYPE"],
    ["too much", post(JSON.stringify("x".repeat(200)), json), "PAYLOAD_TOO_LARGE"],
  ])("refuses %s", async (_what, request, code) => {
    await expect(readJson(request, 100)).rejects.toMatchObject({ code });
  });
});

describe("requireContentType and requireMethod", () => {
  it("accept a type, a family, a method", () => {
    const image = post("x", { "content-type": "IMAGE/PNG" });
    expect(() => requireContentType(image, "image/*")).not.toThrow();
    expect(() => requireContentType(image, "video/*", "image/png")).not.toThrow();
    expect(() => requireContentType(image, "video/*")).toThrowError(
      expect.objectContaining({ code: "UNSUPPORTED_MEDIA_TYPE" }),
    );
    expect(() => requireMethod(image, "POST")).not.toThrow();
  });

  it("answer a wrong method with the allowed ones", () => {
    try {
      requireMethod(new Request("http://a.test/"), "POST", "PUT");
      expect.unreachable();
    } catch (error) {
      const response = errorResponse(error);
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, PUT"]);
    }
  });
});
