import { expect, type Locator, type Page } from "playwright/test";

/** The composer as a person sees it. */
export interface ComposerPage {
  text: Locator;
  /** The panel of the account whose tab is chosen. */
  panel: Locator;
  preview: Locator;
  account(name: string): Locator;
  tab(handle: string, network: "Instagram" | "TikTok"): Locator;
  /** Uploads right where the post is written, and waits until the files are in it. */
  upload(...files: string[]): Promise<void>;
  /** Chooses day and time, on the clocks of the workspace. */
  chooseTime(at: Date, timeZone: string): Promise<void>;
  /** Waits until the server has what is on screen. */
  saved(): Promise<void>;
}

export function composerPage(page: Page): ComposerPage {
  const strip = page.getByRole("list", { name: "Chosen media, in order" });
  return {
    text: page.getByRole("textbox", { name: "Text", exact: true }),
    panel: page.getByRole("tabpanel"),
    preview: page.getByRole("complementary", { name: "Preview" }),
    account: (name) => page.getByRole("checkbox", { name }),
    tab: (handle, network) =>
      page.getByRole("tab", { name: `@${handle}` }).filter({ has: page.getByRole("img", { name: network }) }),
    async upload(...files) {
      const before = await strip.getByRole("listitem").count();
      await chooseFiles(page, ...files);
      await expect(strip.getByRole("listitem")).toHaveCount(before + files.length, { timeout: 30_000 });
    },
    chooseTime: (at, timeZone) => chooseTime(page, at, timeZone),
    saved: () => expect(page.getByText(/^Saved at/)).toBeVisible(),
  };
}

/** Hands files to the upload button, without waiting for what becomes of them. */
export async function chooseFiles(page: Page, ...files: string[]): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).click();
  await (await chooser).setFiles(files);
}

async function chooseTime(page: Page, at: Date, timeZone: string): Promise<void> {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: true,
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  await page.getByRole("button", { name: "Day", exact: true }).click();
  const day = `${part("day")} ${part("month")} ${part("year")}`;
  await page.getByRole("dialog").getByRole("button", { name: day, exact: true }).click();
  await page.getByRole("spinbutton", { name: "Hours" }).fill(part("hour"));
  await page.getByRole("spinbutton", { name: "Minutes" }).fill(part("minute"));
  await page.getByRole("textbox", { name: "AM or PM" }).press(part("dayPeriod").slice(0, 1).toLowerCase());
  await page.keyboard.press("Escape");
}
