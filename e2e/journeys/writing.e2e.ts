import { expect, test } from "../fixtures.ts";
import { composerPage } from "../support/composer-page.ts";

/** What a browser, and a router that fetches ahead, write into the console while there is no connection. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED|Failed to fetch manifest patches/;

test("work written without a connection survives a closed tab and reaches the server when it is back", async ({
  page,
  context,
  appUrl,
  creator,
  complaints,
}) => {
  complaints.expect(OFFLINE);
  await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  await page.goto(`${appUrl}/compose`);
  await composerPage(page).account("Instagram @maya.delorme").click();
  await composerPage(page).saved();
  const address = page.url();
  await context.setOffline(true);
  await composerPage(page).text.fill("Written on the train");
  await expect(page.getByText("Your work is kept in this browser")).toBeVisible();
  await page.close();

  await context.setOffline(false);
  const later = await context.newPage();
  await later.goto(address);
  await expect(later.getByText("Unsaved work found")).toBeVisible();
  await expect(composerPage(later).text).toHaveValue("");
  await later.getByRole("button", { name: "Restore" }).click();
  await expect(composerPage(later).text).toHaveValue("Written on the train");
  await composerPage(later).saved();
  const { posts } = await creator.trpc.posts.list.query({});
  expect(posts.map(({ text }) => text)).toEqual(["Written on the train"]);
  await later.reload();
  await expect(composerPage(later).text).toHaveValue("Written on the train");
  await expect(later.getByText("Unsaved work found")).toBeHidden();
});

test("a connection that comes back while the tab is open stores the work without anybody's help", async ({
  page,
  context,
  appUrl,
  creator,
  complaints,
}) => {
  complaints.expect(OFFLINE);
  await page.goto(`${appUrl}/compose`);
  await context.setOffline(true);
  await composerPage(page).text.fill("In the tunnel");
  await expect(page.getByText("Your work is kept in this browser")).toBeVisible();
  await context.setOffline(false);
  await composerPage(page).saved();
  const { posts } = await creator.trpc.posts.list.query({});
  expect(posts.map(({ text }) => text)).toEqual(["In the tunnel"]);
});

test("two tabs on one post: both versions are shown, and nothing is overwritten until the person chooses", async ({
  page,
  context,
  appUrl,
  creator,
}) => {
  const { post } = await creator.trpc.posts.save.mutate({
    text: "First words",
    mediaIds: [],
    targets: [],
    timeZone: "Europe/Paris",
  });
  const address = `${appUrl}/compose?post=${post.id}`;
  const stored = async () => (await creator.trpc.posts.get.query({ postId: post.id })).text;
  const other = await context.newPage();
  await page.goto(address);
  await other.goto(address);
  await composerPage(other).text.fill("Words of the other tab");
  await composerPage(other).saved();

  await composerPage(page).text.fill("My words");
  const choice = page.getByRole("alert").filter({ hasText: "Somebody else saved this post meanwhile" });
  await expect(choice.getByRole("region", { name: "Theirs, saved" })).toContainText("Words of the other tab");
  await expect(choice.getByRole("region", { name: "Yours, on this screen" })).toContainText("My words");
  await composerPage(page).text.fill("My words, longer");
  expect(await stored()).toBe("Words of the other tab");
  await choice.getByRole("button", { name: "Keep mine" }).click();
  await composerPage(page).saved();
  expect(await stored()).toBe("My words, longer");

  await composerPage(other).text.fill("Too late");
  await other.getByRole("button", { name: "Take theirs" }).click();
  await expect(composerPage(other).text).toHaveValue("My words, longer");
  expect(await stored()).toBe("My words, longer");
});

test("“New post” from an open draft begins another one, and leaves the first as it was typed", async ({
  page,
  appUrl,
  creator,
}) => {
  await page.goto(`${appUrl}/compose`);
  await composerPage(page).text.fill("The first");
  await composerPage(page).saved();
  await composerPage(page).text.fill("The first, with its last words");
  await page.getByRole("link", { name: "New post" }).first().click();
  await expect(composerPage(page).text).toHaveValue("");
  await composerPage(page).text.fill("The second");
  await composerPage(page).saved();
  const { posts } = await creator.trpc.posts.list.query({});
  expect(posts.map(({ text }) => text).sort()).toEqual(["The first, with its last words", "The second"]);
});
