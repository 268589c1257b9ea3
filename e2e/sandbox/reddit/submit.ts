import { isRecord } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import type { Answer, Call } from "../core/operation.ts";
import { jsonObject } from "../core/params.ts";
import { jqueryAnswer, jsonErrors, refuse } from "./errors.ts";
import { readForm } from "./form.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { storeAddress } from "./media.ts";
import type { Session } from "./session.ts";
import type { Lease, Post, PostKind, RedditState, StoredFile } from "./state.ts";
import { checkContent, placeOf, type Submission } from "./submit-rules.ts";
import type { LinkFlair, Subreddit } from "./subreddits.ts";
import { commentThing, jsonAnswer, postUrl } from "./views.ts";

export interface SubmitDeps {
  kit: Kit;
  state: RedditState;
  lifecycle: Lifecycle;
}

const KINDS: Record<string, PostKind> = {
  self: "self",
  link: "link",
  image: "image",
  video: "video",
  videogif: "video",
};

/** `POST /api/submit`. https://www.reddit.com/dev/api#POST_api_submit */
export async function submit(deps: SubmitDeps, call: Call, session: Session): Promise<Answer> {
  const form = await readForm(call);
  const field = (name: string) => form.get(name) ?? "";
  if (field("api_type") !== "json") return jqueryAnswer();
  const place = placeOf(field("sr"), session.account);
  const kind = KINDS[field("kind")];
  if (!kind) throw jsonErrors("INVALID_OPTION", "kind");
  const wanted: Submission = {
    sr: place.name,
    kind,
    title: field("title"),
    text: field("text"),
    url: field("url"),
    flairId: field("flair_id"),
    flairText: field("flair_text"),
    mediaCount: 0,
    validate: isTrue(field("validate_on_submit")),
  };
  const flair = checkContent(place, wanted);
  const media = mediaOf(deps, session, wanted, field("video_poster_url"));
  checkRepost(deps, wanted, isTrue(form.get("resubmit") ?? "true"));
  checkPace(deps, session);
  const post = deps.lifecycle.submit(
    postOf(session, place, wanted, {
      flair,
      media,
      nsfw: isTrue(field("nsfw")),
      spoiler: isTrue(field("spoiler")),
      sendReplies: isTrue(form.get("sendreplies") ?? "true"),
    }),
  );
  return post.readyAt === undefined ? made(deps.kit, call, post) : taken(call, session);
}

const isTrue = (text: string): boolean => /^(true|1|on|yes)$/i.test(text);

interface Extras {
  flair: LinkFlair | undefined;
  media: StoredFile[];
  nsfw: boolean;
  spoiler: boolean;
  sendReplies: boolean;
}

function postOf(session: Session, place: Subreddit, wanted: Submission, extras: Extras) {
  const { flair, media, nsfw, spoiler, sendReplies } = extras;
  return {
    accountId: session.account.id,
    subreddit: place.name,
    kind: wanted.kind,
    title: wanted.title.trim(),
    text: wanted.text.trim(),
    url: wanted.kind === "link" ? wanted.url.trim() : "",
    media,
    nsfw: nsfw || place.over18,
    spoiler: spoiler && place.spoilers,
    sendReplies,
    ...(flair ? { flairId: flair.id, flairText: flair.text } : {}),
  };
}

/** Ids and names of what exists already. */
const made = (kit: Kit, call: Call, post: Post): Answer =>
  jsonAnswer(call, {
    json: {
      errors: [],
      data: { url: postUrl(kit, post), drafts_count: 0, id: post.id, name: `t3_${post.id}` },
    },
  });

/** Media are worked on first: no id yet, and a socket that would tell. */
const taken = (call: Call, { account }: Session): Answer =>
  jsonAnswer(call, {
    json: {
      errors: [],
      data: {
        user_submitted_page: `https://www.reddit.com/user/${account.name}/submitted/`,
        websocket_url: null,
      },
    },
  });

function mediaOf(
  { kit, state }: SubmitDeps,
  { account }: Session,
  { kind, url }: Submission,
  posterUrl: string,
): StoredFile[] {
  if (kind !== "image" && kind !== "video") return [];
  const uploaded = (address: string): Lease | undefined =>
    state.leases
      .values()
      .find((lease) => lease.accountId === account.id && address === `${storeAddress(kit)}/${lease.key}`);
  if (kind === "video") {
    const [video, poster] = [uploaded(url)?.file, uploaded(posterUrl)?.file];
    if (!video || !poster) throw jsonErrors("MISSING_VIDEO_URLS", "url");
    return [video];
  }
  if (url === "") throw jsonErrors("NO_URL", "url");
  const image = uploaded(url)?.file;
  if (!image) throw jsonErrors("BAD_URL", "url");
  return [image];
}

/** `resubmit=false`: the same address in the same subreddit is refused. */
function checkRepost({ state }: SubmitDeps, { kind, url, sr }: Submission, resubmit: boolean): void {
  if (kind !== "link" || resubmit) return;
  const there = state.posts
    .values()
    .some((post) => post.subreddit === sr && post.url === url.trim() && post.stage === "public");
  if (there) throw jsonErrors("ALREADY_SUB", "url");
}

const DAY_MS = 24 * 3_600_000;

/** New accounts wait between posts; nobody posts without end. */
function checkPace({ kit, state }: SubmitDeps, { account }: Session): void {
  const now = kit.clock.now();
  const times = state.posts
    .values()
    .filter((post) => post.accountId === account.id)
    .map((post) => post.submittedAt);
  if (times.filter((at) => at > now - DAY_MS).length >= kit.settings().quota)
    throw jsonErrors("QUOTA_FILLED", "ratelimit");
  const waitMs = Math.max(0, ...times) + account.waitMinutes * 60_000 * kit.pace - now;
  if (waitMs <= 0 || !kit.settings().rateLimits || times.length === 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  const told = seconds >= 60 ? `${Math.floor(seconds / 60)} minutes` : `${seconds} seconds`;
  throw jsonErrors("RATELIMIT", "ratelimit", {
    text: `you are doing that too much. try again in ${told}.`,
    ratelimit: waitMs / 1000,
  });
}

/** `POST /api/submit_gallery_post.json`: JSON in, and an id with its prefix out. Undocumented; as PRAW speaks it. */
export async function submitGallery(deps: SubmitDeps, call: Call, session: Session): Promise<Answer> {
  const body = jsonObject(await call.bytes(), () => refuse(400));
  const text = (name: string): string => (typeof body[name] === "string" ? (body[name] as string) : "");
  if (text("api_type") !== "json") return jqueryAnswer();
  const place = placeOf(text("sr"), session.account);
  const media = galleryItems(deps, session, body.items);
  const wanted: Submission = {
    sr: place.name,
    kind: "gallery",
    title: text("title"),
    text: text("text"),
    url: "",
    flairId: text("flair_id"),
    flairText: text("flair_text"),
    mediaCount: media.length,
    validate: body.validate_on_submit === true,
  };
  const flair = checkContent(place, wanted);
  checkPace(deps, session);
  const post = deps.lifecycle.submit(
    postOf(session, place, wanted, {
      flair,
      media,
      nsfw: body.nsfw === true,
      spoiler: body.spoiler === true,
      sendReplies: body.sendreplies !== false,
    }),
  );
  const data = { url: postUrl(deps.kit, post), id: `t3_${post.id}` };
  return jsonAnswer(call, { json: { errors: [], data } });
}

const MAX_ITEMS = 20;

function galleryItems({ state }: SubmitDeps, { account }: Session, items: unknown): StoredFile[] {
  const list = Array.isArray(items) ? items : [];
  if (list.length < 2 || list.length > MAX_ITEMS) throw jsonErrors("INVALID_OPTION", "items");
  return list.map((item) => {
    const lease = isRecord(item) ? state.leases.get(String(item.media_id)) : undefined;
    if (lease?.accountId !== account.id || !lease.file || !lease.mimetype.startsWith("image/"))
      throw jsonErrors("INVALID_OPTION", "items");
    return lease.file;
  });
}

const MAX_COMMENT = 10_000;

/** `POST /api/comment` under a post or a comment. */
export async function comment(deps: SubmitDeps, call: Call, session: Session): Promise<Answer> {
  const form = await readForm(call);
  if (form.get("api_type") !== "json") return jqueryAnswer();
  const parent = form.get("thing_id") ?? "";
  const text = form.get("text") ?? "";
  const postId = parent.startsWith("t1_")
    ? deps.state.comments.get(parent.slice(3))?.postId
    : parent.slice(3);
  const post = deps.state.posts.get(postId ?? "");
  if (!post || post.stage === "processing" || post.stage === "failed") throw refuse(404);
  if (post.stage === "deleted") throw jsonErrors("DELETED_LINK", "parent");
  if (placeOf(post.subreddit, session.account).locked) throw jsonErrors("THREAD_LOCKED", "parent");
  if (text.trim() === "") throw jsonErrors("NO_TEXT", "text");
  if ([...text].length > MAX_COMMENT)
    throw jsonErrors("TOO_LONG", "text", { text: `this is too long (max: ${MAX_COMMENT})` });
  const said = deps.lifecycle.comment({
    postId: post.id,
    parent,
    accountId: session.account.id,
    body: text.trim(),
  });
  return jsonAnswer(call, { json: { errors: [], data: { things: [commentThing(deps.state, said)] } } });
}

/** `POST /api/del`: an empty object, whatever was deleted. */
export async function del(deps: SubmitDeps, call: Call, session: Session): Promise<Answer> {
  deps.lifecycle.remove((await readForm(call)).get("id") ?? "", session.account.id);
  return { status: 200, json: {} };
}
