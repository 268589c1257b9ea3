import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hono } from "hono";
import { z } from "zod";
import { type Html, html } from "../core/html.ts";
import { errorPage, page, timeTag } from "../core/page.ts";
import { navigationLinks, type World } from "../world.ts";

const Mail = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string().default(""),
  html: z.string().default(""),
  id: z.string().default(""),
  at: z.string().default(""),
});
export type StoredMail = z.infer<typeof Mail> & { file: string };
const SHOWN = 200;

/** The newest mails the app wrote to disk, newest first. A file half written is left out until it is whole. */
export function readMails(folder: string): StoredMail[] {
  let files: string[] = [];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  } catch {
    return [];
  }
  return files
    .flatMap((file) => readMail(folder, file))
    .sort((a, b) => b.at.localeCompare(a.at) || b.file.localeCompare(a.file))
    .slice(0, SHOWN);
}

function readMail(folder: string, file: string): StoredMail[] {
  try {
    return [{ ...Mail.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))), file }];
  } catch {
    return [];
  }
}

export function mountMailbox(app: Hono, world: World): void {
  app.get("/mailbox", () => {
    const mails = readMails(world.mailDir);
    return page(
      { title: "Mailbox", current: "/mailbox", links: navigationLinks() },
      html`<header class="head"><h1>Mailbox</h1><p>What the app has sent. Nothing was delivered anywhere.</p></header>
${mails.length === 0 ? html`<p class="empty">No mail yet. Sign up in the app and its first mail appears here.</p>` : html`<ul class="mails">${mails.map(row)}</ul>`}`,
    );
  });
  app.get("/mailbox/:file", (context) => {
    const mail = readMails(world.mailDir).find((one) => one.file === context.req.param("file"));
    if (!mail) return errorPage("No such mail", "It may have been removed.", 404);
    return page(
      { title: mail.subject, current: "/mailbox", links: navigationLinks() },
      html`<article class="card mail"><header><h1>${mail.subject}</h1><p class="meta">To ${mail.to} · ${when(mail)}</p></header>
<div class="text">${linked(mail.text)}</div></article>`,
    );
  });
}

const when = (mail: StoredMail): Html =>
  Number.isNaN(Date.parse(mail.at)) ? html`${mail.at}` : timeTag(new Date(mail.at).toISOString());

const row = (
  mail: StoredMail,
): Html => html`<li class="card"><h2><a href="/mailbox/${mail.file}">${mail.subject}</a></h2>
<p class="meta">To ${mail.to} · ${when(mail)}</p><div class="text">${linked(mail.text)}</div></li>`;

/** Text with its addresses clickable. */
export const linked = (text: string): Html =>
  html`${text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`,
    )}`;
