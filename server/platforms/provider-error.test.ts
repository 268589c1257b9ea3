import { expect, test } from "vitest";
import { type AppError, ExternalServiceError } from "#server/core/errors.ts";
import { irreversible, providerError } from "./provider-error.ts";

const failure = (code: ConstructorParameters<typeof AppError>[0], options = {}) =>
  new ExternalServiceError(code, "x", { service: "net", ...options });
const ambiguityOf = async (error: unknown) =>
  irreversible(async () => {
    throw error;
  }).catch((thrown: AppError) => thrown.ambiguous);

test.each([
  [
    "a refusal with the provider's own code",
    failure("CONTENT_REJECTED", { status: 400, providerCode: "36003" }),
  ],
  ["a refused connection", failure("NETWORK_ERROR")],
  ["an open breaker", failure("UNAVAILABLE", { retryable: true })],
  ["no connection in time", failure("TIMEOUT")],
])("%s proves that the irreversible call did not happen", async (_, error) => {
  expect(await ambiguityOf(error)).toBe(false);
});

test.each([
  ["a 500", failure("UPSTREAM_ERROR", { status: 500 })],
  ["a 502 that quotes a provider code", failure("UPSTREAM_ERROR", { status: 502, providerCode: "2" })],
  ["a 403 of some proxy, without the provider's envelope", failure("FORBIDDEN", { status: 403 })],
  ["a 200 that cannot be read", failure("INVALID_RESPONSE", { status: 200 })],
  ["an answer that never came", failure("TIMEOUT", { ambiguous: true })],
  ["a reset after bytes were sent", failure("NETWORK_ERROR", { ambiguous: true })],
  ["an error nobody foresaw", new Error("boom")],
])("%s leaves the irreversible call open", async (_, error) => {
  expect(await ambiguityOf(error)).toBe(true);
});

test("trouble on the provider's side leaves only the irreversible call open", () => {
  const row = { code: "2", is: "UPSTREAM_ERROR", retryable: true, message: "M", inconclusive: true } as const;
  const on = (irreversibleCall: boolean) =>
    providerError(row, { service: "net", operation: "op", status: 400, irreversible: irreversibleCall })
      .ambiguous;
  expect([on(true), on(false)]).toEqual([true, false]);
});
