import { expect, test } from "vitest";
import { assertNoCanary, scanForCanaries } from "./canary.ts";

// Put together here, so that this file's own name of the secret is not one.
const token = ["act", "sandbox", "12345"].join(".");

test("a token in the output is found, also when two chunks share it, and is not repeated in the message", () => {
  const scan = scanForCanaries();
  scan.feed(`{"message":"refresh failed","token":"${token.slice(0, 6)}`);
  scan.feed(`${token.slice(6)}"}`);
  expect(scan.found).toHaveLength(1);
  expect(() => assertNoCanary(scan)).toThrow(/a secret was printed/);
  expect(scan.found.join()).not.toContain("12345");
});

test("ordinary output passes", () => {
  const scan = scanForCanaries();
  scan.feed('{"message":"job done","job":"mail.send"}\n'.repeat(100));
  expect(() => assertNoCanary(scan)).not.toThrow();
});
