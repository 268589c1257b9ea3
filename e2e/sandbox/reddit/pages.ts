import type { Context, Hono } from "hono";
import { type Html, html } from "../core/html.ts";
import type { Kit } from "../core/network.ts";
import { errorPage, page, timeTag } from "../core/page.ts";
import { findAccount } from "./accounts.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Post, RedditState } from "./state.ts";
import { findSubreddit, SUBREDDITS, type Subreddit } from "./subreddits.ts";
import { commentsOf, permalink } from "./views.ts";

const SHOWN = 60;
const options = (kit: Kit) => ({ theme: "reddit", current: "/reddit", links: kit.navigation() });

interface Here {
  kit: Kit;
  state: RedditState;
  lifecycle: Lifecycle;
}

/** What a visitor of Reddit sees, and what its moderators and its workshop hold back. */
export function mountRedditPages(app: Hono, here: Here): void {
  app.get("/reddit", () => front(here));
  app.get("/reddit/r/:sub", (context) => subreddit(here, context.req.param("sub")));
  app.get("/reddit/r/:sub/comments/:id/:slug?", (context) => single(here, context.req.param("id")));
  app.get("/reddit/user/:name", (context) => person(here, context.req.param("name")));
  app.post("/reddit/moderation", (context) => moderate(context, here));
  // The addresses of the real site lead to the same pages.
  app.get("/www.reddit.com/r/*", (context) => toPage(context));
  app.get("/www.reddit.com/user/*", (context) => toPage(context));
}

const toPage = (context: Context): Response =>
  context.redirect(context.req.path.replace("/www.reddit.com", "/reddit").replace(/\/$/, ""));

const notFound = (): Response =>
  errorPage("page not found", "The page you requested does not exist, or was removed.", 404);

const newestFirst = (posts: Post[]): Post[] => posts.toSorted((a, b) => b.createdAt - a.createdAt);

function front(here: Here): Response {
  const { kit, state } = here;
  const live = newestFirst(state.posts.values().filter(({ stage }) => stage === "public"));
  const processing = state.posts.values().filter(({ stage }) => stage === "processing");
  const removed = state.posts.values().filter(({ stage }) => stage === "removed");
  const open = SUBREDDITS.filter(({ type, closed }) => type !== "user" && closed === undefined);
  return page(
    { ...options(kit), title: "Reddit" },
    html`<header class="head"><h1>Reddit</h1><p>What is live on Reddit, as a visitor sees it.</p></header>
${posts(here, live)}
${section(
  "Being made",
  "Taken, and worked on; nobody sees these yet.",
  processing.map((post) => card(here, post)),
)}
${section(
  "Removed",
  "Only their authors see these; moderators can put them back.",
  removed.map((post) => card(here, post)),
)}
<section><h2>Subreddits</h2><ul class="grid">${open.map(
      (one) =>
        html`<li class="card padded"><a href="/reddit/r/${one.name}">r/${one.name}</a><p class="meta">${one.title} <span class="tag">${one.type}</span></p></li>`,
    )}</ul></section>`,
  );
}

const section = (title: string, explanation: string, items: Html[]): Html | undefined =>
  items.length === 0
    ? undefined
    : html`<section><h2>${title}</h2><p class="meta">${explanation}</p><ul class="grid">${items.slice(0, SHOWN)}</ul></section>`;

const posts = (here: Here, list: Post[]): Html =>
  list.length === 0
    ? html`<p class="empty">Nothing has been published here yet.</p>`
    : html`<ul class="grid">${list.slice(0, SHOWN).map((post) => card(here, post))}</ul>`;

/** The page of one subreddit: its posts, and what it asks of them. */
function subreddit(here: Here, name: string): Response {
  const place = findSubreddit(name);
  if (!place || place.closed || place.type === "private") return notFound();
  const live = here.state.posts
    .values()
    .filter((post) => post.subreddit === place.name && post.stage === "public");
  return page(
    { ...options(here.kit), title: `r/${place.name}` },
    html`<header class="head"><h1>r/${place.name}</h1><p>${place.title}</p></header>
${posts(here, newestFirst(live))}${rulesOf(place)}`,
  );
}

function rulesOf({ requirements, flairs = [] }: Subreddit): Html {
  const told = Object.entries(requirements).filter(
    ([, value]) => value !== null && value !== false && value !== "none" && String(value) !== "",
  );
  return html`<section><h2>Rules</h2><ul>${told.map(
    ([rule, value]) => html`<li><code>${rule}</code> ${String(value)}</li>`,
  )}</ul><p class="meta">Flairs: ${flairs.map(({ text }) => text).join(", ") || "none"}</p></section>`;
}

const who = (accountId: string): string => findAccount(accountId)?.name ?? "[deleted]";
const address = (post: Post): string => `/reddit${permalink(post).replace(/\/$/, "")}`;

const card = (here: Here, post: Post): Html => html`<li class="card post">${
  post.media.length > 0 ? html`<a href="${address(post)}">${picture(post)}</a>` : undefined
}
<p class="caption"><a href="${address(post)}">${post.title}</a>${tags(post)}</p>
<p class="meta"><a href="/reddit/r/${post.subreddit}">r/${post.subreddit}</a> · u/${who(post.accountId)} · ${timeTag(
  new Date(post.createdAt).toISOString(),
)} · ${commentsOf(here.state, post.id).length} comments</p>${moderation(post)}</li>`;

const tags = (post: Post): Html =>
  html`${[post.flairText, post.nsfw && "NSFW", post.spoiler && "spoiler", post.removedBy]
    .filter((tag): tag is string => typeof tag === "string")
    .map((tag) => html` <span class="tag">${tag}</span>`)}`;

function moderation(post: Post): Html | undefined {
  if (post.stage !== "public" && post.stage !== "removed") return undefined;
  const [decision, label] = post.stage === "public" ? ["reject", "Remove"] : ["approve", "Approve"];
  return html`<form method="post" action="/reddit/moderation" class="actions padded"><input type="hidden" name="post" value="${post.id}"><button name="decision" value="${decision}">${label}</button></form>`;
}

function picture(post: Post, controls = false): Html {
  const [first] = post.media;
  if (!first) return html`<span class="picture"></span>`;
  const source = `/media/${first.sha256}`;
  return first.contentType.startsWith("video/")
    ? html`<video class="picture" src="${source}" aria-label="${post.title}" preload="metadata" muted playsinline${
        controls ? html` controls` : undefined
      }></video>`
    : html`<img class="picture" src="${source}" alt="${post.title}" loading="lazy">`;
}

function single({ kit, state }: Here, id: string): Response {
  const post = state.posts.get(id);
  if (post?.stage !== "public") return notFound();
  return page(
    { ...options(kit), title: post.title },
    html`<article class="card single"><div class="frames">${post.media.map((file) =>
      picture({ ...post, media: [file] }, true),
    )}</div><div class="side"><h1>${post.title}</h1><p class="meta">${tags(post)}</p>
${post.url === "" ? undefined : html`<p class="caption"><a href="${post.url}" rel="nofollow">${post.url}</a></p>`}
<p class="caption">${post.text}</p>
<p class="meta">r/${post.subreddit} · <a href="/reddit/user/${who(post.accountId)}">u/${who(post.accountId)}</a> · <code>${post.id}</code></p>
<h2>Comments</h2><ul>${commentsOf(state, post.id).map(
      (comment) => html`<li><strong>u/${who(comment.accountId)}</strong> ${comment.body}</li>`,
    )}</ul></div></article>`,
  );
}

function person(here: Here, name: string): Response {
  const account = findAccount(name);
  if (!account) return notFound();
  const live = here.state.posts
    .values()
    .filter((post) => post.accountId === account.id && post.stage === "public");
  return page(
    { ...options(here.kit), title: `u/${account.name}` },
    html`<header class="head"><h1>u/${account.name}</h1><p>${account.bio}</p></header>${posts(here, newestFirst(live))}`,
  );
}

async function moderate(context: Context, { lifecycle }: Here): Promise<Response> {
  const form = await context.req.formData();
  const decision = form.get("decision") === "approve" ? "approve" : "reject";
  lifecycle.moderate(String(form.get("post") ?? ""), decision);
  return context.redirect("/reddit", 303);
}
