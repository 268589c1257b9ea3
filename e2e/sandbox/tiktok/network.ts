import type { NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { type Handler, operations } from "../core/operation.ts";
import { findAccount, TIKTOK_ACCOUNTS } from "./accounts.ts";
import { answerConsent, decide, showConsent } from "./consent.ts";
import { faultAnswer, okAnswer, refuse } from "./errors.ts";
import { initInbox, initPhotos, initVideo, type PostingDeps } from "./init.ts";
import { createLifecycle } from "./lifecycle.ts";
import { revokeToken, tokenGrant } from "./oauth.ts";
import { mountTikTokPages } from "./pages.ts";
import { createRateLimits } from "./rate-limit.ts";
import { creatorInfo, fetchStatus, listVideos, namedPublish, queryVideos, userInfo } from "./reads.ts";
import { updateAccount } from "./revoke.ts";
import { openTikTokState } from "./state.ts";
import { authenticate } from "./tokens.ts";
import { receiveChunk, resumeUploads, type Writers } from "./upload.ts";
import { RETRY_FOR_MS, signTikTok, WEBHOOK_PATH } from "./webhook.ts";

export const OPERATIONS = [
  "exchange",
  "refresh",
  "revoke",
  "user_info",
  "creator_info",
  "video_init",
  "inbox_init",
  "photo_init",
  "upload_chunk",
  "status_fetch",
  "video_list",
  "video_query",
  "cancel",
] as const;
type Operation = (typeof OPERATIONS)[number];

const API = "/open.tiktokapis.com/v2";

/** TikTok: Login Kit, Content Posting API, Display API. */
export const tiktok: NetworkDefinition = {
  id: "tiktok",
  label: "TikTok",
  settings: { quota: 20 },
  create(kit): SandboxNetwork {
    const state = openTikTokState(kit);
    const limits = createRateLimits(kit);
    const lifecycle = createLifecycle(kit, state);
    const writers: Writers = new Set();
    const deps: PostingDeps = { kit, state, limits, lifecycle, owned: kit.ownsUrl };
    const fault: SandboxNetwork["errorAnswer"] = (operation, status) =>
      faultAnswer(kit.clock.now(), operation, status);
    const build = operations(kit, { network: "tiktok", errorAnswer: fault });

    const routes: [method: "get" | "post" | "put", path: string, name: Operation, handler: Handler][] = [
      ["post", `${API}/oauth/revoke/`, "revoke", (call) => revokeToken(kit, state, call)],
      ["get", `${API}/user/info/`, "user_info", (call) => userInfo(deps, call)],
      ["post", `${API}/post/publish/creator_info/query/`, "creator_info", (call) => creatorInfo(deps, call)],
      ["post", `${API}/post/publish/video/init/`, "video_init", (call) => initVideo(deps, call)],
      ["post", `${API}/post/publish/inbox/video/init/`, "inbox_init", (call) => initInbox(deps, call)],
      ["post", `${API}/post/publish/content/init/`, "photo_init", (call) => initPhotos(deps, call)],
      ["post", `${API}/post/publish/status/fetch/`, "status_fetch", (call) => fetchStatus(deps, call)],
      ["post", `${API}/video/list/`, "video_list", (call) => listVideos(deps, call)],
      ["post", `${API}/video/query/`, "video_query", (call) => queryVideos(deps, call)],
      [
        "put",
        "/open-upload.tiktokapis.com/video/",
        "upload_chunk",
        (call) => receiveChunk({ kit, state, lifecycle, writers }, call),
      ],
      [
        "post",
        `${API}/post/publish/cancel/`,
        "cancel",
        async (call) => {
          const { grant } = authenticate(kit, state, call);
          const publish = await namedPublish(deps, call, grant.openId);
          if (!lifecycle.cancel(publish)) throw refuse(kit.clock.now(), "publish_not_cancellable");
          return okAnswer(kit.clock.now(), {});
        },
      ],
    ];
    return {
      id: "tiktok",
      label: "TikTok",
      hosts: ["www.tiktok.com", "open.tiktokapis.com", "open-upload.tiktokapis.com"],
      operations: OPERATIONS,
      mount(app) {
        app.get("/www.tiktok.com/v2/auth/authorize/", (context) => showConsent(kit, context));
        app.post("/www.tiktok.com/v2/auth/authorize/", (context) => answerConsent(kit, state, context));
        app.post(
          `${API}/oauth/token/`,
          build.route((call) => tokenGrant(kit, state, call)),
        );
        for (const [method, path, name, handler] of routes) app[method](path, build.operation(name, handler));
        // The documented paths end in a slash; without it TikTok's gateway knows nothing.
        app.all("/open.tiktokapis.com/*", (context) => context.text("Unsupported path(Janus)", 404));
        mountTikTokPages(app, kit, state, lifecycle);
      },
      accounts: () =>
        TIKTOK_ACCOUNTS.map(({ openId, username, displayName, isPrivate }) => ({
          id: openId,
          handle: username,
          displayName,
          traits: isPrivate ? ["private"] : [],
          connected: state.grants
            .values()
            .some((grant) => grant.openId === openId && grant.revokedAt === undefined),
        })),
      consent: (input) => decide(kit, state, input),
      updateAccount: (reference, update) => {
        const account = findAccount(reference);
        return account !== undefined && updateAccount(kit, state, account.openId, update);
      },
      moderate: ({ publishId, decision }) => lifecycle.moderate(publishId, decision),
      signWebhook: (_flavor, body) => signTikTok(kit.clients["login-kit"]?.clientSecret ?? "", body),
      webhook: { path: WEBHOOK_PATH, retryForMs: RETRY_FOR_MS },
      errorAnswer: fault,
      resume() {
        lifecycle.resume();
        resumeUploads({ kit, state, lifecycle });
      },
      filesInUse: () => ({
        media: [...state.publishes.values(), ...state.posts.values()].flatMap((one) =>
          one.media.map(({ sha256 }) => sha256),
        ),
        uploads: state.publishes
          .values()
          .flatMap((one) => (one.stage === "transferring" && one.upload ? [one.upload.id] : [])),
      }),
      reset: () => limits.clear(),
      liveCount: () => state.posts.values().filter((post) => post.visibility === "public").length,
    };
  },
};
