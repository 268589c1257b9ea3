import { readdirSync } from "node:fs";
import type { Page } from "playwright/test";
import { type Creator, expect, expectNoSidewaysScroll, mediaFile, test } from "../fixtures.ts";
import { auditPage, layoutShift, missingTexts } from "../support/page-audit.ts";
import { sendTiktokEvent } from "../support/signed-webhook.ts";
import { instagramImage } from "../support/studio.ts";

const NAMESPACES = [...new Set(readdirSync("app/i18n/locales").map((file) => file.split(".")[0] ?? ""))];

/** A workspace in which every page has something to show. Returns the addresses of all of them. */
async function furnish(creator: Creator): Promise<string[]> {
  const instagram = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  await creator.studio.connect("tiktok", "login-kit", "maya.delorme");
  const media = await creator.upload(mediaFile("square-1080.jpg"), "image/jpeg");
  const targets = [instagramImage(instagram)];
  const at = new Date(Date.now() + 86_400_000);
  const planned = await creator.studio.plan({ text: "Demain, au marché", media: [media], targets, at });
  const { post: draft } = await creator.trpc.posts.save.mutate({
    text: "Une idée",
    mediaIds: [media.id],
    targets,
    timeZone: "Europe/Paris",
  });
  const { endpoint } = await creator.trpc.outgoing.create.mutate({
    ...{ url: "https://hooks.example.com/huntaze", events: ["post.published"] },
  });
  await creator.trpc.outgoing.test.mutate({ endpointId: endpoint.id });
  await creator.trpc.outgoing.createAlertTarget.mutate({
    ...{ kind: "slack", label: "#social", url: "https://hooks.slack.com/services/T0/B0/x", locale: "fr" },
    events: ["post.failed"],
  });
  return [
    "/calendar",
    "/calendar?view=week",
    "/calendar?view=list",
    "/drafts",
    "/series",
    "/media",
    "/accounts",
    `/accounts/${instagram}`,
    "/compose",
    `/compose?post=${draft.id}`,
    `/posts/${planned.id}`,
    "/notifications",
    "/settings/profile",
    "/settings/security",
    "/settings/workspace",
    "/settings/slots",
    "/settings/members",
    "/settings/webhooks",
    `/settings/webhooks/${endpoint.id}`,
  ];
}

const OUTSIDE = ["/sign-in", "/sign-up", "/forgot-password"];

/** Everything that must hold on any page, in any language and on any screen. */
async function expectSound(page: Page, language: string): Promise<void> {
  const where = new URL(page.url()).pathname;
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await page.locator("html").getAttribute("lang"), where).toBe(language);
  expect(await missingTexts(page, NAMESPACES), `texts on ${where}`).toEqual([]);
  expect(await auditPage(page), `names and roles on ${where}`).toEqual([]);
  await expectNoSidewaysScroll(page);
  expect(await layoutShift(page), `${where} keeps still while it loads`).toBeLessThan(0.05);
}

const LOOKS = [
  { name: "in French on a dark desktop", locale: "fr-FR", language: "fr", colorScheme: "dark", width: 1440 },
  { name: "in French on a dark phone", locale: "fr-FR", language: "fr", colorScheme: "dark", width: 390 },
  { name: "in English on a light phone", locale: "en-US", language: "en", colorScheme: "light", width: 390 },
] as const;

for (const { name, locale, language, colorScheme, width } of LOOKS)
  test.describe(name, () => {
    test.use({ locale, colorScheme, viewport: { width, height: width > 800 ? 900 : 844 } });

    test("every page says everything in its language, names what it shows and stays inside the screen", async ({
      page,
      context,
      appUrl,
      creator,
    }) => {
      for (const address of await furnish(creator)) {
        await page.goto(`${appUrl}${address}`, { waitUntil: "networkidle" });
        await expectSound(page, language);
      }
      await context.clearCookies();
      for (const address of OUTSIDE) {
        await page.goto(`${appUrl}${address}`);
        await expectSound(page, language);
      }
    });
  });

test("a post, the calendar and a draft can be read before, and without, any script", async ({
  browser,
  appUrl,
  creator,
}) => {
  const addresses = await furnish(creator);
  const context = await browser.newContext({ javaScriptEnabled: false });
  await context.addCookies(creator.cookies().map((cookie) => ({ ...cookie, url: appUrl })));
  const page = await context.newPage();
  const open = (part: string) => page.goto(appUrl + addresses.find((address) => address.includes(part)));
  await open("/posts/");
  await expect(page.getByRole("heading", { level: 1, name: "Demain, au marché" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Accounts" })).toContainText("Scheduled");
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("Draft created");
  await open("/calendar");
  await expect(page.getByRole("link", { name: /Demain, au marché/ })).toBeVisible();
  await open("/compose?post=");
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toHaveValue("Une idée");
  await context.close();
});

const operatorCookies = (appUrl: string) => {
  const cookies = JSON.parse(process.env.E2E_OPERATOR ?? "[]") as { name: string; value: string }[];
  return cookies.map((cookie) => ({ ...cookie, url: appUrl }));
};

test("the operator's page of services is as sound as the others", async ({ page, context, appUrl }) => {
  await context.addCookies(operatorCookies(appUrl));
  await page.goto(`${appUrl}/services`, { waitUntil: "networkidle" });
  await expect(page.getByRole("heading", { level: 1, name: "Services" })).toBeVisible();
  await expectSound(page, "en");
});

for (const width of [1440, 390])
  test.describe(`on a screen of ${width}`, () => {
    test.use({ viewport: { width, height: 900 } });

    test("the operator's pages of webhooks, jobs, dead letters and schedules are as sound as the others", async ({
      page,
      context,
      appUrl,
    }) => {
      await context.addCookies(operatorCookies(appUrl));
      const signed = await sendTiktokEvent(appUrl);
      expect([signed, await sendTiktokEvent(appUrl, "another secret")]).toEqual([200, 401]);
      for (const address of [
        "/operations/webhooks",
        "/operations/webhooks?status=dead&source=tiktok&from=2026-01-01",
        "/operations/webhooks/refused",
        "/operations/webhooks/deliveries",
        "/operations/webhooks/deliveries?source=tiktok&to=2026-01-01",
        "/operations/jobs",
        "/operations/jobs?status=dead&reason=unreachable",
        "/operations/dead",
        "/operations/schedules",
      ]) {
        await page.goto(`${appUrl}${address}`, { waitUntil: "networkidle" });
        await expect(page.getByRole("heading", { level: 1, name: "Operations" })).toBeVisible();
        await expectSound(page, "en");
      }
      for (const list of ["webhooks", "jobs"]) {
        await page.goto(`${appUrl}/operations/${list}`, { waitUntil: "networkidle" });
        await page
          .getByRole("main")
          .getByRole("listitem")
          .getByRole("link", { name: /tiktok|\./ })
          .first()
          .click();
        await expect(page.getByRole("heading", { level: 3, name: "Attempts" })).toBeVisible();
        await expectSound(page, "en");
        if (list !== "webhooks") continue;
        await page.getByRole("link", { name: "Received as it came" }).click();
        await expect(page.getByRole("list", { name: "Events" })).toBeVisible();
        await expectSound(page, "en");
      }
    });
  });

test("addresses that lead nowhere say so, with a way on", async ({ page, appUrl, creator, complaints }) => {
  complaints.expect(/status of 404/);
  expect(creator.email).toBeTruthy();
  for (const address of [
    "/posts/not-an-id",
    "/posts/01a1f8ff-c05d-73af-84c8-10a679a7f15e",
    "/compose?post=01a1f8ff-c05d-73af-84c8-10a679a7f15e",
    "/nowhere",
  ]) {
    expect((await page.goto(`${appUrl}${address}`))?.status()).toBe(404);
    await expectSound(page, "en");
    await expect(page.getByRole("link", { name: "Go to the calendar" })).toBeVisible();
  }
});

test("the audit of these pages finds what it looks for", async ({ page }) => {
  await page.setContent(`<title>Flawed</title><h1>One</h1><h1>Two</h1><button id="a"></button><input id="a">
    <img src="data:,"><p>composer.title</p><p>Hello {{name}}</p><div style="width:5000px">wide</div>`);
  expect((await auditPage(page)).map((problem) => problem.split(":")[0])).toEqual([
    "nothing says what this does",
    "nothing says what to enter",
    "a picture without a text",
    "2 headings of the first level",
    "no single main part",
    "two elements are called a",
  ]);
  expect(await missingTexts(page, NAMESPACES)).toEqual(["composer.title", "Hello {{name}}"]);
  await expect(expectNoSidewaysScroll(page)).rejects.toThrow("scrolls sideways");
});
