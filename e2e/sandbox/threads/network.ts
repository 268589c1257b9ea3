import type { Hono } from "hono";
import type { Kit, NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { operations } from "../core/operation.ts";
import { graphFault, oauthAnswer } from "../meta/graph-error.ts";
import { RETRY_FOR_MS, verifyCallback } from "../meta/webhook.ts";
import { findAccount, THREADS_ACCOUNTS } from "./accounts.ts";
import { answerConsent, decide, showConsent } from "./consent.ts";
import { resumeContainers } from "./containers.ts";
import { addReply, announceUninstall, signThreads } from "./events.ts";
import { graphApp } from "./graph.ts";
import { exchangeCode, exchangeLong, refreshLong } from "./oauth.ts";
import { mountThreadsPages } from "./pages.ts";
import { FLAVOR, openThreadsState, type ThreadsState } from "./state.ts";
import { TOKEN_PREFIX } from "./tokens.ts";
import { createUsage } from "./usage.ts";

const WEBHOOK_PATH = "/api/webhooks/threads";
/** Both names of the house answer. */
const GRAPH_HOSTS = ["graph.threads.net", "graph.threads.com"];
const PAGE_HOSTS = ["threads.net", "www.threads.net", "threads.com", "www.threads.com"];

const OPERATIONS = [
  "exchange",
  "long_lived",
  "refresh",
  "debug_token",
  "me",
  "create_container",
  "container_status",
  "threads_publish",
  "publishing_limit",
  "list_threads",
  "list_replies",
  "post_replies",
  "conversation",
  "read_post",
  "delete_post",
];

/** Threads, through its own login. */
export const threads: NetworkDefinition = {
  id: "threads",
  label: "Threads",
  settings: { quota: 250 },
  color: { light: "#3d3d3d", dark: "#d9d9d9" },
  clients: {
    [FLAVOR]: {
      clientId: "sandbox-threads-app",
      clientSecret: "sandbox-threads-secret-0123456789abcdef",
    },
  },
  tokenPrefixes: [TOKEN_PREFIX],
  create: createThreads,
};

function createThreads(kit: Kit): SandboxNetwork {
  const state = openThreadsState(kit);
  return {
    id: "threads",
    label: "Threads",
    hosts: [...GRAPH_HOSTS, ...PAGE_HOSTS],
    operations: OPERATIONS,
    webhook: {
      path: WEBHOOK_PATH,
      retryForMs: RETRY_FOR_MS,
      sign: (flavor, body) => signThreads(kit, flavor, body),
    },
    mount: (app) => mount(app, kit, state),
    accounts: () =>
      THREADS_ACCOUNTS.map(({ id, username, name, private: hidden }) => ({
        id,
        handle: username,
        displayName: name,
        traits: hidden ? ["private"] : [],
        connected: state.tokens.values().some((token) => token.account === id && !token.revoked),
      })),
    consent: (input) => decide(kit, state, input),
    updateAccount(reference, update) {
      const id = findAccount(reference)?.id;
      return id !== undefined && updateAccount(kit, state, id, update);
    },
    comment({ postId, ...comment }) {
      const post = state.posts.get(postId);
      if (!post || post.deletedAt !== undefined) return false;
      addReply(kit, state, post, comment);
      return true;
    },
    verifyWebhook: () => verifyCallback(kit, WEBHOOK_PATH),
    resume: () => resumeContainers(kit, state),
    filesInUse: () => ({
      media: [
        ...state.containers.values().flatMap((one) => (one.media ? [one.media.sha256] : [])),
        ...state.posts.values().flatMap((post) => post.media.map((media) => media.sha256)),
      ],
      uploads: [],
    }),
    liveCount: () => state.posts.values().filter((post) => post.deletedAt === undefined).length,
  };
}

/** The token endpoint answers its refusals in a shape of its own, everything else in Graph's envelope. */
function mount(app: Hono, kit: Kit, state: ThreadsState): void {
  const { network } = kit;
  const token = operations(kit, {
    network,
    errorAnswer: (_operation, status) => oauthAnswer(status, "Sorry, something went wrong"),
  });
  const graph = operations(kit, { network, errorAnswer: (_operation, status) => graphFault(status) });
  const exchange = token.operation("exchange", (call) => exchangeCode(kit, state, call));
  const long = graph.operation("long_lived", (call) => exchangeLong(kit, state, call));
  const refresh = graph.operation("refresh", (call) => refreshLong(kit, state, call));
  const deps = { kit, state, usage: createUsage(kit), graph };
  for (const host of GRAPH_HOSTS)
    app.route(
      `/${host}`,
      graphApp(deps, (routes) =>
        routes
          .post("/oauth/access_token", exchange)
          .get("/access_token", long)
          .get("/refresh_access_token", refresh),
      ),
    );
  for (const host of PAGE_HOSTS) {
    app.get(`/${host}/oauth/authorize`, (context) => showConsent(kit, context));
    app.post(`/${host}/oauth/authorize`, (context) => answerConsent(kit, state, context));
  }
  mountThreadsPages(app, kit, state);
}

/** Removing the app ends every token of the profile, and Meta tells the app so. */
function updateAccount(
  kit: Kit,
  state: ThreadsState,
  account: string,
  update: { revoke?: boolean; expireTokens?: boolean },
): boolean {
  const tokens = state.tokens.values().filter((token) => token.account === account);
  const now = kit.clock.now();
  const alive = tokens.some((token) => !token.revoked);
  kit.store.commit([
    ...tokens.map((token) =>
      state.tokens.put(token.token, {
        ...token,
        ...(update.revoke && { revoked: true }),
        ...(update.expireTokens && { expiresAt: Math.min(token.expiresAt, now) }),
      }),
    ),
    ...(update.revoke && alive ? announceUninstall(kit, account) : []),
  ]);
  kit.webhooks.start();
  return tokens.length > 0;
}
