import { expect, test } from "vitest";
import type { Issue } from "#server/features/posts/schema.ts";
import { addTarget, emptyDraft, updateTarget } from "./draft.ts";
import { issuesAt, lookOf, placeKey, placeOf } from "./issues.ts";

const rules = { text: { max: 10, unit: "utf16" }, kinds: [], options: [] } as const;
const both = addTarget(
  addTarget(emptyDraft("UTC", null), { id: "a", platform: "instagram" }, rules),
  { id: "b", platform: "instagram" },
  rules,
);
const tooLong = (connectionId: string): Issue => ({
  connectionId,
  field: "text",
  code: "text.too_long",
  params: { network: "Instagram", over: 3 },
  severity: "error",
});

test("what is missing is no mistake until the person tries to send; what is wrong is one at once", () => {
  const missing: Issue = { ...tooLong("a"), field: "options", code: "options.required" };
  expect(lookOf(missing, false)).toBe("todo");
  expect(lookOf(missing, true)).toBe("error");
  expect(lookOf(tooLong("a"), false)).toBe("error");
  expect(lookOf({ ...tooLong("a"), severity: "warning" }, true)).toBe("warning");
});

test("a shared text is mended once in the post's text, an own text in its account's panel", () => {
  const shared = { field: "text", connectionId: null } as const;
  const issues = [tooLong("a"), tooLong("b")];
  expect(issuesAt(issues, both, shared)).toHaveLength(1);
  const own = updateTarget(both, "b", { text: "own" });
  expect(issuesAt(issues, own, shared).map((issue) => issue.connectionId)).toEqual(["a"]);
  expect(issuesAt(issues, own, { field: "text", connectionId: "b" })).toHaveLength(1);
});

test("an issue of a choice leads to that choice", () => {
  const issue: Issue = {
    ...tooLong("a"),
    field: "options",
    code: "options.required",
    params: { option: "privacy" },
  };
  expect(placeKey(placeOf(issue, both))).toBe("options:a:privacy");
});
