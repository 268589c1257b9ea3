import type { Context, Hono } from "hono";
import { type Html, html } from "../core/html.ts";
import type { Kit } from "../core/network.ts";
import { errorPage, page, timeTag } from "../core/page.ts";
import { accountById, INSTAGRAM_ACCOUNTS, type InstagramAccount } from "./accounts.ts";
import { addComment } from "./comments.ts";
import type { ContainerMedia, InstagramState, Post } from "./state.ts";

const DAY_MS = 24 * 3_600_000;
const options = (kit: Kit) => ({ theme: "instagram", current: "/instagram", links: kit.navigation() });
const SHOWN = 60;

/** What a visitor of Instagram sees: the latest posts, profiles, single posts with their comments. */
export function mountInstagramPages(app: Hono, kit: Kit, state: InstagramState): void {
  app.get("/instagram", () => feed(kit, state, undefined));
  app.get("/instagram/:reel{p|reel}/:code", (context) => {
    const post = byShortcode(state, context.req.param("code"));
    return post ? postPage(kit, state, post) : notFound();
  });
  app.post("/instagram/:reel{p|reel}/:code/comments", (context) => comment(kit, state, context));
  app.get("/instagram/stories/:username/:id", (context) => {
    const post = state.posts.get(context.req.param("id"));
    const live = post && post.deletedAt === undefined && kit.clock.now() - post.publishedAt < DAY_MS;
    return live ? postPage(kit, state, post) : notFound();
  });
  // The addresses of the real site lead to the same pages.
  app.get("/www.instagram.com/*", (context) =>
    context.redirect(context.req.path.replace("/www.instagram.com", "/instagram")),
  );
  app.get("/instagram/:username", (context) => {
    const account = INSTAGRAM_ACCOUNTS.find((one) => one.username === context.req.param("username"));
    return account ? feed(kit, state, account) : notFound();
  });
}

const notFound = (): Response =>
  errorPage(
    "Sorry, this page isn’t available",
    "The link may be broken, or the post may have been removed.",
    404,
  );

const byShortcode = (state: InstagramState, code: string): Post | undefined =>
  state.posts.values().find((post) => post.shortcode === code && post.deletedAt === undefined);

const address = (post: Post): string =>
  post.kind === "story"
    ? `/instagram/stories/${accountById(post.account)?.username}/${post.id}`
    : `/instagram/${post.kind === "reel" ? "reel" : "p"}/${post.shortcode}`;

function feed(kit: Kit, state: InstagramState, account: InstagramAccount | undefined): Response {
  const posts = state.posts
    .values()
    .filter((post) => post.deletedAt === undefined && (account === undefined || post.account === account.id))
    .filter((post) => post.kind !== "story" || kit.clock.now() - post.publishedAt < DAY_MS)
    .reverse();
  const title = account ? `${account.name} (@${account.username})` : "Instagram";
  return page(
    { ...options(kit), title },
    html`<header class="head"><h1>${title}</h1><p>${account?.biography ?? "What is live on Instagram, as a visitor sees it."}</p></header>
${posts.length === 0 ? html`<p class="empty">Nothing has been published here yet.</p>` : undefined}
<ul class="grid">${posts.slice(0, SHOWN).map(card)}</ul>`,
  );
}

const card = (
  post: Post,
): Html => html`<li class="card post"><a href="${address(post)}">${picture(post.media[0], post)}</a>
<p class="meta"><strong>@${accountById(post.account)?.username}</strong> <span class="tag">${post.kind}${
  post.media.length > 1 ? ` · ${post.media.length}` : ""
}</span></p><p class="caption">${post.caption}</p><p class="meta">${timeTag(new Date(post.publishedAt).toISOString())}</p></li>`;

function picture(media: ContainerMedia | undefined, post: Post, controls = false): Html {
  if (!media) return html`<span class="picture"></span>`;
  const source = `/media/${media.sha256}`;
  const label = post.altText ?? `Post by @${accountById(post.account)?.username}`;
  return media.contentType.startsWith("video/")
    ? html`<video class="picture" src="${source}" aria-label="${label}" preload="metadata" muted playsinline${
        controls ? html` controls` : undefined
      }></video>`
    : html`<img class="picture" src="${source}" alt="${label}" loading="lazy">`;
}

function postPage(kit: Kit, state: InstagramState, post: Post): Response {
  const account = accountById(post.account);
  const comments = state.comments.values().filter((one) => one.postId === post.id);
  return page(
    { ...options(kit), title: `@${account?.username} on Instagram` },
    html`<article class="card single"><div class="frames">${post.media.map((one) => picture(one, post, true))}</div>
<div class="side"><h1><a href="/instagram/${account?.username ?? ""}">@${account?.username}</a></h1>
<p class="caption">${post.caption}</p><p class="meta">${timeTag(new Date(post.publishedAt).toISOString())} · <code>${post.id}</code></p>
${
  post.kind === "story"
    ? undefined
    : commentSection(
        post,
        comments.map(({ username, text }) => html`<li><strong>@${username}</strong> ${text}</li>`),
      )
}
</div></article>`,
  );
}

const commentSection = (
  post: Post,
  comments: Html[],
): Html => html`<section aria-labelledby="comments"><h2 id="comments">Comments</h2>
${comments.length === 0 ? html`<p class="empty">No comments yet.</p>` : html`<ul class="comments">${comments}</ul>`}
<form method="post" action="${address(post)}/comments" class="stack"><label>Your name <input name="username" value="a.fan" required maxlength="30" pattern="[A-Za-z0-9._]+"></label>
<label>Comment <textarea name="text" required maxlength="2200" rows="2"></textarea></label><button class="primary">Post comment</button></form></section>`;

async function comment(kit: Kit, state: InstagramState, context: Context): Promise<Response> {
  const post = byShortcode(state, context.req.param("code") ?? "");
  if (!post) return notFound();
  const form = await context.req.formData();
  const text = String(form.get("text") ?? "").trim();
  const username = String(form.get("username") ?? "").trim() || "a.fan";
  if (text !== "") addComment(kit, state, post, { username, text });
  return context.redirect(address(post), 303);
}
