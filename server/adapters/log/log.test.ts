import { describe, expect, it, vi } from "vitest";
import { logContract } from "#server/core/contracts/log.contract.ts";
import { createLog, type LogLevel } from "./log.ts";

function recording(level: LogLevel = "info") {
  const written: string[] = [];
  const log = createLog({
    level,
    write: (line) => written.push(line),
    now: () => new Date("2026-03-02T10:00:00Z"),
  });
  return { log, written, lines: () => written.map((line) => JSON.parse(line)) };
}

logContract("JSON lines", () => recording());

describe("createLog", () => {
  it("writes one JSON object per line, whatever the message contains", () => {
    const { log, written } = recording();
    log.info("two\nlines", { note: "a\nb" });
    expect(written).toHaveLength(1);
    expect(written[0]).not.toContain("\n");
    expect(JSON.parse(written[0] ?? "")).toEqual({
      time: "2026-03-02T10:00:00.000Z",
      level: "info",
      message: "two\nlines",
      note: "a\nb",
    });
  });

  it("does not let a field forge the level or the time", () => {
    const { log, lines } = recording();
    log.warn("real", { level: "debug", time: "1970", message: "forged" });
    expect(lines()[0]).toMatchObject({ level: "warn", time: "2026-03-02T10:00:00.000Z", message: "real" });
  });

  it("writes details to stdout and trouble to stderr", () => {
    const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const log = createLog({ level: "debug" });
    log.debug("d");
    log.info("i");
    log.warn("w");
    log.error("e");
    const counts = [out.mock.calls.length, err.mock.calls.length];
    out.mockRestore();
    err.mockRestore();
    expect(counts).toEqual([2, 2]);
  });
});
