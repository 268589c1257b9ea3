import type { Locator, Page } from "playwright/test";
import { type Creator, expect, mediaFile, test } from "../fixtures.ts";

/** Goes on with Tab until the element has the focus; on the way every stop must show that it has it. */
async function tabTo(page: Page, wanted: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key);
    // An edge takes a moment to change its colour.
    await expect.poll(() => focusedElement(page), "the focus shows").toMatchObject({ visible: true });
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the keyboard never reached ${wanted}`);
}

/** What has the focus, and whether one can see that: an outline, or a field's edge in the accent colour. */
const focusedElement = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const accent = document.createElement("i");
    accent.style.color = "var(--mantine-primary-color-filled)";
    document.body.append(accent);
    const accentColor = getComputedStyle(accent).color;
    accent.remove();
    const around = [element, element.parentElement, element.closest(".mantine-Input-input")];
    const edged = around.some((each) => each && getComputedStyle(each).borderTopColor === accentColor);
    return {
      name: element.getAttribute("aria-label") || element.textContent?.trim().slice(0, 40) || element.tagName,
      visible: getComputedStyle(element).outlineStyle !== "none" || edged,
    };
  });

test("from signing in to a scheduled post without a mouse", async ({ page, context, appUrl, creator }) => {
  await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  await creator.upload(mediaFile("square-1080.jpg"), "image/jpeg");
  await context.clearCookies();
  await page.goto(appUrl);
  await signIn(page, creator);

  // The palette leads anywhere by name; a letter composes.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("drafts");
  await expect(page.getByRole("dialog").getByRole("button")).toHaveText(["Drafts"]);
  await expect(page.getByRole("dialog").getByRole("button")).toHaveAttribute("data-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Drafts" })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toBeFocused();

  await page.keyboard.type("Written with ten fingers and no mouse");
  await tabTo(page, page.getByRole("checkbox", { name: "Instagram @maya.delorme" }), "Shift+Tab");
  await page.keyboard.press("Space");
  await addFromLibrary(page);
  await tabTo(page, page.getByRole("button", { name: "Tomorrow morning" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Ready for 1 account")).toBeVisible();
  await page.keyboard.press("Control+Enter");

  await expect(page).toHaveURL(/\/posts\//);
  await expect(page.getByRole("heading", { level: 1, name: /ten fingers/ })).toBeVisible();
  const { posts } = await creator.trpc.posts.list.query({});
  expect(posts.map(({ state }) => state)).toEqual(["scheduled"]);
});

async function signIn(page: Page, { email, password }: Creator): Promise<void> {
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await page.keyboard.type(email);
  await tabTo(page, page.getByRole("textbox", { name: "Password" }));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Calendar" })).toBeVisible();
}

async function addFromLibrary(page: Page): Promise<void> {
  await tabTo(page, page.getByRole("button", { name: "Choose from the library" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Image square-1080.jpg" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Choose 1 file" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Chosen media, in order" })).toBeVisible();
}
