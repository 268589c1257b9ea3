import type { AccountSummary, Kit, NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { findAccount, X_ACCOUNTS } from "./accounts.ts";
import { decide } from "./consent.ts";
import { scheduleSettling, uploadFiles } from "./media-upload.ts";
import { createRateLimits, PER_WINDOW } from "./rate-limit.ts";
import { mountX } from "./routes.ts";
import { type Here, openXState, type XState } from "./state.ts";
import { updateAccount } from "./tokens.ts";
import { checkCallback, RETRY_FOR_MS, signX, WEBHOOK_PATH } from "./webhook.ts";

/** X: OAuth 2.0 with PKCE, chunked media, posts and their replies, the author's own timeline. */
export const x: NetworkDefinition = {
  id: "x",
  label: "X",
  settings: { quota: 100 },
  color: { light: "#3d4650", dark: "#c9d3dc" },
  clients: { oauth2: { clientId: "sandbox-x-app", clientSecret: "sandbox-x-secret-0123456789abcdef" } },
  tokenPrefixes: ["sbx-x-"],
  create: createX,
};

function createX(kit: Kit): SandboxNetwork {
  const state = openXState(kit);
  const here: Here = { kit, state };
  const limits = createRateLimits(kit);
  return {
    id: "x",
    label: "X",
    hosts: ["x.com", "api.x.com"],
    operations: ["exchange", "refresh", "revoke", ...Object.keys(PER_WINDOW)],
    webhook: {
      path: WEBHOOK_PATH,
      retryForMs: RETRY_FOR_MS,
      sign: (flavor, body) => signX(kit.clients[flavor]?.clientSecret ?? "", body),
    },
    verifyWebhook: () => checkCallback(kit),
    mount: (app) => mountX(app, here, limits),
    accounts: () => accountSummaries(state),
    consent: (input) => decide(here, input),
    updateAccount(reference, update) {
      const account = findAccount(reference);
      return account !== undefined && updateAccount(here, account.id, update);
    },
    resume() {
      for (const upload of state.uploads.values()) scheduleSettling(here, upload);
    },
    reset: () => limits.clear(),
    filesInUse: () => filesInUse(state),
    liveCount: () => state.posts.values().filter((post) => post.deletedAt === undefined).length,
  };
}

const accountSummaries = (state: XState): AccountSummary[] =>
  X_ACCOUNTS.map((account) => ({
    id: account.id,
    handle: account.username,
    displayName: account.name,
    traits: account.protected ? ["protected"] : [],
    connected: state.grants
      .values()
      .some((grant) => grant.accountId === account.id && grant.revokedAt === undefined),
  }));

function filesInUse(state: XState): { media: string[]; uploads: string[] } {
  const uploads = state.uploads.values();
  const shown = state.posts.values().flatMap(({ attachments }) => attachments.map(({ sha256 }) => sha256));
  return {
    media: [...shown, ...uploads.flatMap(({ file }) => (file ? [file.sha256] : []))],
    uploads: uploads.flatMap(uploadFiles),
  };
}
