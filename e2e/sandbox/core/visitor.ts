import { type Html, html } from "./html.ts";
import type { Kit } from "./network.ts";
import { page, timeTag } from "./page.ts";

export interface VisiblePost {
  /** Name of the account as the network writes it: `@maya`. */
  who: string;
  /** Address of its own page. */
  href: string;
  text: string;
  /** What is special about it: `reply`. */
  tags: string[];
  at: number;
  media: { sha256: string; contentType: string; alt: string }[];
}

const SHOWN = 60;

/** A network's page for visitors: what is live there, newest first as given. */
export function visitorPage(kit: Kit, title: string, posts: VisiblePost[]): Response {
  return page(
    { theme: kit.network, current: `/${kit.network}`, links: kit.navigation(), title },
    html`<header class="head"><h1>${title}</h1><p>What is live here, as a visitor sees it.</p></header>
${
  posts.length === 0
    ? html`<p class="empty">Nothing has been published here yet.</p>`
    : html`<ul class="grid">${posts.slice(0, SHOWN).map(card)}</ul>`
}`,
  );
}

const card = (post: VisiblePost): Html =>
  html`<li class="card post">${post.media.map((one) => picture(one, post.who))}
<p class="meta"><strong>${post.who}</strong>${post.tags.map((tag) => html` <span class="tag">${tag}</span>`)}</p>
<p class="caption">${post.text}</p>
<p class="meta"><a href="${post.href}">${timeTag(new Date(post.at).toISOString())}</a></p></li>`;

const picture = ({ sha256, contentType, alt }: VisiblePost["media"][number], who: string): Html =>
  contentType.startsWith("video/")
    ? html`<video class="picture" src="/media/${sha256}" aria-label="${alt || `Video by ${who}`}" controls muted playsinline></video>`
    : html`<img class="picture" src="/media/${sha256}" alt="${alt || `Picture by ${who}`}" loading="lazy">`;
