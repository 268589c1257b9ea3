import { describe, expect, it } from "vitest";
import { errorResponse } from "./error-response.ts";
import { AppError } from "./errors.ts";
import { isDatabaseLost } from "./lost-database.ts";

const fault = (message: string, details: object = {}) => Object.assign(new Error(message), details);
const driver = (kind: string) => ({ code: "P2010", meta: { driverAdapterError: { cause: { kind } } } });

/** Each as the driver and the client throw it when a proxy before a real server is cut, closed or silent. */
const LOST = [
  fault("connect ECONNREFUSED 127.0.0.1:5432", { code: "ECONNREFUSED" }),
  fault("Connection terminated unexpectedly"),
  fault("timeout exceeded when trying to connect"),
  fault("Query read timeout"),
  fault("Client has encountered a connection error and is not queryable"),
  fault("terminating connection due to administrator command", { code: "57P01" }),
  fault("Can't reach database server", { code: "P1001" }),
  fault("Server has closed the connection.", { code: "P1017" }),
  fault("Raw query failed.", driver("ConnectionClosed")),
  fault("Raw query failed.", driver("DatabaseNotReachable")),
  fault("wrapped", { cause: fault("Connection terminated unexpectedly") }),
];

describe("a database that went away", () => {
  it.each(LOST)("is a 503 that passes by itself: %s", async (thrown) => {
    const response = errorResponse(thrown);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toEqual({
      error: { code: "UNAVAILABLE", message: "UNAVAILABLE", params: {} },
    });
  });

  it.each([
    fault("Unique constraint failed", { code: "P2002" }),
    fault("Raw query failed.", driver("UniqueConstraintViolation")),
    fault('relation "x" does not exist', { code: "42P01" }),
    new TypeError("undefined is not a function"),
    new AppError("UPSTREAM_ERROR", "the network failed", { cause: fault("x", { code: "ECONNRESET" }) }),
    "text",
    null,
  ])("is not what else may go wrong: %s", (thrown) => expect(isDatabaseLost(thrown)).toBe(false));
});
