import type { Context, Hono } from "hono";
import { type Html, html } from "../core/html.ts";
import type { Kit } from "../core/network.ts";
import { errorPage, page, timeTag } from "../core/page.ts";
import { findAccount, TIKTOK_ACCOUNTS, type TikTokAccount } from "./accounts.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Post, Publish, TikTokState } from "./state.ts";

const options = (kit: Kit) => ({ theme: "tiktok", current: "/tiktok", links: kit.navigation() });
const SHOWN = 60;

/** What a visitor of TikTok sees, and what waits for a moderator or in a creator's inbox. */
export function mountTikTokPages(app: Hono, kit: Kit, state: TikTokState, lifecycle: Lifecycle): void {
  app.get("/tiktok", () => feed(kit, state, undefined));
  app.get("/tiktok/:handle{@[A-Za-z0-9._]+}", (context) => {
    const account = findAccount(context.req.param("handle"));
    return account ? feed(kit, state, account) : notFound();
  });
  app.get("/tiktok/:handle{@[A-Za-z0-9._]+}/:type{video|photo}/:id", (context) => {
    const post = state.posts.get(context.req.param("id"));
    return post?.visibility === "public" ? postPage(kit, post) : notFound();
  });
  // The addresses of the real site lead to the same pages.
  app.get("/www.tiktok.com/:handle{@[A-Za-z0-9._]+}/*", (context) =>
    context.redirect(context.req.path.replace("/www.tiktok.com", "/tiktok")),
  );
  app.post("/tiktok/moderation", (context) => moderate(context, lifecycle));
  app.post("/tiktok/inbox", (context) => finish(context, lifecycle));
}

const notFound = (): Response =>
  errorPage("Couldn’t find this post", "It may be private, waiting for review, or removed.", 404);

const address = (post: Post): string =>
  `/tiktok/@${findAccount(post.openId)?.username}/${post.type}/${post.id}`;

function feed(kit: Kit, state: TikTokState, account: TikTokAccount | undefined): Response {
  const mine = (one: { openId: string }) => account === undefined || one.openId === account.openId;
  const posts = state.posts.values().filter(mine).reverse();
  const live = posts.filter((post) => post.visibility === "public");
  const review = posts.filter((post) => post.visibility === "review");
  const hidden = posts.filter((post) => post.visibility === "private");
  const drafts = state.publishes.values().filter((one) => one.stage === "inbox" && mine(one));
  const title = account ? `${account.displayName} (@${account.username})` : "TikTok";
  return page(
    { ...options(kit), title },
    html`<header class="head"><h1>${title}</h1><p>${account?.bio ?? "What is live on TikTok, as a visitor sees it."}</p></header>
${live.length === 0 ? html`<p class="empty">Nothing has been published here yet.</p>` : html`<ul class="grid">${live.slice(0, SHOWN).map(card)}</ul>`}
${section("In review", "Posted, and visible to its creator alone until a moderator has looked at it.", review.map(reviewCard))}
${section("Only me", "Posted privately: no visitor sees it, and it never gets a public id.", hidden.map(privateCard))}
${section("In the creators’ inbox", "Uploaded as a draft; the creator finishes it in the app.", drafts.map(draftCard))}`,
  );
}

const section = (title: string, explanation: string, items: Html[]): Html | undefined =>
  items.length === 0
    ? undefined
    : html`<section><h2>${title}</h2><p class="meta">${explanation}</p><ul class="grid">${items.slice(0, SHOWN)}</ul></section>`;

const who = (openId: string): string => `@${findAccount(openId)?.username}`;

const card = (post: Post): Html =>
  html`<li class="card post"><a href="${address(post)}">${picture(post.media, post.openId)}</a>${caption(post)}</li>`;

const privateCard = (post: Post): Html =>
  html`<li class="card post">${picture(post.media, post.openId)}${caption(post)}</li>`;

const caption = (
  post: Post,
): Html => html`<p class="meta"><strong>${who(post.openId)}</strong> <span class="tag">${post.type}</span></p>
<p class="caption">${post.title}</p><p class="meta">${timeTag(new Date(post.postedAt).toISOString())}</p>`;

const reviewCard = (
  post: Post,
): Html => html`<li class="card post">${picture(post.media, post.openId)}${caption(post)}
<form method="post" action="/tiktok/moderation" class="actions padded"><input type="hidden" name="publish_id" value="${post.publishId}">
<button class="primary" name="decision" value="approve">Approve</button><button name="decision" value="reject">Reject</button></form></li>`;

const draftCard = (draft: Publish): Html => html`<li class="card post">${picture(draft.media, draft.openId)}
<p class="meta"><strong>${who(draft.openId)}</strong> <span class="tag">draft</span></p>
<form method="post" action="/tiktok/inbox" class="stack padded"><input type="hidden" name="publish_id" value="${draft.id}">
<label>Caption <input name="title" maxlength="2200"></label><button class="primary">Post</button></form></li>`;

function picture(media: Publish["media"], openId: string, controls = false): Html {
  const first = media[0];
  if (!first) return html`<span class="picture"></span>`;
  const source = `/media/${first.sha256}`;
  return first.contentType.startsWith("video/")
    ? html`<video class="picture" src="${source}" aria-label="Video by ${who(openId)}" preload="metadata" muted playsinline${
        controls ? html` controls` : undefined
      }></video>`
    : html`<img class="picture" src="${source}" alt="Photo by ${who(openId)}" loading="lazy">`;
}

function postPage(kit: Kit, post: Post): Response {
  const account = TIKTOK_ACCOUNTS.find((one) => one.openId === post.openId);
  return page(
    { ...options(kit), title: `${who(post.openId)} on TikTok` },
    html`<article class="card single"><div class="frames">${post.media.map((one) => picture([one], post.openId, true))}</div>
<div class="side"><h1><a href="/tiktok/@${account?.username ?? ""}">${who(post.openId)}</a></h1>
<p class="caption">${post.title}</p><p class="caption">${post.description}</p>
<p class="meta">${timeTag(new Date(post.postedAt).toISOString())} · <code>${post.id}</code></p></div></article>`,
  );
}

async function moderate(context: Context, lifecycle: Lifecycle): Promise<Response> {
  const form = await context.req.formData();
  const decision = form.get("decision") === "approve" ? "approve" : "reject";
  lifecycle.moderate(String(form.get("publish_id") ?? ""), decision);
  return context.redirect("/tiktok", 303);
}

async function finish(context: Context, lifecycle: Lifecycle): Promise<Response> {
  const form = await context.req.formData();
  const title = String(form.get("title") ?? "").slice(0, 2_200);
  lifecycle.finishDraft(String(form.get("publish_id") ?? ""), { title, privacy: "PUBLIC_TO_EVERYONE" });
  return context.redirect("/tiktok", 303);
}
