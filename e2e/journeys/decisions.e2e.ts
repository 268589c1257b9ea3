import type { Locator, Page } from "playwright/test";
import { expect, mediaFile, test } from "../fixtures.ts";
import { instagramImage } from "../support/studio.ts";

const target = (page: Page): Locator =>
  page.getByRole("region", { name: "Accounts" }).getByRole("listitem").first();

test("a thread that breaks off names what is public, goes on from there, and is deleted with all its parts", async ({
  page,
  appUrl,
  creator,
  sandbox,
}) => {
  const words = `Three things ${Date.now()}`;
  const parts = [`${words}, one`, `${words}, two`, `${words}, three`];
  const connectionId = await creator.studio.connect("x", "oauth2", "mayadelorme");
  const refused = {
    title: "Forbidden",
    detail: "You are not permitted to perform this action.",
    status: 403,
  };
  const fault = (given: Parameters<typeof sandbox.fault>[0]["fault"]) =>
    sandbox.fault({ network: "x", operation: "create_post", times: 1, fault: given });
  await fault({ kind: "delay", ms: 1 });
  await fault({ kind: "status", status: 403, body: refused });
  const text = parts.join("\n---\n");
  const post = await creator.studio.plan({
    text,
    media: [],
    targets: [{ connectionId, kind: "thread", text: null, options: {} }],
  });
  const there = async () => (await sandbox.effects({ network: "x" })).map((effect) => effect.text);

  await page.goto(`${appUrl}/posts/${post.id}`);
  await expect(target(page)).toContainText("Failed", { timeout: 60_000 });
  await expect(target(page).getByRole("link", { name: "Part 1" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
  expect((await there()).filter((each) => parts.includes(each))).toEqual([parts[0]]);

  await page.getByRole("button", { name: "Go on from there" }).click();
  await expect(target(page)).toContainText("Live", { timeout: 60_000 });
  expect((await there()).filter((each) => parts.includes(each))).toEqual(parts);

  await page.getByRole("button", { name: "Delete on X" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this on X?" });
  await expect(dialog).toContainText("All 3 public parts disappear");
  const confirm = dialog.getByRole("button", { name: "Delete" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Type mayadelorme to confirm").fill("mayadelorme");
  await confirm.click();
  await expect(target(page)).toContainText("Deleted there", { timeout: 60_000 });
  const deleted = (await sandbox.effects({ network: "x" })).filter(({ kind }) => kind === "delete");
  expect(deleted.filter((each) => parts.includes(each.text))).toHaveLength(3);
});

test("a network that deletes nothing for others says so, and leads there", async ({
  page,
  appUrl,
  creator,
}) => {
  const connectionId = await creator.studio.connect("tiktok", "login-kit");
  const media = await creator.upload(mediaFile("reel-1080x1920-3s.mp4"), "video/mp4");
  const options = {
    privacy_level: "PUBLIC_TO_EVERYONE",
    disable_comment: false,
    disable_duet: false,
    disable_stitch: false,
  };
  const post = await creator.studio.plan({
    text: `Stays there ${Date.now()}`,
    media: [media],
    targets: [{ connectionId, kind: "video", text: null, options }],
  });
  await page.goto(`${appUrl}/posts/${post.id}`);
  await expect(target(page)).toContainText("Live", { timeout: 60_000 });
  await page.getByRole("button", { name: "Delete on TikTok" }).click();
  await expect(page.getByRole("dialog")).toContainText("TikTok does not let other apps delete posts.");
});

test("one account is called off, and sent after all", async ({ page, appUrl, creator }) => {
  const connectionId = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  const media = await creator.upload(mediaFile("square-1080.jpg"), "image/jpeg");
  const post = await creator.studio.plan({
    text: `On second thought ${Date.now()}`,
    media: [media],
    targets: [instagramImage(connectionId)],
    at: new Date(Date.now() + 86_400_000),
  });
  await page.goto(`${appUrl}/posts/${post.id}`);
  await page.getByRole("button", { name: "Do not send" }).click();
  await expect(target(page)).toContainText("Canceled");
  await page.getByRole("button", { name: "Send it after all" }).click();
  await expect(target(page)).toContainText("Scheduled");
});
