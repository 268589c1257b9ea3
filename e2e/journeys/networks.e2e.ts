import type { Page } from "playwright/test";
import { type Creator, expect, test } from "../fixtures.ts";
import type { TargetInput } from "../support/api-client.ts";

const LIVE_WITHIN_MS = 60_000;

/** Networks with a login page of their own, and how one text goes out on each. */
const WRITTEN: readonly {
  platform: string;
  flavor: string;
  kind: string;
  options?: TargetInput["options"];
}[] = [
  { platform: "threads", flavor: "threads-login", kind: "text" },
  { platform: "x", flavor: "oauth2", kind: "post" },
  { platform: "mastodon", flavor: "oauth2", kind: "text" },
  {
    platform: "reddit",
    flavor: "web-app",
    kind: "self",
    options: { subreddit: "quietcorner", title: "On glazing in winter" },
  },
];

async function planEverywhere(creator: Creator, text: string) {
  const targets: TargetInput[] = [];
  for (const { platform, flavor, kind, options = {} } of WRITTEN) {
    const connectionId = await creator.studio.connect(platform, flavor);
    targets.push({ connectionId, kind, text: null, options });
  }
  return creator.studio.plan({ text, media: [], targets });
}

test("one text goes out on four networks, once on each, and the post page says how we know", async ({
  page,
  appUrl,
  sandbox,
  creator,
}) => {
  const post = await planEverywhere(creator, "Glazing in winter takes patience.");
  await page.goto(`${appUrl}/posts/${post.id}`);
  const accounts = page.getByRole("region", { name: "Accounts" }).getByRole("listitem");
  await expect(accounts.filter({ hasText: "Live" })).toHaveCount(WRITTEN.length, { timeout: LIVE_WITHIN_MS });
  await expect(accounts.filter({ hasText: "How we know" })).toHaveCount(WRITTEN.length);
  for (const { platform } of WRITTEN) {
    const effects = await sandbox.effects({ network: platform });
    expect(
      effects.filter(
        ({ kind, text }) => kind === "post" && JSON.stringify(text).includes("Glazing in winter"),
      ),
      platform,
    ).toHaveLength(1);
  }
});

async function openForm(page: Page, appUrl: string, form: string) {
  await page.goto(`${appUrl}/accounts?form=${form}`);
  return page.getByRole("dialog");
}

test("OnlyFans is connected with a key of the partner, and says what is official", async ({
  page,
  appUrl,
  creator,
}) => {
  const dialog = await openForm(page, appUrl, "onlyfans.partner");
  await expect(dialog).toContainText("OnlyFans has no official API");
  await dialog.getByRole("button", { name: "Look for accounts" }).click();
  await dialog.getByRole("radio", { name: /maya\.delorme/ }).check();
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(dialog).toBeHidden();
  const [connection] = await creator.trpc.accounts.list.query();
  expect(connection).toMatchObject({ platform: "onlyfans", flavor: "partner", status: "active" });
  await page.getByRole("link", { name: "Open @maya.delorme" }).click();
  await expect(page.getByRole("heading", { name: "Fans and chats" })).toBeVisible();
  await expect(page.getByText("Hello! Love the new series").first()).toBeVisible();
});

test("what a person sends themselves becomes a task, and is live when they say so, once", async ({
  page,
  appUrl,
  creator,
}) => {
  const dialog = await openForm(page, appUrl, "onlyfans.assisted");
  await dialog.getByRole("textbox").first().fill("maya.of");
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(dialog).toBeHidden();
  const [connection] = await creator.trpc.accounts.list.query();
  const post = await creator.studio.plan({
    text: "Only for you",
    media: [],
    targets: [{ connectionId: connection?.id ?? "", kind: "post", text: null, options: {} }],
  });
  await page.goto(`${appUrl}/posts/${post.id}`);
  await expect(page.getByRole("region", { name: "Ready to send on OnlyFans" })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole("button", { name: "I have sent it" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "I have sent it" }).click();
  await expect(page.getByText("Live").first()).toBeVisible();
  await expect(page.getByText("Ada Rivers").first()).toBeVisible();
});

test("somebody signs up with Google, and is back at their calendar", async ({ page, context, appUrl }) => {
  await context.clearCookies();
  await page.goto(`${appUrl}/sign-in`);
  await page.getByRole("button", { name: /Google/ }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Calendar" })).toBeVisible({ timeout: 30_000 });
});
