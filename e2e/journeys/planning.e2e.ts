import { readFile } from "node:fs/promises";
import { expect, mediaFile, test } from "../fixtures.ts";
import { composerPage } from "../support/composer-page.ts";
import { instagramImage } from "../support/studio.ts";

const PARIS = "Europe/Paris";
const DAY_MS = 86_400_000;

/** The Saturday before the clocks of Paris spring forward next: the last Sunday of March. */
function dayBeforeTheSpring(): Date {
  const now = new Date();
  const springIn = (year: number) => {
    const last = new Date(Date.UTC(year, 2, 31, 12));
    return new Date(last.getTime() - last.getUTCDay() * DAY_MS);
  };
  const spring = springIn(now.getUTCFullYear());
  const next = spring.getTime() - now.getTime() > 3 * DAY_MS ? spring : springIn(now.getUTCFullYear() + 1);
  return new Date(next.getTime() - DAY_MS);
}

test("a post that repeats shows what the clocks make of it, and becomes ordinary posts", async ({
  page,
  appUrl,
  creator,
}) => {
  const connectionId = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  const media = await creator.addMedia("photo.jpg", "image/jpeg", await photo());
  const saturday = dayBeforeTheSpring();
  // Half past two in the night of Paris, where Saturday still has it.
  const [year, month, day] = [saturday.getUTCFullYear(), saturday.getUTCMonth(), saturday.getUTCDate()];
  const at = new Date(Date.UTC(year, month, day, 1, 30));
  await page.goto(`${appUrl}/compose?at=${at.toISOString()}`);
  const composer = composerPage(page);
  await composer.account("Instagram @maya.delorme").click();
  await composer.text.fill("Good night, everybody");
  await page.getByRole("switch", { name: "Repeat" }).click();
  await page.getByLabel("Repeats").selectOption("daily");
  const next = page.getByRole("list", { name: "Next times" });
  await expect(next.getByRole("listitem")).toHaveCount(10);
  await expect(next.getByRole("listitem").nth(0)).toContainText("2:30 AM");
  await expect(next.getByRole("listitem").nth(0)).toContainText("UTC+01:00");
  await expect(next.getByRole("listitem").nth(1)).toContainText("3:30 AM");
  await expect(next.getByRole("listitem").nth(1)).toContainText("2:30 AM does not exist that day");
  await expect(next.getByRole("listitem").nth(2)).toContainText("UTC+02:00");

  // The draft keeps the days, not this browser: another device knows them too.
  await composer.saved();
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(page.getByRole("switch", { name: "Repeat" })).toBeChecked();
  await expect(page.getByLabel("Repeats")).toHaveValue("daily");
  await expect(next.getByRole("listitem")).toHaveCount(10);

  // The same series a few days from now, so that its posts are made.
  const today = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const { series } = await creator.trpc.series.create.mutate({
    text: "Good morning",
    mediaIds: [media.id],
    targets: [instagramImage(connectionId)],
    timeZone: PARIS,
    rule: { frequency: "daily", interval: 1, ends: { type: "count", count: 5 } },
    startsOn: today,
    time: "07:00",
    draftId: null,
  });
  await page.goto(`${appUrl}/series/${series?.id}`);
  await expect(page.getByText("Every day, 5 times")).toBeVisible();
  await expect(page.getByRole("list", { name: "Next times" }).getByText("Scheduled")).toHaveCount(5);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused: nothing goes out until you go on with it.")).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("list", { name: "Next times" }).getByText("Scheduled")).toHaveCount(5);
  const { posts } = await creator.trpc.posts.list.query({ state: "scheduled" });
  expect(posts).toHaveLength(5);

  await page.getByRole("link", { name: "Edit" }).click();
  await expect(page.getByRole("heading", { name: "Edit series" })).toBeVisible();
  await composer.text.fill("Good morning, all");
  await page.getByRole("button", { name: "Save the series" }).click();
  await expect(page.getByRole("heading", { name: "Good morning, all" })).toBeVisible();
  const changed = await creator.trpc.posts.list.query({ state: "scheduled" });
  expect(new Set(changed.posts.map(({ text }) => text))).toEqual(new Set(["Good morning, all"]));
});

test("slots are filled one after the other, and the last of a quota is not given away twice", async ({
  page,
  appUrl,
  creator,
}) => {
  const connectionId = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  const media = await creator.addMedia("photo.jpg", "image/jpeg", await photo());
  await page.goto(`${appUrl}/settings/slots`);
  await page.getByRole("button", { name: /^Add 5 slots/ }).click();
  await expect(page.getByRole("button", { name: "Remove Monday, 9:00 AM" })).toBeVisible();
  const write = async (text: string) => {
    const { post } = await creator.trpc.posts.save.mutate({
      ...{ text, mediaIds: [media.id], targets: [instagramImage(connectionId)], timeZone: PARIS },
    });
    await page.goto(`${appUrl}/compose?post=${post.id}`);
    await page.getByRole("button", { name: "Add to next free slot" }).click();
    await expect(page).toHaveURL(`${appUrl}/posts/${post.id}`);
    return (await creator.trpc.posts.get.query({ postId: post.id })).scheduledAt;
  };
  const first = await write("First in the queue");
  const second = await write("Second in the queue");
  expect(first?.getTime()).toBeLessThan(second?.getTime() ?? 0);
  for (const at of [first, second])
    expect(new Intl.DateTimeFormat("en-GB", { timeZone: PARIS, timeStyle: "short" }).format(at ?? 0)).toBe(
      "09:00",
    );
});

test("a full quota offers the next time that is allowed, and moves nothing by itself", async ({
  page,
  appUrl,
  creator,
}) => {
  const connectionId = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  const media = await creator.addMedia("photo.jpg", "image/jpeg", await photo());
  const begin = new Date(Math.ceil((Date.now() + 2 * DAY_MS) / 3_600_000) * 3_600_000);
  const { connections } = await creator.trpc.quota.at.query({ connectionIds: [connectionId], at: begin });
  const limit = connections[0]?.limit ?? 0;
  expect(limit).toBeGreaterThan(0);
  for (let count = 0; count < limit; count++)
    await creator.studio.plan({
      text: `Filler ${count}`,
      media: [media],
      targets: [instagramImage(connectionId)],
      at: new Date(begin.getTime() + count * 60_000),
    });
  const { post } = await creator.trpc.posts.save.mutate({
    ...{
      text: "One too many",
      mediaIds: [media.id],
      targets: [instagramImage(connectionId)],
      timeZone: PARIS,
    },
    scheduledAt: new Date(begin.getTime() + 2 * 3_600_000),
  });
  await page.goto(`${appUrl}/compose?post=${post.id}`);
  await expect(page.getByText(`0 of ${limit} posts left within 24 hours`)).toBeVisible();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(page.getByText("this would be one too many").first()).toBeVisible();
  expect((await creator.trpc.posts.get.query({ postId: post.id })).state).toBe("draft");
  await page.getByRole("button", { name: /^Use the next possible time/ }).click();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(page).toHaveURL(`${appUrl}/posts/${post.id}`);
  const planned = await creator.trpc.posts.get.query({ postId: post.id });
  expect(planned.scheduledAt).toEqual(new Date(begin.getTime() + DAY_MS));
  await page.goto(`${appUrl}/calendar`);
  await expect(page.getByRole("list", { name: "Accounts close to their limit" })).toContainText("0 of");
});

const photo = (): Promise<Buffer> => readFile(mediaFile("square-1080.jpg"));
