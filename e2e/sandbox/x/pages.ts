import type { Hono } from "hono";
import { type Html, html } from "../core/html.ts";
import type { Kit } from "../core/network.ts";
import { errorPage, page, timeTag } from "../core/page.ts";
import { findAccount, type XAccount } from "./accounts.ts";
import type { Attachment, Here, Post } from "./state.ts";

const options = (kit: Kit) => ({ theme: "x", current: "/x", links: kit.navigation() });
const SHOWN = 60;

/** What a visitor of X sees: posts, profiles, and threads in their order. */
export function mountXPages(app: Hono, here: Here): void {
  app.get("/x", () => feed(here, undefined));
  app.get("/x/:handle{@[A-Za-z0-9_]+}", (context) => {
    const account = findAccount(context.req.param("handle"));
    return account ? feed(here, account) : notFound();
  });
  app.get("/x/:handle{@[A-Za-z0-9_]+}/status/:id{[0-9]+}", (context) => {
    const post = here.state.posts.get(context.req.param("id"));
    return post && isPublic(post) ? conversation(here, post) : notFound();
  });
  // The addresses of the real site lead to the same pages; a post opens under any name.
  app.get("/x.com/:name/status/:id{[0-9]+}", (context) => {
    const post = here.state.posts.get(context.req.param("id"));
    return post && isPublic(post) ? context.redirect(address(post)) : notFound();
  });
  app.get("/x.com/:name", (context) => context.redirect(`/x/@${context.req.param("name")}`));
}

const notFound = (): Response =>
  errorPage(
    "Hmm...this page doesn’t exist",
    "It may have been deleted, or its account may be protected.",
    404,
  );

const isPublic = ({ deletedAt, accountId }: Post): boolean =>
  deletedAt === undefined && findAccount(accountId)?.protected !== true;

const who = ({ accountId }: Post): string => `@${findAccount(accountId)?.username}`;
const address = (post: Post): string => `/x/${who(post)}/status/${post.id}`;

function feed({ kit, state }: Here, account: XAccount | undefined): Response {
  const posts = state.posts
    .values()
    .filter((post) => post.deletedAt === undefined && (!account || post.accountId === account.id))
    .reverse();
  const title = account ? `${account.name} (@${account.username})` : "X";
  const open = posts.filter(isPublic);
  const hidden = posts.filter((post) => !isPublic(post));
  return page(
    { ...options(kit), title },
    html`<header class="head"><h1>${title}</h1><p>${account?.bio ?? "What is live on X, as a visitor sees it."}</p></header>
${open.length === 0 ? html`<p class="empty">Nothing has been posted here yet.</p>` : html`<ul class="grid">${open.slice(0, SHOWN).map(card)}</ul>`}
${hidden.length === 0 ? undefined : html`<section><h2>Protected</h2><p class="meta">Only followers see these.</p><ul class="grid">${hidden.slice(0, SHOWN).map(lockedCard)}</ul></section>`}`,
  );
}

const card = (post: Post): Html => html`<li class="card post">${pictures(post)}
<p class="meta"><strong>${who(post)}</strong>${post.parentId ? html` <span class="tag">reply</span>` : undefined}</p>
<p class="caption">${words(post)}</p><p class="meta"><a href="${address(post)}">${timeTag(new Date(post.createdAt).toISOString())}</a></p></li>`;

const lockedCard = (post: Post): Html => html`<li class="card post">${pictures(post)}
<p class="meta"><strong>${who(post)}</strong> <span class="tag">protected</span></p><p class="caption">${words(post)}</p></li>`;

/** Links as people read them: the long address, opening the long address. */
function words({ raw, links }: Post): Html {
  const pieces: Html[] = [];
  let done = 0;
  for (const { start, end, expanded } of links) {
    pieces.push(
      html`${raw.slice(done, start)}`,
      html`<a href="${expanded}" rel="nofollow">${raw.slice(start, end)}</a>`,
    );
    done = end;
  }
  return html`${[...pieces, html`${raw.slice(done)}`]}`;
}

const pictures = (post: Post, controls = false): Html =>
  html`${post.attachments.map((one) => picture(one, post, controls))}`;

function picture({ sha256, type, altText }: Attachment, post: Post, controls: boolean): Html {
  const source = `/media/${sha256}`;
  const text = altText ?? `${type === "video" ? "Video" : "Picture"} by ${who(post)}`;
  return type === "video"
    ? html`<video class="picture" src="${source}" aria-label="${text}" preload="metadata" muted playsinline${
        controls ? html` controls` : undefined
      }></video>`
    : html`<img class="picture" src="${source}" alt="${text}" loading="lazy">`;
}

/** A post with everything its author said before and after it in the same thread. */
function conversation({ kit, state }: Here, post: Post): Response {
  const thread = state.posts
    .values()
    .filter((one) => one.conversationId === post.conversationId && one.accountId === post.accountId)
    .filter(isPublic)
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  return page(
    { ...options(kit), title: `${who(post)} on X` },
    html`<h1><a href="/x/${who(post)}">${who(post)}</a></h1><ol class="stack">${thread.map(
      (
        one,
      ) => html`<li class="card single" id="post-${one.id}"><div class="frames">${pictures(one, true)}</div>
<div class="side"><p class="caption">${words(one)}</p>
<p class="meta">${timeTag(new Date(one.createdAt).toISOString())} · <code>${one.id}</code></p></div></li>`,
    )}</ol>`,
  );
}
