import { type Creator, expect, freshEmail, mediaFile, PASSWORD, test } from "../fixtures.ts";
import { createApiClient } from "../support/api-client.ts";
import { instagramImage } from "../support/studio.ts";

test("a viewer reads everything of a post and is offered nothing that is not theirs to do", async ({
  page,
  context,
  appUrl,
  creator,
}) => {
  const connectionId = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  const media = await creator.upload(mediaFile("square-1080.jpg"), "image/jpeg");
  const targets = [instagramImage(connectionId)];
  const at = new Date(Date.now() + 86_400_000);
  const { id: postId } = await creator.studio.plan({
    text: "For everybody to read",
    media: [media],
    targets,
    at,
  });

  const viewer = await invite(creator, appUrl);
  await context.clearCookies();
  await context.addCookies(viewer.client.cookies().map((cookie) => ({ ...cookie, url: appUrl })));
  await page.goto(`${appUrl}/invitations/${viewer.invitationId}`);
  await page.getByRole("button", { name: "Join Ada Rivers’s workspace" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Calendar" })).toBeVisible();

  await page.goto(`${appUrl}/posts/${postId}`);
  const main = page.getByRole("main");
  await expect(page.getByRole("heading", { level: 1, name: "For everybody to read" })).toBeVisible();
  await expect(main.getByRole("region", { name: "Timeline" })).toContainText("Scheduled");
  for (const deed of ["Edit", "More actions", "Try again", "Check now"])
    await expect(
      main.getByRole("button", { name: deed }).or(main.getByRole("link", { name: deed })),
    ).toHaveCount(0);
  await expect(page.getByRole("link", { name: "New post" })).toHaveCount(0);

  // Whoever knows the address of the composer is led back to reading.
  await page.goto(`${appUrl}/compose?post=${postId}`);
  await expect(page).toHaveURL(new RegExp(`/posts/${postId}$`));
});

/** Somebody with an account of their own, and an invitation to read along in the creator's workspace. */
async function invite(creator: Creator, appUrl: string) {
  const email = freshEmail();
  await creator.trpc.workspace.invite.mutate({ email, role: "viewer" });
  const { invitations } = await creator.trpc.workspace.people.query();
  const client = createApiClient(() => appUrl);
  await client.signUp({ name: "Noa Keller", email, password: PASSWORD });
  return { client, invitationId: invitations[0]?.id };
}
