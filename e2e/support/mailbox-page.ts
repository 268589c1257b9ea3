import { type BrowserContext, expect } from "playwright/test";

/** Opens the sandbox's mailbox in a tab of its own and follows the link of the newest mail to this person. */
export async function confirmAddress(
  context: BrowserContext,
  sandboxUrl: string,
  email: string,
): Promise<void> {
  const tab = await context.newPage();
  await tab.goto(`${sandboxUrl}/mailbox`);
  const mail = tab.getByRole("listitem").filter({ hasText: email }).first();
  await mail.getByRole("link", { name: /verify/ }).click();
  await expect(tab.getByRole("heading", { name: "Address confirmed" })).toBeVisible();
  await tab.close();
}
