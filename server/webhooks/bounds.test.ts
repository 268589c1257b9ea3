import { expect, test } from "vitest";
import { withinBounds } from "./bounds.ts";
import type { ParsedEvent } from "./source.ts";

const event = (accountRef: string | undefined, type = "tips.received"): ParsedEvent => ({
  externalId: "1",
  occurredAt: undefined,
  payload: {},
  type,
  accountRef,
});

test("an account's id as networks have them stays as it is, and none stays none", async () => {
  for (const id of ["17841400000000001", "x".repeat(200), "", undefined])
    expect(await withinBounds(event(id))).toEqual(event(id));
});

test("a longer one is cut: equal ones to equal ones, different ones to different ones", async () => {
  const cut = async (id: string) => (await withinBounds(event(id))).accountRef ?? "";
  const long = "x".repeat(10_000);
  expect(await cut(long)).toBe(await cut(long));
  expect(await cut(`${long}1`)).not.toBe(await cut(`${long}2`));
  expect((await cut(long)).length).toBeLessThanOrEqual(200);
});

test("no pair of surrogates is left cut in half", async () => {
  for (let before = 90; before <= 200; before++) {
    const text = `${"x".repeat(before)}${"😀".repeat(100)}`;
    const { type, accountRef } = await withinBounds(event(text, text));
    expect([type.isWellFormed(), accountRef?.isWellFormed()]).toEqual([true, true]);
  }
});
