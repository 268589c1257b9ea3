import type { Hono } from "hono";
import { type Answer, type Call, operations } from "../core/operation.ts";
import { answerConsent, showConsent } from "./consent.ts";
import { faultAnswer, okAnswer, refuse } from "./errors.ts";
import { initInbox, initPhotos, initVideo, type PostingDeps } from "./init.ts";
import { revokeToken, tokenGrant } from "./oauth.ts";
import { mountTikTokPages } from "./pages.ts";
import { creatorInfo, fetchStatus, listVideos, namedPublish, queryVideos, userInfo } from "./reads.ts";
import { authenticate } from "./tokens.ts";
import { receiveChunk, type Writers } from "./upload.ts";

const API = "/open.tiktokapis.com/v2";

/** Every host of TikTok's, as a first path segment. */
export function mountTikTok(app: Hono, deps: PostingDeps): void {
  const { kit, state, lifecycle } = deps;
  app.get("/www.tiktok.com/v2/auth/authorize/", (context) => showConsent(kit, context));
  app.post("/www.tiktok.com/v2/auth/authorize/", (context) => answerConsent(kit, state, context));
  mountApi(app, deps);
  mountTikTokPages(app, kit, state, lifecycle);
}

type Operations = ReturnType<typeof operations>;

function mountApi(app: Hono, deps: PostingDeps): void {
  const { kit } = deps;
  const dialect = operations(kit, {
    network: kit.network,
    errorAnswer: (name, status) => faultAnswer(kit.clock.now(), name, status),
  });
  mountOAuth(app, deps, dialect);
  mountPosting(app, deps, dialect);
  mountDisplay(app, deps, dialect);
  // The documented paths end in a slash; without it TikTok's gateway knows nothing.
  app.all("/open.tiktokapis.com/*", (context) => context.text("Unsupported path(Janus)", 404));
}

function mountOAuth(app: Hono, { kit, state }: PostingDeps, { route, operation }: Operations): void {
  const grant = route((call) => tokenGrant(kit, state, call));
  const revoke = operation("revoke", (call) => revokeToken(kit, state, call));
  app.post(`${API}/oauth/token/`, grant);
  app.post(`${API}/oauth/revoke/`, revoke);
}

function mountPosting(app: Hono, deps: PostingDeps, { operation }: Operations): void {
  const { kit, state, lifecycle } = deps;
  const writers: Writers = new Set();
  const uploads = { kit, state, lifecycle, writers };
  const on = (
    path: string,
    name: string,
    handle: (deps: PostingDeps, call: Call) => Answer | Promise<Answer>,
  ) =>
    app.post(
      `${API}/post/publish/${path}/`,
      operation(name, (call) => handle(deps, call)),
    );
  const chunk = operation("upload_chunk", (call) => receiveChunk(uploads, call));

  on("creator_info/query", "creator_info", creatorInfo);
  on("video/init", "video_init", initVideo);
  on("inbox/video/init", "inbox_init", initInbox);
  on("content/init", "photo_init", initPhotos);
  app.put("/open-upload.tiktokapis.com/video/", chunk);
  on("status/fetch", "status_fetch", fetchStatus);
  on("cancel", "cancel", cancelPublish);
}

function mountDisplay(app: Hono, deps: PostingDeps, { operation }: Operations): void {
  const info = operation("user_info", (call) => userInfo(deps, call));
  const list = operation("video_list", (call) => listVideos(deps, call));
  const query = operation("video_query", (call) => queryVideos(deps, call));
  app.get(`${API}/user/info/`, info);
  app.post(`${API}/video/list/`, list);
  app.post(`${API}/video/query/`, query);
}

/** `POST /v2/post/publish/cancel/`: best effort, while the post is on its way. */
async function cancelPublish(deps: PostingDeps, call: Call): Promise<Answer> {
  const { kit, state, lifecycle } = deps;
  const { grant } = authenticate(kit, state, call);
  const publish = await namedPublish(deps, call, grant.openId);
  if (!lifecycle.cancel(publish)) throw refuse(kit.clock.now(), "publish_not_cancellable");
  return okAnswer(kit.clock.now(), {});
}
