import { bigId, randomHex } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Answer, Call } from "../core/operation.ts";
import { jsonObject } from "../core/params.ts";
import { findAccount, type TikTokAccount } from "./accounts.ts";
import { okAnswer, refuse } from "./errors.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { readPhotoSource, readPostInfo, readVideoSource, type SourceInfo } from "./post-request.ts";
import type { RateLimits } from "./rate-limit.ts";
import type { Publish, TikTokState } from "./state.ts";
import { authenticate, requireScope, type Session } from "./tokens.ts";

const DAY_MS = 24 * 3_600_000;
const MAX_PENDING_SHARES = 5;

export interface PostingDeps {
  kit: Kit;
  state: TikTokState;
  limits: RateLimits;
  lifecycle: Lifecycle;
  /** Whether the app has proved to own an address. */
  owned(url: URL): boolean;
}

interface Opened {
  session: Session;
  account: TikTokAccount;
  body: Record<string, unknown>;
}

async function open(deps: PostingDeps, call: Call, ...scopes: string[]): Promise<Opened> {
  const { kit, state, limits } = deps;
  const session = authenticate(kit, state, call);
  limits.count("init", session.token);
  const now = kit.clock.now();
  const body = jsonObject(await call.bytes(), () =>
    refuse(now, "invalid_params", "The body is not a JSON object"),
  );
  requireScope(kit, session, ...scopes);
  const account = findAccount(session.grant.openId);
  if (!account) throw refuse(now, "access_token_invalid");
  return { session, account, body };
}

/** Direct posts of a creator in the last 24 hours, those on their way included. */
export function postsToday({ kit, state }: Pick<PostingDeps, "kit" | "state">, openId: string): number {
  const since = kit.clock.now() - DAY_MS;
  return state.publishes
    .values()
    .filter((one) => one.openId === openId && one.mode === "direct" && one.createdAt > since)
    .filter((one) => one.stage === "complete" || one.stage === "processing").length;
}

function checkDailyCap(deps: PostingDeps, openId: string): void {
  if (postsToday(deps, openId) >= deps.kit.settings().quota) {
    throw refuse(deps.kit.clock.now(), "spam_risk_too_many_posts");
  }
}

/** At most five shares may wait in an inbox within a day. */
function checkPendingShares({ kit, state }: PostingDeps, openId: string): void {
  const since = kit.clock.now() - DAY_MS;
  const pending = state.publishes
    .values()
    .filter((one) => one.openId === openId && one.mode === "inbox" && one.createdAt > since)
    .filter((one) => one.stage !== "failed" && one.stage !== "complete");
  if (pending.length >= MAX_PENDING_SHARES) throw refuse(kit.clock.now(), "spam_risk_too_many_pending_share");
}

/** `POST /v2/post/publish/video/init/`. */
export async function initVideo(deps: PostingDeps, call: Call): Promise<Answer> {
  const { session, account, body } = await open(deps, call, "video.publish");
  const info = readPostInfo(deps.kit, body, account, { title: 2_200 });
  const source = readVideoSource(deps.kit, body, deps.owned);
  checkDailyCap(deps, account.openId);
  return start(deps, session, { ...info, mode: "direct", type: "video" }, source);
}

/** `POST /v2/post/publish/inbox/video/init/`: only the source counts, the creator decides the rest in the app. */
export async function initInbox(deps: PostingDeps, call: Call): Promise<Answer> {
  const { session, account, body } = await open(deps, call, "video.upload");
  const source = readVideoSource(deps.kit, body, deps.owned);
  checkPendingShares(deps, account.openId);
  return start(
    deps,
    session,
    { title: "", description: "", privacy: "", mode: "inbox", type: "video" },
    source,
  );
}

/** `POST /v2/post/publish/content/init/`: photos, always pulled. */
export async function initPhotos(deps: PostingDeps, call: Call): Promise<Answer> {
  const { session, account, body } = await open(deps, call, "video.publish", "video.upload");
  const urls = readPhotoSource(deps.kit, body, deps.owned);
  if (body.post_mode === "MEDIA_UPLOAD") {
    requireScope(deps.kit, session, "video.upload");
    checkPendingShares(deps, account.openId);
    return start(
      deps,
      session,
      { title: "", description: "", privacy: "", mode: "inbox", type: "photo" },
      { urls },
    );
  }
  if (body.post_mode !== "DIRECT_POST") {
    throw refuse(deps.kit.clock.now(), "invalid_params", "post_mode must be DIRECT_POST or MEDIA_UPLOAD");
  }
  requireScope(deps.kit, session, "video.publish");
  const info = readPostInfo(deps.kit, body, account, { title: 90, description: 4_000 });
  checkDailyCap(deps, account.openId);
  return start(deps, session, { ...info, mode: "direct", type: "photo" }, { urls });
}

type NewPublish = Pick<Publish, "title" | "description" | "privacy" | "mode" | "type">;

function publishId({ mode, type }: NewPublish, source: SourceInfo): string {
  const kind = type === "photo" ? "p" : "v";
  const target = mode === "direct" ? "pub" : "inbox";
  if ("urls" in source) return `${kind}_${target}_url~v2.${bigId("7", 19)}`;
  return `${kind}_${target}_file~v2-1.${bigId("7", 19)}`;
}

function start(deps: PostingDeps, session: Session, post: NewPublish, source: SourceInfo): Answer {
  const { kit, state, lifecycle } = deps;
  const publish: Publish = {
    ...post,
    id: publishId(post, source),
    openId: session.grant.openId,
    grantId: session.grant.id,
    source: "urls" in source ? "PULL_FROM_URL" : "FILE_UPLOAD",
    createdAt: kit.clock.now(),
    urls: "urls" in source ? source.urls : [],
    downloadedBytes: 0,
    media: [],
    stage: "transferring",
    ...("upload" in source && {
      upload: { id: bigId("7", 19), token: randomHex(16), received: 0, ...source.upload },
    }),
  };
  kit.store.commit([state.publishes.put(publish.id, publish)]);
  if (publish.source === "PULL_FROM_URL") void lifecycle.pull(publish);
  const { upload } = publish;
  return okAnswer(kit.clock.now(), {
    publish_id: publish.id,
    ...(upload && {
      upload_url: `${kit.url()}/open-upload.tiktokapis.com/video/?upload_id=${upload.id}&upload_token=${upload.token}`,
    }),
  });
}
