import type { AccountSummary, Kit, NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { findAccount, REDDIT_ACCOUNTS } from "./accounts.ts";
import { decide, FLAVOR } from "./consent.ts";
import { createLifecycle } from "./lifecycle.ts";
import { updateAccount } from "./oauth.ts";
import { createBudgets } from "./rate-limit.ts";
import { mountReddit, OPERATIONS } from "./routes.ts";
import { openRedditState, type RedditState } from "./state.ts";

const HOSTS = ["www.reddit.com", "oauth.reddit.com", "reddit-uploaded-media.s3-accelerate.amazonaws.com"];

/** Reddit: its OAuth, its API, the store for media, and the pages of its subreddits. It sends no webhooks. */
export const reddit: NetworkDefinition = {
  id: "reddit",
  label: "Reddit",
  // Access tokens live an hour by the documentation; refusals of the token endpoint come with HTTP 200.
  settings: { quota: 200, tokenLifetimes: "old", oauthErrorStatus: 200 },
  color: { light: "#c2410c", dark: "#ff9d6e" },
  clients: {
    [FLAVOR]: { clientId: "sandbox-reddit-app", clientSecret: "sandbox-reddit-secret-0123456789abcdef" },
  },
  tokenPrefixes: ["sbx-reddit-"],
  create: createReddit,
};

function createReddit(kit: Kit): SandboxNetwork {
  const state = openRedditState(kit);
  const budgets = createBudgets(kit);
  const lifecycle = createLifecycle(kit, state);
  return {
    id: "reddit",
    label: "Reddit",
    hosts: HOSTS,
    operations: OPERATIONS,
    mount: (app) => mountReddit(app, { kit, state, budgets, lifecycle }),
    accounts: () => accountSummaries(state),
    consent: (input) => decide(kit, state, input),
    updateAccount(reference, update) {
      const account = findAccount(reference);
      return account !== undefined && updateAccount({ kit, state }, account.id, update);
    },
    moderate: ({ publishId, decision }) => lifecycle.moderate(publishId, decision),
    resume: () => lifecycle.resume(),
    reset: () => budgets.clear(),
    filesInUse: () => ({
      media: [
        ...state.posts.values().flatMap((post) => post.media.map(({ sha256 }) => sha256)),
        ...state.leases.values().flatMap(({ file }) => (file ? [file.sha256] : [])),
      ],
      uploads: [],
    }),
    liveCount: () => state.posts.values().filter(({ stage }) => stage === "public").length,
  };
}

const accountSummaries = (state: RedditState): AccountSummary[] =>
  REDDIT_ACCOUNTS.map(({ id, name, suspended, waitMinutes }) => ({
    id,
    handle: name,
    displayName: name,
    traits: [...(suspended ? ["suspended"] : []), ...(waitMinutes > 0 ? ["new account"] : [])],
    connected: state.grants.values().some((grant) => grant.accountId === id && grant.revokedAt === undefined),
  }));
