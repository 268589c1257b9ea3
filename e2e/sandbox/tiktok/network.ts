import type { AccountSummary, Kit, NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { findAccount, TIKTOK_ACCOUNTS } from "./accounts.ts";
import { decide } from "./consent.ts";
import { createLifecycle } from "./lifecycle.ts";
import { createRateLimits } from "./rate-limit.ts";
import { updateAccount } from "./revoke.ts";
import { mountTikTok } from "./routes.ts";
import { openTikTokState, type TikTokState } from "./state.ts";
import { resumeUploads } from "./upload.ts";
import { RETRY_FOR_MS, signTikTok, WEBHOOK_PATH } from "./webhook.ts";

const HOSTS = ["www.tiktok.com", "open.tiktokapis.com", "open-upload.tiktokapis.com"];

const OPERATIONS = [
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
];

/** TikTok: Login Kit, Content Posting API, Display API. */
export const tiktok: NetworkDefinition = {
  id: "tiktok",
  label: "TikTok",
  settings: { quota: 20 },
  color: { light: "#0a7077", dark: "#6fe3ea" },
  clients: {
    "login-kit": { clientId: "sandbox-tiktok-key", clientSecret: "sandbox-tiktok-secret-0123456789abcdef" },
  },
  tokenPrefixes: ["act.sandbox", "rft.sandbox"],
  create: createTikTok,
};

function createTikTok(kit: Kit): SandboxNetwork {
  const state = openTikTokState(kit);
  const limits = createRateLimits(kit);
  const lifecycle = createLifecycle(kit, state);
  return {
    id: "tiktok",
    label: "TikTok",
    hosts: HOSTS,
    operations: OPERATIONS,
    webhook: {
      path: WEBHOOK_PATH,
      retryForMs: RETRY_FOR_MS,
      sign: (_flavor, body) => signTikTok(kit.clients["login-kit"]?.clientSecret ?? "", body),
    },
    mount: (app) => mountTikTok(app, { kit, state, limits, lifecycle, owned: kit.ownsUrl }),
    accounts: () => accountSummaries(state),
    consent: (input) => decide(kit, state, input),
    updateAccount(reference, update) {
      const account = findAccount(reference);
      return account !== undefined && updateAccount(kit, state, account.openId, update);
    },
    moderate: ({ publishId, decision }) => lifecycle.moderate(publishId, decision),
    resume() {
      lifecycle.resume();
      resumeUploads({ kit, state, lifecycle });
    },
    reset: () => limits.clear(),
    filesInUse: () => filesInUse(state),
    liveCount: () => state.posts.values().filter((post) => post.visibility === "public").length,
  };
}

const accountSummaries = (state: TikTokState): AccountSummary[] =>
  TIKTOK_ACCOUNTS.map(({ openId, username, displayName, isPrivate }) => ({
    id: openId,
    handle: username,
    displayName,
    traits: isPrivate ? ["private"] : [],
    connected: state.grants
      .values()
      .some((grant) => grant.openId === openId && grant.revokedAt === undefined),
  }));

function filesInUse(state: TikTokState): { media: string[]; uploads: string[] } {
  const publishes = state.publishes.values();
  const holders = [...publishes, ...state.posts.values()];
  return {
    media: holders.flatMap((one) => one.media.map(({ sha256 }) => sha256)),
    uploads: publishes.flatMap((one) => (one.stage === "transferring" && one.upload ? [one.upload.id] : [])),
  };
}
