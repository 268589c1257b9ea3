import type { AccountSummary, Kit, NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { RETRY_FOR_MS, signMeta, verifyCallback } from "../meta/webhook.ts";
import { FACEBOOK_PEOPLE, findAccount, INSTAGRAM_ACCOUNTS } from "./accounts.ts";
import { addComment } from "./comments.ts";
import { decide } from "./consent.ts";
import { resumeContainers } from "./containers.ts";
import { updateAccount } from "./revoke.ts";
import { mountInstagram } from "./routes.ts";
import { type InstagramState, openInstagramState } from "./state.ts";
import { resumeUploads } from "./upload.ts";

const WEBHOOK_PATH = "/api/webhooks/instagram";

const HOSTS = [
  "graph.facebook.com",
  "www.facebook.com",
  "graph.instagram.com",
  "api.instagram.com",
  "www.instagram.com",
  "rupload.facebook.com",
];

const OPERATIONS = [
  "exchange",
  "long_lived",
  "refresh",
  "me",
  "me_accounts",
  "create_container",
  "container_status",
  "media_publish",
  "list_media",
  "list_stories",
  "publishing_limit",
  "permissions",
  "read_node",
  "delete_media",
  "list_comments",
  "create_comment",
  "subscribed_apps",
  "upload",
  "debug_token",
];

/** Instagram, through both of its logins. */
export const instagram: NetworkDefinition = {
  id: "instagram",
  label: "Instagram",
  settings: { quota: 50 },
  color: { light: "#b0186b", dark: "#ff8cc6" },
  clients: {
    "facebook-login": {
      clientId: "sandbox-facebook-app",
      clientSecret: "sandbox-facebook-secret-0123456789abcdef",
    },
    "instagram-login": {
      clientId: "sandbox-instagram-app",
      clientSecret: "sandbox-instagram-secret-0123456789abcdef",
    },
  },
  tokenPrefixes: ["EAAGsandbox", "IGAAsandbox"],
  create: createInstagram,
};

function createInstagram(kit: Kit): SandboxNetwork {
  const state = openInstagramState(kit);
  return {
    id: "instagram",
    label: "Instagram",
    hosts: HOSTS,
    operations: OPERATIONS,
    webhook: {
      path: WEBHOOK_PATH,
      retryForMs: RETRY_FOR_MS,
      sign: (flavor, body) => signMeta(kit.clients[flavor]?.clientSecret ?? "", body),
    },
    mount: (app) => mountInstagram(app, kit, state),
    accounts: () => accountSummaries(state),
    consent: (input) => decide(kit, state, input),
    updateAccount(reference, update) {
      const person = FACEBOOK_PEOPLE.find((one) => one.id === reference);
      const id = findAccount(reference)?.id ?? person?.id;
      return id !== undefined && updateAccount(kit, state, id, update);
    },
    comment({ postId, ...comment }) {
      const post = state.posts.get(postId);
      if (!post || post.deletedAt !== undefined || post.kind === "story") return false;
      addComment(kit, state, post, comment);
      return true;
    },
    verifyWebhook: () => verifyCallback(kit, WEBHOOK_PATH),
    resume() {
      resumeContainers(kit, state);
      resumeUploads(kit, state);
    },
    filesInUse: () => filesInUse(state),
    liveCount: () => state.posts.values().filter((post) => post.deletedAt === undefined).length,
  };
}

const accountSummaries = (state: InstagramState): AccountSummary[] =>
  INSTAGRAM_ACCOUNTS.map(({ id, username, name, accountType }) => ({
    id,
    handle: username,
    displayName: name,
    traits: accountType === "PERSONAL" ? ["personal"] : [],
    connected: state.tokens.values().some((token) => token.accounts.includes(id) && !token.revoked),
  }));

function filesInUse(state: InstagramState): { media: string[]; uploads: string[] } {
  const containers = state.containers.values();
  const media = [...containers.map((one) => one.media), ...state.posts.values().flatMap((one) => one.media)];
  return {
    media: media.flatMap((one) => (one ? [one.sha256] : [])),
    uploads: containers.flatMap((one) => (one.upload && !one.media ? [one.id] : [])),
  };
}
