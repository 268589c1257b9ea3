import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import { type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { PlatformSession, PublishContent } from "../platform.ts";
import { INSTALLATION_KEY } from "./api.ts";

export const WAIT_MS = 20;
const STEPS = 300;
export const MAYA = "acct_8f21c07d5ab94e13";
export const FAN = "@alex1 (412000170)";
export const GONE_FAN = "@eli5 (412000174)";
export const COLLECTORS = "[Collectors] (900001)";
export const PHOTO = "portrait-1080x1350.jpg";

/** OnlyFans before the double of the partner, clean before each test; fails where the double itself made a mistake. */
export function onlyfansBench() {
  let sandbox: TestSandbox;
  let on: SandboxPlatform;
  beforeAll(async () => {
    sandbox = await testSandbox();
  });
  beforeEach(async () => {
    await sandbox.control.reset();
    await sandbox.control.settings({ network: "onlyfans", rateLimits: false });
    on = sandboxPlatform(sandbox, "onlyfans");
  });
  afterAll(async () => {
    expect(await sandbox.control.errors()).toEqual([]);
    await sandbox.close();
  });
  return {
    get sandbox() {
      return sandbox;
    },
    get on() {
      return on;
    },
    message: (more: Partial<PublishContent> = {}, to = FAN): PublishContent => ({
      kind: "message",
      text: "New glaze <today> & tomorrow",
      media: [],
      options: { to },
      ...more,
    }),
    post: (more: Partial<PublishContent> = {}): PublishContent => ({
      kind: "post",
      text: "From the kiln",
      media: [on.media(PHOTO)],
      options: {},
      ...more,
    }),
    publish: (what: PublishContent, run = {}, as = session()) =>
      takeSteps(on.platform.publish, what, as, run, STEPS, WAIT_MS),
    effects: () => sandbox.control.effects({ network: "onlyfans" }),
    journal: (operation: string) => sandbox.control.journal({ network: "onlyfans", operation }),
  };
}

export const session = (more: Partial<PlatformSession> = {}): PlatformSession => ({
  flavor: "partner",
  externalId: MAYA,
  accessToken: INSTALLATION_KEY,
  scopes: [],
  meta: { username: "maya.delorme" },
  ...more,
});
