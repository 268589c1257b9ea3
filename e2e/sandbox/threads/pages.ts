import type { Context, Hono } from "hono";
import { type Html, html } from "../core/html.ts";
import type { Kit } from "../core/network.ts";
import { errorPage, page, timeTag } from "../core/page.ts";
import { findAccount, type ThreadsAccount } from "./accounts.ts";
import { addReply } from "./events.ts";
import type { ContainerMedia, Post, ThreadsState } from "./state.ts";

const options = (kit: Kit) => ({ theme: "threads", current: "/threads", links: kit.navigation() });
const SHOWN = 60;
const POST = "/threads/:at{@[A-Za-z0-9._]+}/post/:code";

/** What a visitor of Threads sees: the latest posts, profiles, and posts with the chains and replies under them. */
export function mountThreadsPages(app: Hono, kit: Kit, state: ThreadsState): void {
  app.get("/threads", () => feed(kit, state, undefined));
  app.get(POST, (context) => {
    const post = byShortcode(state, context.req.param("code") ?? "");
    return post ? postPage(kit, state, post) : notFound();
  });
  app.post(`${POST}/replies`, (context) => reply(kit, state, context));
  // The addresses of the real site lead to the same pages.
  for (const host of ["threads.net", "www.threads.net"])
    app.get(`/${host}/:at{@[A-Za-z0-9._]+}/*`, (context) =>
      context.redirect(context.req.path.replace(`/${host}`, "/threads")),
    );
  app.get("/threads/:at{@[A-Za-z0-9._]+}", (context) => {
    const account = findAccount(context.req.param("at"));
    return account ? feed(kit, state, account) : notFound();
  });
}

const notFound = (): Response =>
  errorPage(
    "Not all who wander are lost, but this page is",
    "The link may be broken, or the post may have been removed.",
    404,
  );

const byShortcode = (state: ThreadsState, code: string): Post | undefined =>
  state.posts.values().find((post) => post.shortcode === code && post.deletedAt === undefined);

const address = (post: Post): string => `/threads/@${post.username}/post/${post.shortcode}`;

const repliesTo = (state: ThreadsState, post: Post): Post[] =>
  state.posts
    .values()
    .filter((one) => one.replyTo === post.id && one.deletedAt === undefined)
    .sort((a, b) => a.publishedAt - b.publishedAt);

function feed(kit: Kit, state: ThreadsState, account: ThreadsAccount | undefined): Response {
  const posts = state.posts
    .values()
    .filter((post) => post.deletedAt === undefined && post.replyTo === undefined)
    .filter((post) => account === undefined || post.account === account.id)
    .reverse();
  const title = account ? `${account.name} (@${account.username})` : "Threads";
  return page(
    { ...options(kit), title },
    html`<header class="head"><h1>${title}</h1><p>${account?.biography ?? "What is live on Threads, as a visitor sees it."}</p></header>
${posts.length === 0 ? html`<p class="empty">Nothing has been published here yet.</p>` : undefined}
<ul class="grid">${posts.slice(0, SHOWN).map((post) => html`<li class="card post">${article(state, post, false)}</li>`)}</ul>`,
  );
}

/** One post, as it stands in a feed or in a conversation. */
function article(state: ThreadsState, post: Post, controls: boolean): Html {
  const replies = repliesTo(state, post).length;
  return html`<p class="meta"><strong><a href="/threads/@${post.username}">@${post.username}</a></strong>${
    post.topicTag ? html` <span class="tag">${post.topicTag}</span>` : undefined
  }</p>
<p class="caption">${post.text}</p>
${post.link ? html`<p class="meta"><code>${post.link}</code></p>` : undefined}
${post.media.map((media) => picture(media, post, controls))}
<p class="meta"><a href="${address(post)}">${timeTag(new Date(post.publishedAt).toISOString())}</a>${
    replies > 0 ? ` · ${replies} ${replies === 1 ? "reply" : "replies"}` : ""
  }</p>`;
}

function picture(media: ContainerMedia, post: Post, controls: boolean): Html {
  const source = `/media/${media.sha256}`;
  const label = media.altText ?? `Post by @${post.username}`;
  return media.contentType.startsWith("video/")
    ? html`<video class="picture" src="${source}" aria-label="${label}" preload="metadata" muted playsinline${
        controls ? html` controls` : undefined
      }></video>`
    : html`<img class="picture" src="${source}" alt="${label}" loading="lazy">`;
}

function postPage(kit: Kit, state: ThreadsState, post: Post): Response {
  const answered = state.posts.get(post.replyTo ?? "");
  const above = answered
    ? html`<p class="meta">Replying to <a href="${address(answered)}">@${answered.username}</a></p>`
    : undefined;
  return page(
    { ...options(kit), title: `@${post.username} on Threads` },
    html`<article class="card narrow"><h1>@${post.username}</h1>${above}${article(state, post, true)}
<p class="meta"><code>${post.id}</code> · who may reply: ${post.replyControl ?? "everyone"}</p></article>
<section class="card narrow" aria-labelledby="replies"><h2 id="replies">Replies</h2>
${conversation(state, post)}
<form method="post" action="${address(post)}/replies" class="stack"><label>Your name <input name="username" value="a.fan" required maxlength="30" pattern="[A-Za-z0-9._]+"></label>
<label>Reply <textarea name="text" required maxlength="500" rows="2"></textarea></label><button class="primary">Post reply</button></form></section>`,
  );
}

/** Everything under a post, each reply under what it answers: a chain reads from top to bottom. */
function conversation(state: ThreadsState, post: Post): Html {
  const replies = repliesTo(state, post);
  if (replies.length === 0)
    return post.replyTo === undefined ? html`<p class="empty">No replies yet.</p>` : html``;
  return html`<ol class="comments">${replies.map(
    (one) => html`<li>${article(state, one, true)}${conversation(state, one)}</li>`,
  )}</ol>`;
}

async function reply(kit: Kit, state: ThreadsState, context: Context): Promise<Response> {
  const post = byShortcode(state, context.req.param("code") ?? "");
  if (!post) return notFound();
  const form = await context.req.formData();
  const text = String(form.get("text") ?? "").trim();
  const username = String(form.get("username") ?? "").trim() || "a.fan";
  if (text !== "") addReply(kit, state, post, { username, text });
  return context.redirect(address(post), 303);
}
