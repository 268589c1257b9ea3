import { describe, expect, it } from "vitest";
import { ExternalServiceError } from "../errors.ts";
import type { Log } from "../ports.ts";

export type LogLine = Record<string, unknown>;

/** What every Log promises. `create` gives a log at level `info` and what it wrote. */
export function logContract(name: string, create: () => { log: Log; lines: () => LogLine[] }): void {
  const canary = "EAAGcanary0123456789canary0123456789";
  describe(`Log: ${name}`, () => {
    it("writes one line per call with level, message and fields", () => {
      const { log, lines } = create();
      log.info("post published", { postId: "p1" });
      log.error("post failed");
      expect(lines()).toEqual([
        expect.objectContaining({ level: "info", message: "post published", postId: "p1" }),
        expect.objectContaining({ level: "error", message: "post failed" }),
      ]);
    });

    it("leaves out what is below its level", () => {
      const { log, lines } = create();
      log.debug("detail");
      log.warn("careful");
      expect(lines().map((line) => line.level)).toEqual(["warn"]);
    });

    it("puts the fields of `with` on every line, and the nearer field wins", () => {
      const { log, lines } = create();
      log.with({ correlationId: "c1", job: "a" }).with({ job: "b" }).info("x", { attempt: 2 });
      expect(lines()[0]).toMatchObject({ correlationId: "c1", job: "b", attempt: 2 });
    });

    it("never writes a secret: not in a field, not in the message, not in an error or its causes", () => {
      const { log, lines } = create();
      const cause = new Error(`POST https://graph.test/me?access_token=${canary} failed`);
      const error = new ExternalServiceError("TIMEOUT", `waited for ${canary}`, {
        service: "instagram",
        cause,
      });
      log
        .with({ accessToken: canary })
        .error(`gave up on ${canary}`, { error, headers: { authorization: canary } });
      expect(JSON.stringify(lines())).not.toContain("canary");
      expect(lines()[0]).toMatchObject({
        error: { code: "TIMEOUT", service: "instagram", cause: { name: "Error" } },
      });
    });

    it("never throws, whatever it is given", () => {
      const { log } = create();
      const hostile = {
        get trap(): never {
          throw new Error("read");
        },
      };
      const loop: Record<string, unknown> = { big: 1n };
      loop.loop = loop;
      expect(() => log.info("x", { hostile, loop, fn: () => 1 })).not.toThrow();
    });
  });
}
