import { expect, expectNoSidewaysScroll, mediaFile, test } from "../fixtures.ts";
import { composerPage } from "../support/composer-page.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test("a post is written, looked at and published with a thumb", async ({
  page,
  appUrl,
  creator,
  sandbox,
}) => {
  const text = `From the market, on one bar of battery ${Date.now()}`;
  await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  await page.goto(`${appUrl}/calendar`);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "New post" }).tap();

  const composer = composerPage(page);
  await expect(composer.text).not.toBeFocused();
  await composer.account("Instagram @maya.delorme").tap();
  await composer.text.fill(text);
  await composer.upload(mediaFile("square-1080.jpg"));
  await composer.saved();
  await expect(composer.preview).toBeHidden();
  await page.getByRole("radiogroup", { name: "Show" }).getByText("Preview").tap();
  await expect(composer.preview).toContainText("From the market");
  await expectNoSidewaysScroll(page);

  for (const name of ["Publish now", "Schedule"]) {
    const box = await page.getByRole("button", { name }).boundingBox();
    expect(box?.height, `${name} is large enough for a thumb`).toBeGreaterThanOrEqual(44);
    expect(box?.y, `${name} is within reach of a thumb`).toBeGreaterThan(600);
  }
  await page.getByRole("button", { name: "Publish now" }).tap();
  await page.getByRole("dialog").getByRole("button", { name: "Publish now" }).tap();
  await expect(page).toHaveURL(/\/posts\//);
  await expect(page.getByRole("region", { name: "Accounts" })).toContainText("Live", { timeout: 60_000 });
  await expectNoSidewaysScroll(page);
  expect((await sandbox.effects()).filter((effect) => effect.text === text)).toHaveLength(1);
});
