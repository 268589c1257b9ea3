import path from "node:path";
import type { BrowserContext, Page } from "playwright/test";
import { type Creator, expect, mediaFile, test } from "../fixtures.ts";
import type { MediaOutput } from "../support/api-client.ts";
import { confirmAddress } from "../support/mailbox-page.ts";
import { PICTURES, type Picture, picture } from "../support/pictures.ts";
import { instagramCarousel, instagramImage, tiktokPhoto, tiktokVideo } from "../support/studio.ts";

const HOUR_MS = 3_600_000;

/**
 * The pictures of the README, of a workspace as a ceramics studio would have it. They land among the test's results;
 * `SCREENSHOTS=write` renews the committed ones.
 */
test("the README's pictures show the product as it is", async ({
  page,
  context,
  appUrl,
  sandbox,
  creator,
}, info) => {
  await confirmAddress(context, sandbox.url, creator.email);
  const studio = await furnish(context, creator);
  const shoot = (name: string) => {
    const folder = process.env.SCREENSHOTS === "write" ? path.resolve("public/screenshots") : info.outputDir;
    return page.screenshot({ path: path.join(folder, `${name}.png`), animations: "disabled" });
  };

  await page.goto(`${appUrl}/posts/${studio.live}`);
  const accounts = page.getByRole("region", { name: "Accounts" }).getByRole("listitem");
  await expect(accounts.filter({ hasText: "Live" })).toHaveCount(2, { timeout: 60_000 });
  await settled(page);
  await shoot("timeline");

  await page.goto(`${appUrl}/calendar`);
  await expect(page.getByRole("link", { name: /Market day/ })).toBeVisible();
  await settled(page);
  await shoot("calendar");

  await page.goto(`${appUrl}/compose?post=${studio.draft}`);
  await expect(page.getByRole("complementary", { name: "Preview" })).toContainText("maya.delorme");
  await settled(page);
  await shoot("composer");
});

/** Every picture on screen is there, and no message is passing by. */
const settled = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const seen = (element: Element) => element.getBoundingClientRect().top < innerHeight;
    const pending = [...document.images].filter((image) => seen(image) && !image.complete);
    return (
      pending.length === 0 &&
      document.fonts.status === "loaded" &&
      !document.querySelector(".mantine-Notification-root")
    );
  });

const PLANS: readonly [
  words: string,
  picture: Picture,
  afterHours: number,
  where: "instagram" | "tiktok" | "both",
][] = [
  ["Market day: find us at stand 14, under the plane trees.", "cups", 22, "both"],
  ["Five vases, five glazes, one clay.", "vase", 28, "instagram"],
  ["What 1,240 °C looks like from the outside.", "kiln", 47, "both"],
  ["Sunday light on the first batch.", "hills", 52, "instagram"],
  ["How we trim a foot ring, in eight pictures.", "bowl", 71, "tiktok"],
  ["Back in stock: the breakfast bowl.", "bowl", 96, "both"],
  ["A cup for people who talk with their hands.", "cups", 119, "instagram"],
  ["Glaze test 41 was worth the forty before it.", "vase", 143, "tiktok"],
  ["The kiln is on. Ask us anything.", "kiln", 146, "instagram"],
  ["Workshop on Saturday, three places left.", "hills", 191, "both"],
  ["Seconds sale: small flaws, small prices.", "cups", 240, "both"],
];

async function furnish(context: BrowserContext, creator: Creator): Promise<{ live: string; draft: string }> {
  const instagram = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  const tiktok = await creator.studio.connect("tiktok", "login-kit", "maya.delorme");
  const pictures = {} as Record<Picture, MediaOutput>;
  for (const name of PICTURES)
    pictures[name] = await creator.addMedia(`${name}.jpg`, "image/jpeg", await picture(context, name));
  const clip = await creator.upload(mediaFile("reel-1080x1920-3s.mp4"), "video/mp4");

  for (const [text, name, afterHours, where] of PLANS) {
    const targets = [
      ...(where === "tiktok" ? [] : [instagramImage(instagram)]),
      ...(where === "instagram" ? [] : [tiktokPhoto(tiktok)]),
    ];
    const at = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + afterHours * HOUR_MS);
    await creator.studio.plan({ text, media: [pictures[name]], targets, at });
  }
  const words = "A bowl for slow mornings, and the wheel that made it.";
  const live = await creator.studio.plan({
    text: `${words} Glazed on Tuesday, out of the kiln today. #ceramics #slowmorning`,
    media: [pictures.bowl, clip],
    targets: [
      instagramCarousel(instagram),
      { ...tiktokVideo(tiktok), mediaIds: [clip.id], text: "From the wheel to the table in three seconds" },
    ],
  });
  const { post: draft } = await creator.trpc.posts.save.mutate({
    text: "Three vases left from the autumn firing, and they will not come again.\n\nTerracotta, a wax line drawn by hand, one single firing at 1,240 °C. Link in the profile. #ceramics #handmade",
    mediaIds: [pictures.vase.id, pictures.kiln.id, clip.id],
    targets: [
      instagramCarousel(instagram),
      { ...tiktokVideo(tiktok), mediaIds: [clip.id], text: "The last three of autumn" },
    ],
    timeZone: "Europe/Paris",
    scheduledAt: new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 75 * HOUR_MS),
  });
  return { live: live.id, draft: draft.id };
}
