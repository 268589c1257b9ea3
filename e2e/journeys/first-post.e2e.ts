import type { BrowserContext, Page } from "playwright/test";
import { expect, freshEmail, mediaFile, PASSWORD, test } from "../fixtures.ts";
import type { SandboxControl } from "../sandbox/client.ts";
import { composerPage } from "../support/composer-page.ts";
import { confirmAddress } from "../support/mailbox-page.ts";

const ZONE = "Europe/Paris";
const WORDS = "A bowl for slow mornings, and the wheel that made it.";
const SHORT = "From the wheel to the table in three seconds.";

/** The next full minute that leaves time to choose it. */
const nextMinute = (): Date => new Date(Math.ceil((Date.now() + 12_000) / 60_000) * 60_000);

test("from signing up to two published posts, each of them once", async ({
  page,
  context,
  appUrl,
  sandbox,
}) => {
  test.setTimeout(180_000);
  // A workspace is new with every run, the networks' accounts are not: the run's own words tell its posts apart.
  const email = freshEmail();
  const tag = `#run${Date.now()}`;
  await signUp(page, appUrl, email);
  await confirmAddress(context, sandbox.url, email);
  await connect(page, "Connect Instagram with Instagram login", "Instagram");
  await connect(page, "Connect TikTok with TikTok login", "TikTok");

  const at = await write(page, tag);
  await expect(page.getByRole("heading", { level: 1, name: /A bowl for slow mornings/ })).toBeVisible();
  await expect(page.getByText(`${ZONE} (GMT+1)`)).toBeVisible();
  await openFromCalendar(page);

  // Nobody touches the page from here on: it tells by itself what happens.
  const targets = page.getByRole("region", { name: "Accounts" }).getByRole("listitem");
  await expect(targets.filter({ hasText: "Live" })).toHaveCount(2, { timeout: 100_000 });
  expect(Date.now(), "never before its minute").toBeGreaterThanOrEqual(at.getTime());

  await expectTimeline(page);
  await expectThere(page, context, "Instagram", WORDS);
  await expectThere(page, context, "TikTok", SHORT);
  await expectOnce(sandbox, tag);
});

async function signUp(page: Page, appUrl: string, email: string): Promise<void> {
  await page.goto(appUrl);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill("Maya Delorme");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Calendar" })).toBeVisible();
}

/** Through the network's own consent page, where the first account is chosen already. */
async function connect(page: Page, button: string, network: string): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Accounts" }).click();
  await page.getByRole("link", { name: button }).click();
  await expect(page.getByRole("heading", { name: `access to your ${network} account` })).toBeVisible();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("status").filter({ hasText: "@maya.delorme is connected" })).toBeVisible();
}

/** A photo and a video: both to Instagram, the video alone with its own words to TikTok. */
async function write(page: Page, tag: string): Promise<Date> {
  await page.getByRole("link", { name: "New post" }).first().click();
  const composer = composerPage(page);
  await composer.account("Instagram @maya.delorme").click();
  await composer.account("TikTok @maya.delorme").click();
  await composer.text.fill(`${WORDS} ${tag}`);
  await composer.upload(mediaFile("portrait-1080x1350.jpg"));
  await composer.upload(mediaFile("reel-1080x1920-3s.mp4"));
  await composer.saved();

  await composer.tab("maya.delorme", "TikTok").click();
  await composer.panel.getByRole("button", { name: "Send only the video" }).click();
  await composer.panel.getByRole("radio", { name: "Everyone" }).click();
  await composer.panel.getByRole("button", { name: "Write own text" }).click();
  await composer.panel.getByRole("textbox", { name: "Own text" }).fill(`${SHORT} ${tag}`);
  await expect(composer.preview).toContainText(SHORT);
  await composer.tab("maya.delorme", "Instagram").click();
  await expect(composer.preview).toContainText(WORDS);
  await expect(composer.preview).toContainText("1/2");

  const at = nextMinute();
  await composer.chooseTime(at, ZONE);
  await expect(page.getByText("Ready for 2 accounts")).toBeVisible();
  await page.getByRole("button", { name: "Schedule" }).click();
  await expect(page).toHaveURL(/\/posts\//);
  return at;
}

async function openFromCalendar(page: Page): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Calendar" }).click();
  const planned = page.getByRole("link", { name: /A bowl for slow mornings/ });
  await expect(planned).toBeVisible();
  await planned.click();
  await expect(page).toHaveURL(/\/posts\//);
}

/** Steps, the attempt, the ids the networks gave, and what their webhooks said. */
async function expectTimeline(page: Page): Promise<void> {
  const timeline = page.getByRole("region", { name: "Timeline" });
  for (const words of [
    "Scheduled",
    "Attempt 1 began",
    "Item 2 handed to Instagram",
    "Carousel put together",
    "About to make the one call that cannot be taken back",
    "media_publish",
    "Upload opened",
    "The network reported: done",
  ])
    await expect(timeline.getByText(words).first()).toBeVisible();
  const attempts = page.getByRole("table", { name: "Attempts" }).getByRole("row");
  await expect(attempts.filter({ hasText: "Live" })).toHaveCount(2);
  await expect(page.getByRole("region", { name: "Accounts" }).getByText("Id there")).toHaveCount(2);
}

/** The post on the network's own page, as a visitor sees it. */
async function expectThere(page: Page, context: BrowserContext, network: string, words: string) {
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: `See it on ${network}` }).click();
  const there = await opened;
  await expect(there.getByText(words)).toBeVisible();
  await there.close();
}

async function expectOnce(sandbox: SandboxControl, tag: string): Promise<void> {
  const effects = (await sandbox.effects()).filter(({ text }) => text.includes(tag));
  expect(effects.map(({ network, mediaCount }) => ({ network, mediaCount })).sort(byNetwork)).toEqual([
    { network: "instagram", mediaCount: 2 },
    { network: "tiktok", mediaCount: 1 },
  ]);
}

const byNetwork = (a: { network: string }, b: { network: string }) => a.network.localeCompare(b.network);
