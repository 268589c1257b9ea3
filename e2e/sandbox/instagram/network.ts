import type { NetworkDefinition, SandboxNetwork } from "../core/network.ts";
import { operations } from "../core/operation.ts";
import { FACEBOOK_PEOPLE, findAccount, INSTAGRAM_ACCOUNTS } from "./accounts.ts";
import { answerConsent, decide, showConsent } from "./consent.ts";
import { resumeContainers } from "./containers.ts";
import { graphFault, instagramOAuthAnswer } from "./errors.ts";
import { graphApp } from "./graph.ts";
import {
  exchangeFacebookCode,
  exchangeInstagramCode,
  longLivedFacebookToken,
  longLivedInstagramToken,
  refreshInstagramToken,
} from "./oauth.ts";
import { mountInstagramPages } from "./pages.ts";
import { updateAccount } from "./revoke.ts";
import { type InstagramState, openInstagramState } from "./state.ts";
import { receiveUpload } from "./upload.ts";
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
    const operation = operations(kit, { network: "instagram", errorAnswer });
    const flat = operations(kit, {
      network: "instagram",
      errorAnswer: (_operation, status) => instagramOAuthAnswer(status, "Sorry, something went wrong"),
    });
    const deps = { kit, state, usage, operation };
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
          flat("exchange", (call) => exchangeInstagramCode(kit, state, call)),
        );
        app.post(
          `/rupload.facebook.com/ig-api-upload/${VERSION}/:container`,
          operation("upload", (call) => receiveUpload(kit, state, call)),
        );
        app.route(
          "/graph.facebook.com",
          graphApp(deps, "facebook-login", (graph) => {
            const exchange = operation("exchange", (call) => exchangeFacebookCode(kit, state, call));
            const longLived = operation("long_lived", (call) => longLivedFacebookToken(kit, state, call));
            graph.on(["GET", "POST"], "/oauth/access_token", async (context) => {
              const form = context.req.method === "POST" ? await context.req.raw.clone().text() : "";
              const grant = context.req.query("grant_type") ?? new URLSearchParams(form).get("grant_type");
              return grant === "fb_exchange_token" ? longLived(context) : exchange(context);
            });
          }),
        );
        app.route(
          "/graph.instagram.com",
          graphApp(deps, "instagram-login", (graph) => {
            graph.get(
              "/access_token",
              operation("long_lived", (call) => longLivedInstagramToken(kit, state, call)),
            );
            graph.get(
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
      resume: () => resumeContainers(kit, state),
      liveCount: () => state.posts.values().filter((post) => post.deletedAt === undefined).length,
    };
  },
};
