import type { Hono } from "hono";
import { type Call, operations } from "../core/operation.ts";
import { answerConsent, showConsent } from "./consent.ts";
import { statusAnswer } from "./errors.ts";
import { lease, upload } from "./media.ts";
import { revokeToken, tokenGrant } from "./oauth.ts";
import { mountRedditPages } from "./pages.ts";
import {
  about,
  discussion,
  flairSelector,
  info,
  linkFlair,
  me,
  mySubreddits,
  newest,
  postRequirements,
  submitted,
  userComments,
} from "./reads.ts";
import { type SessionDeps, type SignedHandler, signed } from "./session.ts";
import { comment, del, type SubmitDeps, submit, submitGallery } from "./submit.ts";

const WWW = "/www.reddit.com";
const API = "/oauth.reddit.com";
const STORE = "/reddit-uploaded-media.s3-accelerate.amazonaws.com";

export type RedditDeps = SessionDeps & SubmitDeps;

/** Every host of Reddit's, as a first path segment. */
export function mountReddit(app: Hono, deps: RedditDeps): void {
  const { kit, state } = deps;
  for (const path of [`${WWW}/api/v1/authorize`, `${WWW}/api/v1/authorize.compact`]) {
    app.get(path, (context) => showConsent(kit, context));
    app.post(path, (context) => answerConsent(kit, state, context));
  }
  const dialect = operations(kit, {
    network: kit.network,
    errorAnswer: (_name, status) => statusAnswer(status),
  });
  mountTokens(app, deps, dialect);
  mountApi(app, deps, dialect);
  app.post(
    STORE,
    dialect.operation("media_upload", (call) => upload(deps, call)),
  );
  app.all(`${API}/*`, (context) => context.json({ message: "Not Found", error: 404 }, 404));
  mountRedditPages(app, deps);
}

type Operations = ReturnType<typeof operations>;

function mountTokens(app: Hono, deps: RedditDeps, { route, operation }: Operations): void {
  app.post(
    `${WWW}/api/v1/access_token`,
    route((call) => tokenGrant(deps, call)),
  );
  app.post(
    `${WWW}/api/v1/revoke_token`,
    operation("revoke", (call) => revokeToken(deps, call)),
  );
}

type Work = (deps: RedditDeps, ...args: Parameters<SignedHandler>) => ReturnType<SignedHandler>;

function mountApi(app: Hono, deps: RedditDeps, { operation }: Operations): void {
  const on = (method: "GET" | "POST", path: string, name: string, scope: string, work: Work) =>
    app.on(
      method,
      // Every path is known with `.json` behind it as well.
      [`${API}${path}`, `${API}${path}.json`],
      operation(
        name,
        signed(deps, scope, (call: Call, session) => work(deps, call, session)),
      ),
    );
  on("GET", "/api/v1/me", "me", "identity", me);
  on("GET", "/user/:name/submitted", "submitted", "history", submitted);
  on("GET", "/user/:name/comments", "user_comments", "history", userComments);
  on("GET", "/api/info", "info", "read", info);
  on("GET", "/comments/:id", "comments", "read", discussion);
  on("GET", "/r/:sub/about", "about", "read", about);
  on("GET", "/r/:sub/new", "new", "read", newest);
  on("GET", "/api/v1/:sub/post_requirements", "post_requirements", "submit", postRequirements);
  on("GET", "/r/:sub/api/link_flair_v2", "link_flair", "flair", linkFlair);
  on("POST", "/r/:sub/api/flairselector", "flair_selector", "flair", flairSelector);
  on("GET", "/subreddits/mine/subscriber", "my_subreddits", "mysubreddits", mySubreddits);
  on("POST", "/api/submit", "submit", "submit", submit);
  on("POST", "/api/submit_gallery_post", "submit_gallery", "submit", submitGallery);
  on("POST", "/api/media/asset", "media_lease", "submit", lease);
  on("POST", "/api/comment", "comment", "submit", comment);
  on("POST", "/api/del", "del", "edit", del);
}

/** Names for faults and journal. */
export const OPERATIONS = [
  "exchange",
  "refresh",
  "revoke",
  "me",
  "submitted",
  "user_comments",
  "info",
  "comments",
  "about",
  "new",
  "post_requirements",
  "link_flair",
  "flair_selector",
  "my_subreddits",
  "media_lease",
  "media_upload",
  "submit",
  "submit_gallery",
  "comment",
  "del",
];
