import { truncateSync, writeFileSync } from "node:fs";
import { expect, mediaFile, test } from "../fixtures.ts";
import { chooseFiles, composerPage } from "../support/composer-page.ts";

/** A browser writes every refused request into its console by itself. */
const REFUSED = /Failed to load resource: the server responded with a status of 4\d\d/;

test("a broken, a disguised and a too large file are refused in words, and the good one gets through", async ({
  page,
  appUrl,
  creator,
  complaints,
}, testInfo) => {
  complaints.expect(REFUSED);
  const huge = testInfo.outputPath("huge.jpg");
  writeFileSync(huge, "");
  truncateSync(huge, 51 * 1024 * 1024);
  const gif = testInfo.outputPath("dance.gif");
  writeFileSync(gif, "GIF89a");
  await page.goto(`${appUrl}/compose`);
  await chooseFiles(
    page,
    mediaFile("truncated.mp4"),
    mediaFile("text.jpg"),
    huge,
    gif,
    mediaFile("square-640.png"),
  );

  const uploads = page.getByRole("list", { name: "Uploads" });
  const row = (name: string) => uploads.getByRole("listitem").filter({ hasText: name });
  await expect(row("truncated.mp4")).toContainText("The end of this video is missing", { timeout: 30_000 });
  await expect(row("text.jpg")).toContainText("This kind of file cannot be posted");
  await expect(row("huge.jpg")).toContainText("This image is too large. The limit is 50 MB.");
  await expect(row("dance.gif")).toContainText("GIF is not taken by the networks");
  const chosen = page.getByRole("list", { name: "Chosen media, in order" }).getByRole("listitem");
  await expect(chosen).toHaveCount(1);
  await composerPage(page).saved();
  const { items } = await creator.trpc.media.list.query({});
  expect(items.map(({ originalName }) => originalName)).toEqual(["square-640.png"]);
});

test("what a network does not take is said beside its account before anything is scheduled", async ({
  page,
  appUrl,
  creator,
  sandbox,
}) => {
  const tag = `#refused${Date.now()}`;
  await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  await creator.studio.connect("tiktok", "login-kit", "maya.delorme");
  await page.goto(`${appUrl}/compose`);
  const composer = composerPage(page);
  await composer.account("Instagram @maya.delorme").click();
  await composer.text.fill(`Too wide ${tag}`);
  await composer.upload(mediaFile("too-wide-1200x400.jpg"));
  await expect(composer.panel).toContainText(
    "Item 1 is too wide (3:1). Instagram goes up to 1.91:1; crop it.",
  );
  await page.getByRole("button", { name: "Tomorrow morning" }).click();
  await page.getByRole("button", { name: "Schedule" }).click();
  await expect(page).toHaveURL(/\/compose/);

  // TikTok has no limit there, but wants to be told who can watch.
  await composer.account("Instagram @maya.delorme").click();
  await composer.account("TikTok @maya.delorme").click();
  await expect(composer.panel.getByText("TikTok asks for this choice")).toBeVisible();
  await page.getByRole("button", { name: "1 thing to fix" }).click();
  await page.getByRole("button", { name: /TikTok asks for this choice/ }).click();
  await expect(composer.panel.getByRole("radio", { name: "Everyone" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page.getByText("Ready for 1 account")).toBeVisible();
  expect((await sandbox.effects()).filter(({ text }) => text.includes(tag))).toEqual([]);
});
