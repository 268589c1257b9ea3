import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { expect, expectNoSidewaysScroll, mediaFile, test } from "../fixtures.ts";
import { instagramImage } from "../support/studio.ts";

interface Received {
  headers: IncomingMessage["headers"];
  body: string;
}

/** A system of the workspace's own, on this machine. */
async function ownSystem() {
  const received: Received[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    received.push({ headers: request.headers, body });
    response.writeHead(status).end(status === 200 ? "thanks" : "out of order");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    answer: (next: number) => {
      status = next;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const verified = (secret: string, { headers, body }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as { type: string };

test("an admin adds a webhook by keyboard, tests it, and is told of a post that went out", async ({
  page,
  appUrl,
  creator,
}) => {
  const system = await ownSystem();
  await page.goto(`${appUrl}/settings/webhooks`, { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Add a webhook" }).press("Enter");
  await page.getByRole("button", { name: "Create webhook" }).press("Enter");
  await expect(page.getByText("It must start with https:// and be reachable").last()).toBeVisible();
  await page.getByRole("textbox", { name: "Address" }).fill("https://10.0.0.1/");
  await page.getByRole("button", { name: "Create webhook" }).press("Enter");
  await expect(page.getByText("This address cannot be used.")).toBeVisible();
  await page.getByRole("textbox", { name: "Address" }).fill(system.url);
  await page.getByRole("textbox", { name: "Address" }).press("Enter");
  const secret = (await page.getByLabel("New signing secret").textContent())?.trim() ?? "";
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole("link", { name: "Send a test" }).press("Enter");
  await page.getByRole("button", { name: "Send a test" }).press("Enter");
  await expect(page.getByRole("list", { name: "Deliveries" }).getByText("Delivered")).toBeVisible();
  expect(verified(secret, system.received[0] as Received).type).toBe("webhook.test");
  await expect(page.getByText(secret)).toHaveCount(0);

  const instagram = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  const media = await creator.upload(mediaFile("square-1080.jpg"), "image/jpeg");
  const targets = [instagramImage(instagram)];
  await creator.studio.plan({ text: "Au marché", media: [media], targets, at: new Date() });
  await expect.poll(() => system.received.length, { timeout: 60_000 }).toBe(2);
  expect(verified(secret, system.received[1] as Received)).toMatchObject({
    type: "post.published",
    data: { account: { network: "instagram", handle: "maya.delorme" } },
  });
  await system.close();
});

test("what an address missed is sent again by keyboard, once it is there again", async ({
  page,
  appUrl,
  creator,
}) => {
  const system = await ownSystem();
  system.answer(410);
  const { endpoint } = await creator.trpc.outgoing.create.mutate({
    ...{ url: system.url, events: ["post.published"] },
  });
  const instagram = await creator.studio.connect("instagram", "instagram-login", "maya.delorme");
  const media = await creator.upload(mediaFile("square-1080.jpg"), "image/jpeg");
  const targets = [instagramImage(instagram)];
  await creator.studio.plan({ text: "Au port", media: [media], targets, at: new Date() });
  await expect.poll(() => system.received.length, { timeout: 60_000 }).toBe(1);
  system.answer(200);
  await page.goto(`${appUrl}/settings/webhooks/${endpoint.id}`, { waitUntil: "networkidle" });
  await expect(page.getByRole("list", { name: "Deliveries" }).getByText("Failed")).toBeVisible();
  await expect(page.getByRole("button", { name: "Resend everything missed" })).toHaveCount(0);
  await page.getByRole("button", { name: "Switch on" }).press("Enter");
  await page.getByRole("button", { name: "Resend everything missed" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Resend everything missed" });
  await expect(dialog.getByText("1 message that was given up or canceled")).toBeVisible();
  await dialog.getByRole("combobox", { name: "What was missed in" }).selectOption("the last hour");
  await expect(dialog.getByText("1 message that was given up or canceled")).toBeVisible();
  await dialog.getByRole("button", { name: "Resend" }).press("Enter");
  await expect(page.getByText("1 message is on its way again.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Deliveries" }).getByText("Delivered")).toBeVisible();
  expect(new Set(system.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  await page.getByRole("button", { name: "Resend everything missed" }).press("Enter");
  await expect(dialog.getByText("Nothing was missed in this time.")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).press("Enter");
  await system.close();
});

test.describe("on a phone and in French", () => {
  test.use({ locale: "fr-FR", viewport: { width: 390, height: 844 } });

  test("a refused delivery says why, and is sent again by hand", async ({ page, appUrl, creator }) => {
    const system = await ownSystem();
    system.answer(500);
    const { endpoint } = await creator.trpc.outgoing.create.mutate({
      ...{ url: system.url, events: ["post.published"] },
    });
    await creator.trpc.outgoing.test.mutate({ endpointId: endpoint.id });
    await page.goto(`${appUrl}/settings/webhooks/${endpoint.id}`, { waitUntil: "networkidle" });
    const log = page.getByRole("list", { name: "Envois" });
    await expect(log.getByText("Échec")).toBeVisible();
    await log.getByRole("button", { name: "Voir ce qui a été envoyé" }).click();
    await expect(log.getByText("out of order")).toBeVisible();
    await expect(log.getByText(/500 en \d+ ms/).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
    system.answer(200);
    await log.getByRole("button", { name: "Renvoyer" }).click();
    await expect(log.getByText("Remis")).toBeVisible();
    expect(new Set(system.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    await system.close();
  });
});
