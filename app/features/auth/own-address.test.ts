import { expect, test } from "vitest";
import { betterAddress } from "./own-address.ts";

const APP = "http://localhost:3000";

test("another name of this machine leads to the one the installation uses, path and query kept", () => {
  expect(betterAddress("http://127.0.0.1:3000/sign-in?returnTo=%2Fmedia", APP)).toBe(
    `${APP}/sign-in?returnTo=%2Fmedia`,
  );
  expect(betterAddress("http://[::1]:3000/sign-in", APP)).toBe(`${APP}/sign-in`);
});

test.each([
  ["the address itself", `${APP}/sign-in`, APP],
  ["another port, where something else listens", "http://127.0.0.1:4000/sign-in", APP],
  ["another machine in the network", "http://192.168.1.20:3000/sign-in", APP],
  ["an address a proxy uses to reach us", "http://127.0.0.1:3000/sign-in", "https://app.example.com"],
  [
    "the public address over plain http behind a TLS proxy",
    "http://app.example.com/sign-in",
    "https://app.example.com",
  ],
])("%s stays where it is", (_what, url, appUrl) => {
  expect(betterAddress(url, appUrl)).toBeNull();
});
