import type { Hono } from "hono";
import type { Kit } from "../core/network.ts";
import { operations } from "../core/operation.ts";
import { graphFault, oauthAnswer } from "../meta/graph-error.ts";
import { answerConsent, showConsent } from "./consent.ts";
import { graphApp } from "./graph.ts";
import {
  exchangeInstagramCode,
  facebookGrant,
  longLivedInstagramToken,
  refreshInstagramToken,
} from "./oauth.ts";
import { mountInstagramPages } from "./pages.ts";
import type { InstagramState } from "./state.ts";
import { receiveUpload } from "./upload.ts";
import { createUsage } from "./usage.ts";

const VERSION = ":version{v[0-9]+\\.[0-9]+}";

/** Every host of Meta's that has to do with Instagram, as a first path segment. */
export function mountInstagram(app: Hono, kit: Kit, state: InstagramState): void {
  mountConsent(app, kit, state);
  mountTokenExchange(app, kit, state);
  mountGraph(app, kit, state);
  mountInstagramPages(app, kit, state);
}

function mountConsent(app: Hono, kit: Kit, state: InstagramState): void {
  const paths = [
    `/www.facebook.com/${VERSION}/dialog/oauth`,
    "/www.instagram.com/oauth/authorize",
    // The reference page still lists it here.
    "/api.instagram.com/oauth/authorize",
  ];
  for (const path of paths) {
    app.get(path, (context) => showConsent(kit, context));
    app.post(path, (context) => answerConsent(kit, state, context));
  }
}

/** api.instagram.com answers errors in a shape of its own. */
function mountTokenExchange(app: Hono, kit: Kit, state: InstagramState): void {
  const { operation } = operations(kit, {
    network: kit.network,
    errorAnswer: (_operation, status) => oauthAnswer(status, "Sorry, something went wrong"),
  });
  const exchange = operation("exchange", (call) => exchangeInstagramCode(kit, state, call));
  app.post("/api.instagram.com/oauth/access_token", exchange);
}

function mountGraph(app: Hono, kit: Kit, state: InstagramState): void {
  const graph = operations(kit, {
    network: kit.network,
    errorAnswer: (_operation, status) => graphFault(status),
  });
  const deps = { kit, state, usage: createUsage(kit), graph };
  const longLived = graph.operation("long_lived", (call) => longLivedInstagramToken(kit, state, call));
  const refresh = graph.operation("refresh", (call) => refreshInstagramToken(kit, state, call));
  const grant = graph.route((call) => facebookGrant(kit, state, call));
  const upload = graph.operation("upload", (call) => receiveUpload(kit, state, call));

  const facebook = graphApp(deps, "facebook-login", (routes) =>
    routes.on(["GET", "POST"], "/oauth/access_token", grant),
  );
  const instagram = graphApp(deps, "instagram-login", (routes) =>
    routes.get("/access_token", longLived).get("/refresh_access_token", refresh),
  );
  app.post(`/rupload.facebook.com/ig-api-upload/${VERSION}/:container`, upload);
  app.route("/graph.facebook.com", facebook);
  app.route("/graph.instagram.com", instagram);
}
