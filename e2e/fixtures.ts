import path from "node:path";
import { type BrowserContext, test as base, expect, type Page } from "playwright/test";
import { type SandboxControl, sandboxControl } from "./sandbox/client.ts";
import { type ApiClient, createApiClient, type MediaOutput } from "./support/api-client.ts";
import { createStudio, type Studio } from "./support/studio.ts";

export { expect };

/** What went wrong on any page of the test, unless the test said that it would. */
export interface Complaints {
  /** The test provokes this one: it is no failure. */
  expect(pattern: RegExp): void;
}

/** Somebody with a workspace of their own, signed in in the test's browser. */
export interface Creator extends ApiClient {
  studio: Studio;
  email: string;
  password: string;
  /** Puts bytes into the library. */
  addMedia(name: string, contentType: string, body: Buffer): Promise<MediaOutput>;
}

export interface Fixtures {
  appUrl: string;
  sandbox: SandboxControl;
  complaints: Complaints;
  creator: Creator;
}

export const PASSWORD = "a long and quiet evening";

/** A file every test may upload. */
export const mediaFile = (name: string): string => path.resolve("e2e/fixtures/media", name);

let people = 0;
/** An address nobody else in this run has. */
export const freshEmail = (): string => `ada.${process.pid}.${++people}@example.com`;

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter to learn what a fixture needs
  appUrl: async ({}, use) => use(process.env.E2E_APP_URL ?? ""),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter to learn what a fixture needs
  sandbox: async ({}, use) => {
    const control = sandboxControl(process.env.E2E_SANDBOX_URL ?? "");
    await use(control);
    await control.clearFaults();
  },
  complaints: [
    async ({ context }, use) => {
      const expected: RegExp[] = [];
      const heard = listen(context);
      await use({ expect: (pattern) => void expected.push(pattern) });
      expect(heard.filter((line) => !expected.some((pattern) => pattern.test(line)))).toEqual([]);
    },
    { auto: true },
  ],
  creator: async ({ context, appUrl, sandbox }, use) => use(await newCreator(context, appUrl, sandbox)),
});

/** Errors in the console (content security violations among them), on every page of the context, and thrown ones. */
function listen(context: BrowserContext): string[] {
  const heard: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") heard.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => heard.push(`${error.error().stack ?? error.error().message}`));
  return heard;
}

async function newCreator(
  context: BrowserContext,
  appUrl: string,
  sandbox: SandboxControl,
): Promise<Creator> {
  const email = freshEmail();
  const client = createApiClient(() => appUrl);
  await client.signUp({ name: "Ada Rivers", email, password: PASSWORD, timeZone: "Europe/Paris" });
  await context.addCookies(client.cookies().map((cookie) => ({ ...cookie, url: appUrl })));
  return {
    ...client,
    studio: createStudio(client, sandbox.url),
    email,
    password: PASSWORD,
    async addMedia(name, contentType, body) {
      const headers = { "content-type": contentType };
      const response = await client.fetch(`/api/media?name=${encodeURIComponent(name)}`, {
        method: "POST",
        headers,
        body: new Uint8Array(body),
      });
      expect(response.status).toBe(201);
      return (await response.json()) as MediaOutput;
    },
  };
}

/** Nothing of the page lies beyond the right edge of the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(beyond, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
