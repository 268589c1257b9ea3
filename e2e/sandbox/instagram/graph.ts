import { Hono } from "hono";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, type Handler, type operations, Refusal } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import { parseFields, project } from "../meta/fields.ts";
import { graphError, invalidParameter, missingPermission, noSuchObject } from "../meta/graph-error.ts";
import { findAccount, pageById } from "./accounts.ts";
import { commentsOf, ownComment } from "./comments.ts";
import { createContainer } from "./containers.ts";
import { debugToken } from "./debug-token.ts";
import { deletePost, publishContainer } from "./publish.ts";
import {
  listMedia,
  pageNode,
  readContainer,
  readMe,
  readMedia,
  readPages,
  readPermissions,
  readPublishingLimit,
  userNode,
} from "./reads.ts";
import { revokeHolder } from "./revoke.ts";
import type { Read } from "./session.ts";
import type { Flavor, InstagramState } from "./state.ts";
import { authenticate, permits } from "./tokens.ts";
import { type Usage, withHeaders } from "./usage.ts";

export interface GraphDeps {
  kit: Kit;
  state: InstagramState;
  usage: Usage;
  graph: ReturnType<typeof operations>;
}

type ReadHandler = (read: Read) => Answer | Promise<Answer>;
type AccountHandler = (read: Read, account: string) => Answer | Promise<Answer>;

const NEWEST_VERSION = 26;
const VERSION = "/:version{v[0-9]+\\.[0-9]+}";

/** graph.facebook.com or graph.instagram.com, with and without a version in the path. */
export function graphApp(deps: GraphDeps, flavor: Flavor, extra: (routes: Hono) => unknown): Hono {
  const app = new Hono();
  const routes = new Hono();
  const unknown = deps.graph.operation("unknown", unknownPath);
  extra(routes);
  if (flavor === "facebook-login") addFacebookRoutes(routes, deps);
  addRoutes(routes, deps, flavor);
  app.use(`${VERSION}/*`, async (context, next) => {
    const version = Number(/v(\d+)/.exec(context.req.param("version") ?? "")?.[1]);
    if (version > NEWEST_VERSION) return unknown(context);
    await next();
  });
  app.route(VERSION, routes);
  app.route("/", routes);
  app.all("*", unknown);
  return app;
}

const unknownPath = ({ url }: Call): never => {
  const path = url.pathname.replace(/^\/[^/]+/, "");
  throw graphError({ code: 2500, message: `Unknown path components: ${path}` });
};

/** A call with a live token, counted, answered with the usage headers whatever the answer is. */
function authorized(deps: GraphDeps, flavor: Flavor, handle: ReadHandler): Handler {
  return async (call) => {
    const read = await open(deps, call, flavor);
    return withUsage(deps.usage, read, undefined, () => handle(read));
  };
}

/** The same, on behalf of the Instagram account that the path names. */
function onAccount(deps: GraphDeps, flavor: Flavor, handle: AccountHandler): Handler {
  return async (call) => {
    const read = await open(deps, call, flavor);
    const account = ownAccount(read, call.param("id"), call.method === "GET" ? "get" : "post");
    return withUsage(deps.usage, read, account, () => handle(read, account));
  };
}

async function withUsage(
  usage: Usage,
  { token }: Read,
  account: string | undefined,
  work: () => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    usage.count(token, account);
    return withHeaders(await work(), usage.headers(token, account));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(withHeaders(error.answer, usage.headers(token, account)));
  }
}

function addFacebookRoutes(app: Hono, deps: GraphDeps): void {
  const { operation } = deps.graph;
  const { kit, state } = deps;
  const read = (name: string, handle: ReadHandler) =>
    operation(name, authorized(deps, "facebook-login", handle));
  const debug = operation("debug_token", (call) => debugToken(kit, state, call));
  const remove = read("delete_media", ({ token, call }) => deletePost(kit, state, token, call.param("id")));
  app.get("/debug_token", debug);
  app.get("/me/permissions", read("permissions", readPermissions));
  app.delete("/me/permissions", read("permissions", revokeOwn));
  app.get("/me/accounts", read("me_accounts", readPages));
  app.delete("/:id", remove);
}

function addRoutes(app: Hono, deps: GraphDeps, flavor: Flavor): void {
  const { kit, state, graph } = deps;
  const read = (name: string, handle: ReadHandler) => graph.operation(name, authorized(deps, flavor, handle));
  const account = (name: string, handle: AccountHandler) =>
    graph.operation(name, onAccount(deps, flavor, handle));
  const publish: AccountHandler = ({ token, params }, id) => publishContainer(kit, state, token, id, params);

  app.get("/me", read("me", readMe));
  app.post("/:id/media", account("create_container", createContainer));
  app.post("/:id/media_publish", account("media_publish", publish));
  app.get(
    "/:id/media",
    account("list_media", (context, id) => listMedia(context, id, "feed")),
  );
  app.get(
    "/:id/stories",
    account("list_stories", (context, id) => listMedia(context, id, "stories")),
  );
  app.get("/:id/content_publishing_limit", account("publishing_limit", readPublishingLimit));
  app.on(["GET", "POST", "DELETE"], "/:id/subscribed_apps", read("subscribed_apps", subscribedApps));
  app.get("/:id/comments", read("list_comments", readComments));
  app.post("/:id/comments", read("create_comment", writeComment));
  app.post(
    "/:id",
    read("unknown", ({ call }) => Promise.reject(noSuchObject(call.param("id"), "post"))),
  );
  app.get(
    "/:id",
    graph.route((call) => ({
      name: state.containers.get(call.param("id")) ? "container_status" : "read_node",
      handle: authorized(deps, flavor, readNode),
    })),
  );
}

async function open({ kit, state }: GraphDeps, call: Call, flavor: Flavor): Promise<Read> {
  const params = await readParams(call, () => invalidParameter("The request body could not be parsed"));
  const token = authenticate(kit, state, call, params, flavor);
  return { kit, state, token, call, params };
}

/** The Instagram account a path names, if this token opens it. The app-scoped id does not count. */
function ownAccount({ token }: Read, id: string, verb: "get" | "post"): string {
  const named = id === "me" && token.flavor === "instagram-login" ? token.holder : id;
  if (!token.accounts.includes(named)) throw noSuchObject(id, verb);
  return named;
}

/** `GET /{id}`: a container, a post, the account, or a Page. */
function readNode(read: Read): Answer {
  const { kit, state, token, call, params } = read;
  const id = call.param("id");
  const container = state.containers.get(id);
  if (container && token.accounts.includes(container.account)) return readContainer(read, container);
  const post = state.posts.get(id);
  if (post && post.deletedAt === undefined && token.accounts.includes(post.account))
    return readMedia(read, post);
  const account = findAccount(id);
  const fields = parseFields(params.get("fields") || "id");
  if (account?.id === id && token.accounts.includes(id)) {
    if (!permits(token, "basic")) throw missingPermission();
    return { status: 200, json: project(userNode(kit, state, account, token.flavor), fields, "IGUser") };
  }
  const page = pageById(id);
  if (page && token.pages.includes(id)) {
    return { status: 200, json: project(pageNode(kit, state, token, page), fields, "Page") };
  }
  throw noSuchObject(id, "get");
}

/** Answers as Meta does; the app's dashboard has comments switched on for every account already. */
function subscribedApps({ call, token, kit }: Read): Answer {
  const id = call.param("id");
  if (id !== "me" && !token.accounts.includes(id) && !token.pages.includes(id))
    throw noSuchObject(id, "post");
  if (call.method !== "GET") return { status: 200, json: { success: true } };
  const app = { id: kit.clients[token.flavor]?.clientId, name: "Huntaze", subscribed_fields: ["comments"] };
  return { status: 200, json: { data: [app] } };
}

function readComments({ kit, state, token, call, params }: Read): Answer {
  const post = state.posts.get(call.param("id"));
  if (!post || post.deletedAt !== undefined || !token.accounts.includes(post.account)) {
    throw noSuchObject(call.param("id"), "get");
  }
  if (!permits(token, "comments")) throw missingPermission();
  return commentsOf(kit, state, post, params, call.url);
}

function writeComment(session: Read): Answer {
  const { state, token, call } = session;
  const post = state.posts.get(call.param("id"));
  if (
    !post ||
    post.deletedAt !== undefined ||
    !token.accounts.includes(post.account) ||
    post.kind === "story"
  )
    throw noSuchObject(call.param("id"), "post");
  return ownComment(session, post);
}

function revokeOwn({ kit, state, token }: Read): Answer {
  revokeHolder(kit, state, token.holder);
  return { status: 200, json: { success: true } };
}
