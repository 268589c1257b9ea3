import type { NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { operations } from "../core/operation.ts";
import { FACEBOOK_PEOPLE, findAccount, INSTAGRAM_ACCOUNTS } from "./accounts.ts";
import { answerConsent, decide, showConsent } from "./consent.ts";
import { resumeContainers } from "./containers.ts";
import { graphFault, instagramOAuthAnswer } from "./errors.ts";
import { graphApp } from "./graph.ts";
import {
  exchangeInstagramCode,
  facebookGrant,
  longLivedInstagramToken,
  refreshInstagramToken,
} from "./oauth.ts";
import { mountInstagramPages } from "./pages.ts";
import { updateAccount } from "./revoke.ts";
import { type InstagramState, openInstagramState } from "./state.ts";
import { receiveUpload, resumeUploads } from "./upload.ts";
import { createUsage } from "./usage.ts";
import { RETRY_FOR_MS, signMeta, verifyCallback, WEBHOOK_PATH } from "./webhook.ts";

const VERSION = ":version{v[0-9]+\\.[0-9]+}";

export const OPERATIONS = [
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
  "subscribed_apps",
  "upload",
  "debug_token",
] as const;

const isConnected = (state: InstagramState, id: string): boolean =>
  state.tokens.values().some((token) => token.accounts.includes(id) && !token.revoked);

/** Instagram, through both of its logins. */
export const instagram: NetworkDefinition = {
  id: "instagram",
  label: "Instagram",
  settings: { quota: 50 },
  create(kit): SandboxNetwork {
    const state = openInstagramState(kit);
    const usage = createUsage(kit);
    const errorAnswer: SandboxNetwork["errorAnswer"] = (_operation, status) => graphFault(status);
    const graph = operations(kit, { network: "instagram", errorAnswer });
    const flat = operations(kit, {
      network: "instagram",
      errorAnswer: (_operation, status) => instagramOAuthAnswer(status, "Sorry, something went wrong"),
    });
    const deps = { kit, state, usage, graph };
    return {
      id: "instagram",
      label: "Instagram",
      hosts: [
        "graph.facebook.com",
        "www.facebook.com",
        "graph.instagram.com",
        "api.instagram.com",
        "www.instagram.com",
        "rupload.facebook.com",
      ],
      operations: OPERATIONS,
      mount(app) {
        app.get(`/www.facebook.com/${VERSION}/dialog/oauth`, (context) => showConsent(kit, context));
        app.post(`/www.facebook.com/${VERSION}/dialog/oauth`, (context) =>
          answerConsent(kit, state, context),
        );
        for (const path of ["/www.instagram.com/oauth/authorize", "/api.instagram.com/oauth/authorize"]) {
          app.get(path, (context) => showConsent(kit, context));
          app.post(path, (context) => answerConsent(kit, state, context));
        }
        app.post(
          "/api.instagram.com/oauth/access_token",
          flat.operation("exchange", (call) => exchangeInstagramCode(kit, state, call)),
        );
        app.post(
          `/rupload.facebook.com/ig-api-upload/${VERSION}/:container`,
          graph.operation("upload", (call) => receiveUpload(kit, state, call)),
        );
        app.route(
          "/graph.facebook.com",
          graphApp(deps, "facebook-login", (app) => {
            app.on(
              ["GET", "POST"],
              "/oauth/access_token",
              graph.route((call) => facebookGrant(kit, state, call)),
            );
          }),
        );
        app.route(
          "/graph.instagram.com",
          graphApp(deps, "instagram-login", (app) => {
            const { operation } = graph;
            app.get(
              "/access_token",
              operation("long_lived", (call) => longLivedInstagramToken(kit, state, call)),
            );
            app.get(
              "/refresh_access_token",
              operation("refresh", (call) => refreshInstagramToken(kit, state, call)),
            );
          }),
        );
        mountInstagramPages(app, kit, state);
      },
      accounts: () =>
        INSTAGRAM_ACCOUNTS.map(({ id, username, name, accountType }) => ({
          id,
          handle: username,
          displayName: name,
          traits: accountType === "PERSONAL" ? ["personal"] : [],
          connected: isConnected(state, id),
        })),
      consent: (input) => decide(kit, state, input),
      updateAccount: (reference, update) => {
        const id =
          findAccount(reference)?.id ?? FACEBOOK_PEOPLE.find((person) => person.id === reference)?.id;
        return id !== undefined && updateAccount(kit, state, id, update);
      },
      verifyWebhook: () => verifyCallback(kit),
      signWebhook: (flavor, body) => signMeta(kit.clients[flavor]?.clientSecret ?? "", body),
      webhook: { path: WEBHOOK_PATH, retryForMs: RETRY_FOR_MS },
      errorAnswer,
      resume() {
        resumeContainers(kit, state);
        resumeUploads(kit, state);
      },
      filesInUse: () => ({
        media: [
          ...state.containers.values().map((one) => one.media),
          ...state.posts.values().flatMap((one) => one.media),
        ].flatMap((one) => (one ? [one.sha256] : [])),
        uploads: state.containers.values().flatMap((one) => (one.upload && !one.media ? [one.id] : [])),
      }),
      liveCount: () => state.posts.values().filter((post) => post.deletedAt === undefined).length,
    };
  },
};
