import type { Hono } from "hono";
import { type Answer, type Call, operations, Refusal } from "../core/operation.ts";
import { answerConsent, showConsent } from "./consent.ts";
import { faultAnswer } from "./errors.ts";
import { append, finalize, initialize, setMetadata, status } from "./media-upload.ts";
import { revokeToken, tokenGrant } from "./oauth.ts";
import { mountXPages } from "./pages.ts";
import { createPost, deletePost } from "./posts.ts";
import { type Budget, dailyLimits, type Headers, type RateLimits, refuseSpent } from "./rate-limit.ts";
import { manyPosts, me, onePost, timeline, user } from "./reads.ts";
import type { Here } from "./state.ts";
import { authenticate, type Session } from "./tokens.ts";

const API = "/api.x.com/2";

type Work = (here: Here, call: Call, session: Session) => Answer | Promise<Answer>;

const READ = ["tweet.read", "users.read"];
const WRITE = ["tweet.write", "tweet.read", "users.read"];
const MEDIA = ["media.write"];

/** Every host of X's, as a first path segment. */
export function mountX(app: Hono, here: Here, limits: RateLimits): void {
  app.get("/x.com/i/oauth2/authorize", (context) => showConsent(here, context));
  app.post("/x.com/i/oauth2/authorize", (context) => answerConsent(here, context));
  mountApi(app, here, limits);
  mountXPages(app, here);
}

function mountApi(app: Hono, here: Here, limits: RateLimits): void {
  const { operation, route } = operations(here.kit, {
    network: here.kit.network,
    errorAnswer: (name, code) => faultAnswer(name, code),
  });
  const on = (name: Budget, scopes: readonly string[], work: Work) =>
    operation(name, (call) => limited(here, limits, { name, scopes, work }, call));
  app.post(
    `${API}/oauth2/token`,
    route((call) => tokenGrant(here, call)),
  );
  app.post(
    `${API}/oauth2/revoke`,
    operation("revoke", (call) => revokeToken(here, call)),
  );
  app.get(`${API}/users/me`, on("users_me", ["users.read", "tweet.read"], me));
  app.get(`${API}/users/:id{[0-9]+}`, on("user", READ, user));
  app.get(`${API}/users/:id{[0-9]+}/tweets`, on("list_posts", READ, timeline));
  app.get(`${API}/tweets`, on("posts", READ, manyPosts));
  app.post(`${API}/tweets`, on("create_post", WRITE, createPost));
  app.get(`${API}/tweets/:id{[0-9]+}`, on("post", READ, onePost));
  app.delete(`${API}/tweets/:id{[0-9]+}`, on("delete_post", WRITE, deletePost));
  app.post(`${API}/media/upload/initialize`, on("media_init", MEDIA, initialize));
  app.post(`${API}/media/upload/:id{[0-9]+}/append`, on("media_append", MEDIA, append));
  app.post(`${API}/media/upload/:id{[0-9]+}/finalize`, on("media_finalize", MEDIA, finalize));
  app.get(`${API}/media/upload`, on("media_status", MEDIA, status));
  app.post(`${API}/media/metadata`, on("media_metadata", MEDIA, setMetadata));
  app.all("/api.x.com/*", () => new Response(null, { status: 404 }));
}

interface Limited {
  name: Budget;
  scopes: readonly string[];
  work: Work;
}

/** Every answer to somebody known tells what is left; a request too many is refused with nothing done. */
async function limited(
  here: Here,
  limits: RateLimits,
  { name, scopes, work }: Limited,
  call: Call,
): Promise<Answer> {
  const session = authenticate(here, call, scopes);
  const { headers, spent } = limits.take(name, session.account.id);
  if (spent) return answered(headers, refuseSpent);
  if (name !== "create_post") return answered(headers, () => work(here, call, session));
  if (dailyLimits(here, session.account.id).spent)
    return answered({ ...headers, ...dailyLimits(here, session.account.id).headers }, refuseSpent);
  const answer = await answered(headers, () => work(here, call, session));
  return withHeaders(answer, dailyLimits(here, session.account.id).headers);
}

async function answered(headers: Headers, run: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return withHeaders(await run(), headers);
  } catch (error) {
    if (error instanceof Refusal) return withHeaders(error.answer, headers);
    throw error;
  }
}

const withHeaders = (answer: Answer, headers: Headers): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
});
