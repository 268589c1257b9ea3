import type { Hono } from "hono";
import { bigId } from "./core/ids.ts";
import { videoFacts } from "./core/media-format.ts";
import type { StoredMedia } from "./core/media-store.ts";
import { readUpload } from "./core/multipart.ts";
import type { Kit, NetworkDefinition, SandboxNetwork } from "./core/network.ts";
import { OAuth2, type OAuth2Token } from "./core/oauth2.ts";
import { type Answer, type Call, type Handler, operations, Refusal } from "./core/operation.ts";
import { errorPage } from "./core/page.ts";
import { jsonObject } from "./core/params.ts";
import { RateWindow } from "./core/rate-window.ts";
import type { Collection } from "./core/store.ts";
import { type VisiblePost, visitorPage } from "./core/visitor.ts";

/** One Mastodon server, as docs.joinmastodon.org describes it: OAuth, media, statuses. */
const HOST = "mastodon.social";
const FLAVOR = "oauth2";
const TOKEN_PREFIX = "sbx-mastodon-";
const OPERATIONS =
  "exchange revoke verify_credentials upload_media media_status create_status delete_status list_statuses";
const MINUTE_MS = 60_000;
const [KEY_LIFETIME_MS, POSTS_WINDOW_MS] = [60 * MINUTE_MS, 180 * MINUTE_MS];
const [MIB, MAX_CHARACTERS] = [1024 * 1024, 500];
const SCOPES: Record<string, string> = {
  profile: "Read only your account's profile information",
  "read:statuses": "See all posts",
  "write:statuses": "Publish posts",
  "write:media": "Upload media files",
};

const account = (id: string, username: string, name: string, bio: string) => ({ id, username, name, bio });
const ACCOUNTS = [
  account("109384512745093817", "maya", "Maya Delorme", "Ceramics from a small kiln in Lyon."),
  account("110227459183620451", "jonas", "Jonas Okafor", "Sourdough, slowly."),
  account("111503928471650293", "kaya", "Kaya Lindqvist", "Long runs, short posts."),
];
type Account = (typeof ACCOUNTS)[number];
const findAccount = (reference: string): Account | undefined =>
  ACCOUNTS.find(({ id, username }) => [id, username, `@${username}`].includes(reference));
const accountOf = (id: string): Account => findAccount(id) ?? (ACCOUNTS[0] as Account);

interface Media extends StoredMedia {
  id: string;
  account: string;
  description: string | null;
  readyAt: number;
  broken: boolean;
  status?: string;
}
interface Status {
  id: string;
  account: string;
  text: string;
  spoiler: string;
  visibility: string;
  language: string | null;
  sensitive: boolean;
  replyTo: string | null;
  media: string[];
  at: number;
  deleted?: true;
}
interface World {
  kit: Kit;
  oauth: OAuth2;
  media: Collection<Media>;
  statuses: Collection<Status>;
  /** Account and key → the status it made. */
  keys: Collection<{ status: string; at: number }>;
  calls: RateWindow;
}

const refuse = (status: number, error: string, headers: Record<string, string> = {}): Refusal =>
  new Refusal({ status, json: { error }, headers });
const invalid = (error: string): Refusal => refuse(422, `Validation failed: ${error}`);

// Calls with a token -------------------------------------------------------------------------------------------------

type Work = (world: World, token: OAuth2Token, call: Call) => Answer | Promise<Answer>;

/** The caller's token, if it stands for one of the scopes; counted, with what is left told in the headers. */
function authenticated(world: World, scopes: string[], work: Work): Handler {
  return async (call) => {
    const token = world.oauth.bearer(call);
    if (!token) throw refuse(401, "The access token is invalid");
    if (!scopes.some((scope) => token.scopes.includes(scope)))
      throw refuse(403, "This action is outside the authorized scopes");
    const headers = countCall(world, token.account);
    const answer = await work(world, token, call);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  };
}

const rateHeaders = (limit: number, left: number, resetAt: number): Record<string, string> => ({
  ...{ "x-ratelimit-limit": `${limit}`, "x-ratelimit-remaining": `${left}` },
  "x-ratelimit-reset": new Date(resetAt).toISOString(),
});

function countCall({ calls }: World, owner: string): Record<string, string> {
  const { allowed, left, resetAt } = calls.take(owner);
  const headers = rateHeaders(calls.limit, left, resetAt);
  if (!allowed) throw refuse(429, "Too many requests", headers);
  return headers;
}

const accountView = (kit: Kit, { id, username, name, bio }: Account) => ({
  ...{ id, username, acct: username, display_name: name, locked: false, bot: false, note: `<p>${bio}</p>` },
  url: `${kit.url()}/${HOST}/@${username}`,
  avatar: `${kit.url()}/assets/avatar/mastodon/${username}.svg`,
});

const me: Work = ({ kit }, token) => ({ status: 200, json: accountView(kit, accountOf(token.account)) });

/** POST /api/v2/media: pictures at once, videos after a while. */
async function uploadMedia(world: World, { account: owner }: OAuth2Token, call: Call): Promise<Answer> {
  const { kit } = world;
  const upload = await readUpload(kit, call, "file");
  if (!upload) throw invalid("File can't be blank");
  const { file, claimed, fields } = upload;
  const video = ["mp4", "webm"].includes(file.format);
  if (file.format === "unknown" || !/^(image|video)\//.test(claimed))
    throw invalid("File content type is invalid, File is invalid");
  if (file.bytes > (video ? 99 : 16) * MIB) throw invalid("File file size must be less than allowed");
  const media: Media = {
    ...{ ...file, id: bigId("11", 18), account: owner },
    description: fields.get("description")?.slice(0, 1500) ?? null,
    readyAt: kit.clock.now() + (video ? kit.settings().processingMs * kit.pace : 0),
    broken: video && videoFacts(kit.media.path(file.sha256)) === undefined,
  };
  kit.store.commit([world.media.put(media.id, media)]);
  return { status: video ? 202 : 200, json: mediaView(kit, media) };
}

const mediaView = (kit: Kit, media: Media) => ({
  id: media.id,
  type: media.contentType.startsWith("video/") ? "video" : "image",
  url: media.readyAt > kit.clock.now() ? null : `${kit.url()}/media/${media.sha256}`,
  preview_url: `${kit.url()}/media/${media.sha256}`,
  ...{ remote_url: null, meta: {}, description: media.description, blurhash: null },
});

/** 206 while it is worked on. */
function mediaStatus({ kit, media }: World, { account: owner }: OAuth2Token, call: Call): Answer {
  const one = media.get(call.param("id"));
  if (!one || one.account !== owner || one.status) throw refuse(404, "Record not found");
  const working = one.readyAt > kit.clock.now();
  if (!working && one.broken) throw invalid("File content type is invalid, File is invalid");
  return { status: working ? 206 : 200, json: mediaView(kit, one) };
}

/** A link is 23 long, a mention as long as its name. */
function lengthOf(text: string): number {
  const links = text.replace(/https?:\/\/\S+/g, "-".repeat(23));
  const countable = links.replace(/(^|[^\w/])(@[a-z0-9_.-]+)@[a-z0-9.-]+\.[a-z]+/gi, "$1$2");
  return [...new Intl.Segmenter("en").segment(countable)].length;
}

function attachable(world: World, owner: string, ids: string[]): Media[] {
  const found = ids.map((id) => world.media.get(id)).filter((one) => one?.account === owner && !one.status);
  const media = found as Media[];
  if (media.length !== ids.length) throw refuse(404, "Record not found");
  if (media.length > 4) throw invalid("Cannot attach more than 4 files");
  if (media.length > 1 && media.some(({ contentType }) => contentType.startsWith("video/")))
    throw invalid("Cannot attach a video to a post that already contains images");
  if (media.some(({ readyAt, broken }) => readyAt > world.kit.clock.now() || broken))
    throw invalid("Cannot attach files that have not finished processing. Try again in a moment!");
  return media;
}

/** POST /api/v1/statuses. A key that made a status within the hour answers with that status, whatever it brings. */
async function createStatus(world: World, { account: owner }: OAuth2Token, call: Call): Promise<Answer> {
  const { kit } = world;
  const now = kit.clock.now();
  const body = jsonObject(await call.bytes(), () => refuse(400, "Error occurred while parsing parameters"));
  const name = call.headers.get("idempotency-key");
  const key = name ? `${owner}:${name}` : undefined;
  const before = key === undefined ? undefined : world.keys.get(key);
  const twin = before && now - before.at < KEY_LIFETIME_MS ? world.statuses.get(before.status) : undefined;
  if (twin && !twin.deleted) return { status: 200, json: statusView(world, twin) };
  const status = readStatus(world, owner, body);
  const media = attachable(world, owner, status.media);
  const all = world.statuses.values();
  const recent = all.filter((one) => one.account === owner && one.at > now - POSTS_WINDOW_MS);
  const { quota } = kit.settings();
  if (recent.length >= quota)
    throw refuse(429, "Too many requests", rateHeaders(quota, 0, (recent[0]?.at ?? now) + POSTS_WINDOW_MS));
  kit.store.commit(
    [
      world.statuses.put(status.id, status),
      ...media.map((one) => world.media.put(one.id, { ...one, status: status.id })),
      ...(key === undefined ? [] : [world.keys.put(key, { status: status.id, at: now })]),
    ],
    [effect(world, status, "post")],
  );
  return { status: 200, json: statusView(world, status) };
}

function readStatus(world: World, owner: string, body: Record<string, unknown>): Status {
  const text = typeof body.status === "string" ? body.status : "";
  const spoiler = typeof body.spoiler_text === "string" ? body.spoiler_text : "";
  const media = Array.isArray(body.media_ids) ? body.media_ids.map(String) : [];
  const replyTo = body.in_reply_to_id === undefined ? null : String(body.in_reply_to_id);
  const parent = replyTo === null ? undefined : world.statuses.get(replyTo);
  if (replyTo !== null && (!parent || parent.deleted)) throw refuse(404, "Record not found");
  if (text.trim() === "" && media.length === 0) throw invalid("Text can't be blank");
  if (lengthOf(text) + lengthOf(spoiler) > MAX_CHARACTERS)
    throw invalid(`Text character limit of ${MAX_CHARACTERS} exceeded`);
  const visibility = typeof body.visibility === "string" ? body.visibility : "public";
  if (!["public", "unlisted", "private", "direct"].includes(visibility))
    throw invalid("Visibility is not included in the list");
  const sensitive = body.sensitive === true || spoiler !== "";
  const language = typeof body.language === "string" ? body.language : null;
  const made = { id: bigId("11", 18), account: owner, at: world.kit.clock.now() };
  return { ...made, text, spoiler, visibility, language, sensitive, replyTo, media };
}

const mediaOf = ({ media }: World, status: Status): Media[] =>
  status.media.flatMap((id) => media.get(id) ?? []);

const effect = (world: World, status: Status, kind: "post" | "delete") => ({
  ...{ network: "mastodon", account: status.account, handle: accountOf(status.account).username, kind },
  ...{ remoteId: status.id, at: world.kit.clock.iso(), text: status.text, mediaCount: status.media.length },
  media: mediaOf(world, status).map(({ sha256, bytes, contentType }) => ({ sha256, bytes, contentType })),
});

const escaped = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** Paragraphs, line breaks, links with their uninteresting ends hidden, mentions without their server. */
function contentOf(text: string): string {
  const linked = escaped(text)
    .replace(
      /(https?:\/\/)([^\s<]+)/g,
      '<a href="$1$2" rel="nofollow noopener" target="_blank"><span class="invisible">$1</span><span class="">$2</span></a>',
    )
    .replace(
      /(^|[^\w/])@([a-z0-9_]+)@([a-z0-9.-]+\.[a-z]+)/gi,
      '$1<span class="h-card"><a href="https://$3/@$2" class="u-url mention">@<span>$2</span></a></span>',
    );
  return linked === "" ? "" : `<p>${linked.replace(/\n{2,}/g, "</p><p>").replace(/\n/g, "<br />")}</p>`;
}

function statusView(world: World, status: Status) {
  const { kit } = world;
  const owner = accountOf(status.account);
  return {
    ...{ id: status.id, created_at: new Date(status.at).toISOString(), in_reply_to_id: status.replyTo },
    ...{ sensitive: status.sensitive, spoiler_text: status.spoiler, visibility: status.visibility },
    ...{ language: status.language, content: contentOf(status.text), reblog: null },
    uri: `${kit.url()}/${HOST}/users/${owner.username}/statuses/${status.id}`,
    url: `${kit.url()}/${HOST}/@${owner.username}/${status.id}`,
    application: { name: "Huntaze", website: null },
    account: accountView(kit, owner),
    media_attachments: mediaOf(world, status).map((one) => mediaView(kit, one)),
  };
}

/** Newest first; what only followers see is shown to its author with `read:statuses` alone. */
function listStatuses(world: World, token: OAuth2Token, call: Call): Answer {
  const query = call.url.searchParams;
  const maxId = query.get("max_id");
  const own = token.account === call.param("id") && token.scopes.includes("read:statuses");
  const listed = world.statuses
    .values()
    .filter((one) => one.account === call.param("id") && !one.deleted)
    .filter(({ visibility }) => own || ["public", "unlisted"].includes(visibility))
    .reverse();
  const start = maxId === null ? 0 : listed.findIndex(({ id }) => id === maxId) + 1;
  const limit = Math.min(40, Number(query.get("limit") ?? 20));
  return { status: 200, json: listed.slice(start, start + limit).map((one) => statusView(world, one)) };
}

function deleteStatus(world: World, { account: owner }: OAuth2Token, call: Call): Answer {
  const status = world.statuses.get(call.param("id"));
  if (!status || status.deleted || status.account !== owner) throw refuse(404, "Record not found");
  const gone = world.statuses.put(status.id, { ...status, deleted: true });
  world.kit.store.commit([gone], [effect(world, status, "delete")]);
  return { status: 200, json: { ...statusView(world, status), text: status.text } };
}

// What a visitor sees ------------------------------------------------------------------------------------------------

const isShown = (status: Status): boolean =>
  !status.deleted && ["public", "unlisted"].includes(status.visibility);

const visible = (world: World, status: Status): VisiblePost => ({
  who: `@${accountOf(status.account).username}`,
  href: `/${HOST}/@${accountOf(status.account).username}/${status.id}`,
  text: [status.spoiler, status.text].filter(Boolean).join(": "),
  tags: [...(status.replyTo ? ["reply"] : []), ...(status.sensitive ? ["sensitive"] : [])],
  at: status.at,
  media: mediaOf(world, status).map((one) => ({ ...one, alt: one.description ?? "" })),
});

function mountPages(app: Hono, world: World): void {
  const gone = (what: string) => errorPage("Not found", what, 404);
  const visit = (title: string, shown: (status: Status) => boolean) => {
    const statuses = world.statuses
      .values()
      .filter((one) => isShown(one) && shown(one))
      .reverse();
    const posts = statuses.map((one) => visible(world, one));
    return visitorPage(world.kit, title, posts);
  };
  app.get("/mastodon", () => visit("Mastodon", () => true));
  app.get(`/${HOST}/:handle{@[a-z]+}`, (context) => {
    const owner = findAccount(context.req.param("handle"));
    if (!owner) return gone("There is no such account here.");
    return visit(`${owner.name} (@${owner.username})`, (one) => one.account === owner.id);
  });
  app.get(`/${HOST}/:handle{@[a-z]+}/:id`, (context) => {
    const status = world.statuses.get(context.req.param("id"));
    if (!status || !isShown(status)) return gone("This post is gone, or not public.");
    return visit(`@${accountOf(status.account).username} on Mastodon`, (one) => one === status);
  });
}

// The network --------------------------------------------------------------------------------------------------------

const TROUBLE = "There was a temporary problem serving your request, please try again";
const REFUSALS: Record<number, string> = { 401: "The access token is invalid", 429: "Too many requests" };

function mount(app: Hono, world: World): void {
  const { oauth } = world;
  const { operation } = operations(world.kit, {
    network: "mastodon",
    errorAnswer: (_name, status) => {
      const error = status >= 500 ? TROUBLE : (REFUSALS[status] ?? "This action is not allowed");
      return { status, json: { error } };
    },
  });
  const on = (method: string, path: string, name: string, handle: Handler) =>
    app.on(method, `/${HOST}${path}`, operation(name, handle));
  const as = (scope: string, work: Work) => authenticated(world, scope.split(" "), work);
  app.get(`/${HOST}/oauth/authorize`, oauth.show);
  app.post(`/${HOST}/oauth/authorize`, oauth.answer);
  on("POST", "/oauth/token", "exchange", oauth.exchange);
  on("POST", "/oauth/revoke", "revoke", oauth.revoke);
  on("GET", "/api/v1/accounts/verify_credentials", "verify_credentials", as("profile", me));
  on("POST", "/api/v2/media", "upload_media", as("write:media", uploadMedia));
  on("GET", "/api/v1/media/:id", "media_status", as("write:media", mediaStatus));
  on("POST", "/api/v1/statuses", "create_status", as("write:statuses", createStatus));
  on("DELETE", "/api/v1/statuses/:id", "delete_status", as("write:statuses", deleteStatus));
  on(
    "GET",
    "/api/v1/accounts/:id/statuses",
    "list_statuses",
    as(Object.keys(SCOPES).join(" "), listStatuses),
  );
  mountPages(app, world);
}

function create(kit: Kit): SandboxNetwork {
  const oauth = new OAuth2(kit, {
    ...{ label: "Mastodon", flavor: FLAVOR, scopes: SCOPES, tokenPrefix: TOKEN_PREFIX },
    accounts: ACCOUNTS.map(({ id, username, name }) => ({
      id,
      title: `@${username}@${HOST}`,
      subtitle: name,
    })),
    find: (reference) => findAccount(reference)?.id,
  });
  const world: World = {
    ...{ kit, oauth, calls: new RateWindow(kit, 300, 5 * MINUTE_MS) },
    media: kit.store.collection("mastodon.media", { max: 10_000 }),
    statuses: kit.store.collection("mastodon.statuses", { max: 10_000 }),
    keys: kit.store.collection("mastodon.keys", { max: 10_000 }),
  };
  return {
    ...{ id: "mastodon", label: "Mastodon", hosts: [HOST], operations: OPERATIONS.split(" ") },
    mount: (app) => mount(app, world),
    accounts: () =>
      ACCOUNTS.map(({ id, username, name }) => ({
        ...{ id, handle: username, displayName: name, traits: [], connected: oauth.connected(id) },
      })),
    consent: (input) => oauth.decide(input),
    updateAccount(reference, { revoke }) {
      const id = findAccount(reference)?.id;
      return id !== undefined && (!revoke || oauth.revokeAccount(id));
    },
    // What is being processed is known by its time; there is nothing to take up again.
    resume: () => undefined,
    reset: () => world.calls.clear(),
    filesInUse: () => ({ media: world.media.values().map(({ sha256 }) => sha256), uploads: [] }),
    liveCount: () => world.statuses.values().filter(isShown).length,
  };
}

/** Mastodon: a server of the installation's choice. Three hundred posts in three hours and account. */
export const mastodon: NetworkDefinition = {
  id: "mastodon",
  label: "Mastodon",
  settings: { quota: 300, processingMs: 5_000 },
  color: { light: "#563acc", dark: "#a5a6ff" },
  clients: {
    [FLAVOR]: { clientId: "sandbox-mastodon-app", clientSecret: "sandbox-mastodon-secret-0123456789abcdef" },
  },
  tokenPrefixes: [TOKEN_PREFIX],
  create,
};
