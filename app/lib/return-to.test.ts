import { expect, test } from "vitest";
import { safeReturnTo } from "./return-to.ts";

test.each(["/calendar", "/posts/1?tab=timeline#attempts", "/invitations/abc", "/é"])(
  "%s is followed",
  (path) => {
    expect(decodeURI(safeReturnTo(path))).toBe(path);
  },
);

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/%2e%2e//evil.example/..//evil.example",
  "/x/..//evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  " /calendar",
  "calendar",
  "",
  "/sign-in?returnTo=/sign-in",
  "/sign-out",
  `/${"x".repeat(3_000)}`,
  null,
  undefined,
  42,
])("%s leads home", (value) => {
  expect(safeReturnTo(value)).toBe("/");
});
