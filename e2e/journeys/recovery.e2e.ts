import type { Locator, Page } from "playwright/test";
import { type Creator, expect, mediaFile, test } from "../fixtures.ts";
import { instagramImage } from "../support/studio.ts";

const target = (page: Page): Locator =>
  page.getByRole("region", { name: "Accounts" }).getByRole("listitem").first();

/** A post of one photo to one Instagram account, in line for right now or in so many milliseconds. */
async function planPhoto(creator: Creator, connectionId: string, text: string, inMs = 0): Promise<string> {
  const media = await creator.upload(mediaFile("square-1080.jpg"), "image/jpeg");
  const targets = [instagramImage(connectionId)];
  const at = new Date(Date.now() + inMs);
  const post = await creator.studio.plan({ text, media: [media], targets, at });
  return post.id;
}

test("a login that the network ended holds the post, and reconnecting sends it, once", async ({
  page,
  appUrl,
  creator,
  sandbox,
}) => {
  const text = `Waits for its login ${Date.now()}`;
  const connectionId = await creator.studio.connect("instagram", "instagram-login", "jonas.bakes");
  const postId = await planPhoto(creator, connectionId, text, 4_000);
  await sandbox.account("instagram", "jonas.bakes", { revoke: true });

  await page.goto(`${appUrl}/posts/${postId}`);
  await expect(target(page)).toContainText("Waiting", { timeout: 30_000 });
  await expect(target(page)).toContainText("The connection to this account has ended. Connect it again");
  await page.getByRole("link", { name: "Reconnect the account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Jonas Okafor" })).toBeVisible();
  await page.getByRole("link", { name: "Reconnect", exact: true }).first().click();
  await page.getByRole("radio", { name: /jonas\.bakes/ }).check();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Jonas Okafor" })).toBeVisible();
  await expect(page.getByRole("table")).toContainText("Reconnected");

  await page.goto(`${appUrl}/posts/${postId}`);
  await expect(target(page)).toContainText("Live", { timeout: 60_000 });
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText(
    "The account is connected again",
  );
  expect((await sandbox.effects()).filter((effect) => effect.text === text)).toHaveLength(1);
});

test("a network in trouble makes the post wait with the reason in words, and it resumes by itself", async ({
  page,
  appUrl,
  creator,
  sandbox,
}) => {
  const text = `Waits for the network ${Date.now()}`;
  const connectionId = await creator.studio.connect("instagram", "instagram-login", "atelier.nord");
  // A minute, which is twelve seconds at the pace of these tests: time to look, and then it must go on by itself.
  await sandbox.fault({
    network: "instagram",
    operation: "create_container",
    fault: {
      kind: "status",
      status: 503,
      headers: { "retry-after": "60" },
      body: { error: { message: "Service temporarily unavailable", code: 2 } },
    },
  });
  const postId = await planPhoto(creator, connectionId, text);

  await page.goto(`${appUrl}/posts/${postId}`);
  await expect(target(page)).toContainText("Waiting", { timeout: 30_000 });
  await expect(target(page)).toContainText("trouble on its side. We try again by ourselves.");
  await expect(page.getByRole("button", { name: "Check now" })).toBeVisible();
  await expect(target(page)).toContainText("Live", { timeout: 60_000 });
  expect((await sandbox.effects()).filter((effect) => effect.text === text)).toHaveLength(1);
});

test("a denied consent changes nothing, says so, and leads back to the network", async ({
  page,
  appUrl,
  creator,
}) => {
  await page.goto(`${appUrl}/accounts`);
  await page.getByRole("link", { name: "Connect TikTok with TikTok login" }).click();
  await page.getByRole("button", { name: "Deny" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "TikTok was not connected" });
  await expect(alert).toContainText("You did not allow the connection, so nothing was changed.");
  expect(await creator.trpc.accounts.list.query()).toEqual([]);
  await alert.getByRole("link", { name: "Try again" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("status").filter({ hasText: "is connected" })).toBeVisible();
});

test("an answer that was lost is asked for, never sent again", async ({ page, appUrl, creator, sandbox }) => {
  const text = `Published, and nobody heard ${Date.now()}`;
  const connectionId = await creator.studio.connect("instagram", "instagram-login", "kaya.runs");
  await sandbox.fault({
    network: "instagram",
    operation: "media_publish",
    times: 1,
    fault: { kind: "apply-then-drop" },
  });
  const postId = await planPhoto(creator, connectionId, text);
  await page.goto(`${appUrl}/posts/${postId}`);
  await expect(target(page)).toContainText("Live", { timeout: 90_000 });
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline).toContainText("The answer was lost; we ask the network instead of sending again");
  expect((await sandbox.effects()).filter((effect) => effect.text === text)).toHaveLength(1);
});
