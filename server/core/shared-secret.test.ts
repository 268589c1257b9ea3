import { expect, it } from "vitest";
import { isSharedSecret } from "./shared-secret.ts";

it("opens for the secret and for nothing else", async () => {
  expect(await isSharedSecret("a-long-secret", "a-long-secret")).toBe(true);
  for (const given of [
    "",
    "a-long-secre",
    "a-long-secrett",
    "A-long-secret",
    "a-long-secret ",
    "\u0430-long-secret",
  ])
    expect(await isSharedSecret("a-long-secret", given)).toBe(false);
});

it("never opens when the secret is empty", async () => {
  expect(await isSharedSecret("", "")).toBe(false);
});
