import { expect } from "vitest";
import { ExternalServiceError } from "#server/core/errors.ts";
import { parseJson } from "#server/core/json.ts";
import type { Http, HttpRequest, HttpResponse } from "#server/core/ports.ts";

/** What one call must look like. Only what is named is checked, except the operation, which always is. */
interface ExpectedCall {
  operation: string;
  method?: string;
  /** Without the query. */
  url?: string;
  query?: Record<string, string>;
  form?: Record<string, string>;
  json?: unknown;
  headers?: Record<string, string>;
  bytes?: number;
  idempotent?: boolean;
}

interface Scripted {
  call: ExpectedCall;
  answer(request: HttpRequest): Promise<HttpResponse>;
}

export interface StrictHttp extends Http {
  /** The next call, and what it gets. A string body goes over the wire as it stands: bare long numbers stay bare. */
  expectCall(call: ExpectedCall): {
    reply(status: number, body?: unknown, headers?: Record<string, string>): void;
    fail(error: ExternalServiceError): void;
  };
  /** Requests seen so far. */
  seen: HttpRequest[];
  /** Fails when an expected call never came. */
  assertDone(): void;
}

/** An Http that answers from a script, in order, and fails on anything the script does not say. */
export function strictHttp(): StrictHttp {
  const script: Scripted[] = [];
  const seen: HttpRequest[] = [];
  return {
    seen,
    expectCall(call) {
      const add = (answer: Scripted["answer"]) => void script.push({ call, answer });
      return {
        reply: (status, body, headers) => add(async (request) => respond(request, status, body, headers)),
        fail: (error) =>
          add(async () => {
            throw error;
          }),
      };
    },
    async fetch(request) {
      seen.push(request);
      const next = script.shift();
      if (!next)
        throw new Error(`unexpected call: ${request.service} ${request.operation} ${String(request.url)}`);
      checkCall(next.call, request);
      return next.answer(request);
    },
    assertDone: () => expect(script.map(({ call }) => call.operation)).toEqual([]),
  };
}

function checkCall(call: ExpectedCall, request: HttpRequest): void {
  const url = new URL(request.url);
  expect(request.operation).toBe(call.operation);
  if (call.method) expect(request.method ?? "GET").toBe(call.method);
  if (call.url) expect(url.origin + url.pathname).toBe(call.url);
  if (call.query) expect(Object.fromEntries(url.searchParams)).toEqual(call.query);
  if (call.form) expect(Object.fromEntries(request.body as URLSearchParams)).toEqual(call.form);
  if (call.json !== undefined) expect(parseJson(String(request.body))).toEqual(call.json);
  if (call.headers) expect(request.headers).toMatchObject(call.headers);
  if (call.bytes !== undefined) expect((request.body as Uint8Array).length).toBe(call.bytes);
  if (call.idempotent !== undefined) expect(request.idempotent ?? false).toBe(call.idempotent);
}

/** As the real adapter does: a status nobody accepts is an error, and a 5xx to what must not be repeated is ambiguous. */
function respond(
  request: HttpRequest,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpResponse {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const accepted = request.accept ?? ((code: number) => code >= 200 && code < 300);
  const repeatable = request.idempotent ?? ["GET", "HEAD", "PUT"].includes(request.method ?? "GET");
  const failure = (code: "UPSTREAM_ERROR" | "INVALID_RESPONSE", ambiguous: boolean) =>
    new ExternalServiceError(code, `${request.service} ${request.operation} answered ${status}`, {
      service: request.service,
      status,
      retryable: status >= 500,
      ambiguous,
    });
  if (!accepted(status)) throw failure("UPSTREAM_ERROR", status >= 500 && !repeatable);
  return {
    status,
    headers: new Headers(headers),
    bytes: new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>,
    text: () => text,
    json: <T>() => {
      try {
        return parseJson<T>(text);
      } catch {
        throw failure("INVALID_RESPONSE", !repeatable);
      }
    },
  };
}

/** The wire broke after bytes were sent. */
export const lostAnswer = (service: string, operation: string): ExternalServiceError =>
  new ExternalServiceError("NETWORK_ERROR", `${service} ${operation}: reset`, {
    service,
    retryable: true,
    ambiguous: true,
  });

/** Nothing was ever sent. */
export const refusedConnection = (service: string, operation: string): ExternalServiceError =>
  new ExternalServiceError("NETWORK_ERROR", `${service} ${operation}: refused`, { service, retryable: true });
