import type { Context, Hono } from "hono";
import { type Html, html } from "../core/html.ts";
import { errorPage, page, timeTag } from "../core/page.ts";
import { CREATORS, type Creator, ELSEWHERE, findCreator } from "./accounts.ts";
import type { Deps } from "./gate.ts";
import { signIn } from "./sessions.ts";
import type { HeldMedia, MassMessage, Message, Post } from "./state.ts";
import { findFan } from "./views.ts";

const SHOWN = 60;
const at = (ms: number): Html => timeTag(new Date(ms).toISOString());

/** What subscribers see, what is in the chats, and whether an account is signed in at the partner. */
export function mountOnlyFansPages(app: Hono, deps: Deps): void {
  app.get("/onlyfans", () => overview(deps));
  app.get("/onlyfans/:id{[0-9]+}/:username", (context) => postPage(deps, context));
  app.get("/onlyfans/chat/:fan{[0-9]+}", (context) => chatPage(deps, context));
  app.post("/onlyfans/sign-in", async (context) => {
    const form = await context.req.formData();
    signIn(deps, String(form.get("account") ?? ""), true);
    return context.redirect("/onlyfans", 303);
  });
  // The addresses of the real site lead to the same pages.
  app.get("/onlyfans.com/", (context) => context.redirect("/onlyfans"));
  app.get("/onlyfans.com/my/chats/chat/:fan{[0-9]+}", (context) =>
    context.redirect(`/onlyfans/chat/${context.req.param("fan")}`),
  );
  app.get("/onlyfans.com/:id{[0-9]+}/:username", (context) =>
    context.redirect(`/onlyfans/${context.req.param("id")}/${context.req.param("username")}`),
  );
}

const options = ({ kit }: Deps) => ({ theme: "onlyfans", current: "/onlyfans", links: kit.navigation() });
const notFound = (): Response =>
  errorPage("Sorry, this page is not available", "It may have been deleted.", 404);

function overview(deps: Deps): Response {
  const { state } = deps;
  const posts = state.posts.values().filter((one) => one.deletedAt === undefined);
  const messages = state.messages.values().filter((one) => one.deletedAt === undefined);
  return page(
    { ...options(deps), title: "OnlyFans" },
    html`<header class="head"><h1>OnlyFans</h1><p>What subscribers of these creators see. The partner’s API is all that can be called.</p></header>
<section><h2>Accounts at the partner</h2><ul class="grid">${[...CREATORS, ELSEWHERE].map((one) => accountCard(deps, one))}</ul></section>
<section><h2>Posts</h2>${posts.length === 0 ? html`<p class="empty">Nothing has been posted here yet.</p>` : html`<ul class="grid">${posts.reverse().slice(0, SHOWN).map(postCard)}</ul>`}</section>
<section><h2>Messages</h2>${messages.length === 0 ? html`<p class="empty">No message has been sent yet.</p>` : html`<ul class="grid">${messages.reverse().slice(0, SHOWN).map(messageCard)}</ul>`}</section>
<section><h2>Messages to lists</h2>${state.masses.size() === 0 ? html`<p class="empty">None yet.</p>` : html`<ul class="grid">${state.masses.values().reverse().slice(0, SHOWN).map(massCard)}</ul>`}</section>`,
  );
}

function accountCard(deps: Deps, creator: Creator): Html {
  const signedIn = deps.gate.signedIn(creator);
  return html`<li class="card post"><p class="meta"><strong>@${creator.username}</strong> <span class="tag">${signedIn ? "signed in" : "signed out"}</span></p>
<p class="caption">${creator.bio}</p>${
    signedIn
      ? undefined
      : html`<form method="post" action="/onlyfans/sign-in" class="actions padded"><input type="hidden" name="account" value="${creator.id}"><button class="primary">Sign in at the partner</button></form>`
  }</li>`;
}

const who = (accountId: string): string => findCreator(accountId)?.username ?? accountId;

const postCard = (post: Post): Html =>
  html`<li class="card post"><a href="/onlyfans/${post.id}/${who(post.accountId)}">${picture(post.media)}</a>
<p class="meta"><strong>@${who(post.accountId)}</strong></p><p class="caption">${post.text}</p><p class="meta">${at(post.at)}</p></li>`;

const messageCard = (message: Message): Html =>
  html`<li class="card post">${picture(message.media)}<p class="meta"><strong>@${who(message.accountId)}</strong> <a href="/onlyfans/chat/${message.fanId}">to ${message.fanId}</a>${
    message.price > 0 ? html` <span class="tag">$${message.price}</span>` : undefined
  }</p><p class="caption">${message.text}</p><p class="meta">${at(message.at)}</p></li>`;

const massCard = (mass: MassMessage): Html =>
  html`<li class="card post">${picture(mass.media)}<p class="meta"><strong>@${who(mass.accountId)}</strong> to ${mass.fanIds.length} fans <span class="tag">${mass.state}</span></p><p class="caption">${mass.text}</p><p class="meta">${at(mass.at)}</p></li>`;

function picture(media: HeldMedia[]): Html | undefined {
  const [first] = media;
  if (!first) return undefined;
  const source = `/media/${first.sha256}`;
  return first.contentType.startsWith("video/")
    ? html`<video class="picture" src="${source}" aria-label="Video" preload="metadata" muted playsinline controls></video>`
    : html`<img class="picture" src="${source}" alt="Photo" loading="lazy">`;
}

function postPage(deps: Deps, context: Context): Response {
  const post = deps.state.posts.get(context.req.param("id") ?? "");
  if (!post || post.deletedAt !== undefined) return notFound();
  return page(
    { ...options(deps), title: `@${who(post.accountId)} on OnlyFans` },
    html`<article class="card single"><div class="frames">${post.media.map((one) => picture([one]) ?? "")}</div>
<div class="side"><h1>@${who(post.accountId)}</h1><p class="caption">${post.text}</p><p class="meta">${at(post.at)} · <code>${post.id}</code></p></div></article>`,
  );
}

function chatPage(deps: Deps, context: Context): Response {
  const fanId = Number(context.req.param("fan"));
  const creator = [...CREATORS, ELSEWHERE].find((one) => findFan(one, fanId));
  const fan = creator && findFan(creator, fanId);
  if (!creator || !fan) return notFound();
  const messages = deps.state.messages
    .values()
    .filter((one) => one.fanId === fanId && one.deletedAt === undefined);
  return page(
    { ...options(deps), title: `Chat with ${fan.name}` },
    html`<header class="head"><h1>${fan.name}</h1><p>Chat of @${creator.username} with @${fan.username}.</p></header>
${messages.length === 0 ? html`<p class="empty">No message has been sent yet.</p>` : html`<ul class="grid">${messages.map(messageCard)}</ul>`}`,
  );
}
