import { describe, expect, it } from "vitest";
import { AppError } from "#server/core/errors.ts";
import { explain, explainDatabase } from "./explain.ts";

const fault = (message: string, details: Record<string, unknown>) =>
  Object.assign(new Error(message), details);
const URL_WITH_SECRET = "postgresql://ann:hush-hush@db.example.com:5433/shop";

describe("a start that fails says why in one line", () => {
  it.each([
    ["EADDRINUSE", "PORT: 3000 is already in use, for example PORT=3100"],
    ["EACCES", "PORT: 3000 may not be opened by this user, for example PORT=3000"],
    ["EADDRNOTAVAIL", "HOST: 8.8.8.8 is not an address of this machine, for example HOST=0.0.0.0"],
  ])("listening fails with %s", (code, line) => {
    expect(explain(fault("listen", { code, syscall: "listen", port: 3000, address: "8.8.8.8" }))).toBe(line);
  });

  it("a host nobody knows", () => {
    const unknown = fault("getaddrinfo", { code: "ENOTFOUND", syscall: "getaddrinfo", hostname: "no..host" });
    expect(explain(unknown)).toBe("HOST: nothing is called no..host, for example HOST=0.0.0.0");
  });

  it.each(["EACCES", "EROFS", "ENOTDIR", "ENOSPC"])("a data folder that cannot be written (%s)", (code) => {
    const line = explain(fault(code, { code, syscall: "open", path: "/data/secrets.json" }));
    expect(line).toMatch(/^DATA_DIR: \/data\/secrets\.json .+, for example DATA_DIR=\S+$/);
  });

  it("an error of ours in its own words, and a surprise with its place", () => {
    expect(explain(new AppError("CONFIG_INVALID", "PORT: must be a number"))).toBe("PORT: must be a number");
    expect(explain(new TypeError("surprise"))).toContain("explain.test.ts");
  });
});

describe("a database that cannot be used", () => {
  it.each([
    [{ code: "28P01" }, "does not accept the password of ann"],
    [{ code: "28000" }, "does not let ann in"],
    [{ code: "42501" }, "create the database shop"],
    [{ code: "57P03" }, "start again in a moment"],
    [{ code: "ENOTFOUND" }, "check the name"],
    [{ code: "ECONNREFUSED" }, "nothing listens at db.example.com:5433"],
    [{ message: "The server does not support SSL connections" }, "does not offer TLS"],
    [{ message: "self-signed certificate" }, "cannot be trusted"],
    [{ message: "timeout expired" }, "does not answer"],
    [{ message: "Connection terminated unexpectedly" }, "does not answer"],
    [{ code: "XX000", message: "something else" }, "refused: something else"],
  ])("%j is explained without its password", (details, words) => {
    const line = explainDatabase(fault("", details), URL_WITH_SECRET);
    expect(line).toMatch(/^DATABASE_URL: [^\n]+$/);
    expect(line).toContain(words);
    expect(line).not.toContain("hush-hush");
  });
});
