import type { Context } from "hono";
import { Hono } from "hono";
import type { Kit } from "../core/network.ts";
import type { Answer, Call, Handler } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import { accountById, findAccount, pageById } from "./accounts.ts";
import { commentsOf } from "./comments.ts";
import { createContainer } from "./containers.ts";
import { graphError, invalidParameter, missingPermission, noSuchObject } from "./errors.ts";
import { parseFields, project } from "./fields.ts";
import { deletePost, publishContainer } from "./publish.ts";
import {
  listMedia,
  pageNode,
  type Read,
  readContainer,
  readMe,
  readMedia,
  readPages,
  readPermissions,
  readPublishingLimit,
  userNode,
} from "./reads.ts";
import { revokeHolder } from "./revoke.ts";
import type { Flavor, InstagramState } from "./state.ts";
import { authenticate, liveToken, permits } from "./tokens.ts";
import { type Usage, withHeaders } from "./usage.ts";

type Operation = (operation: string, handler: Handler) => (context: Context) => Promise<Response>;

export interface GraphDeps {
  kit: Kit;
  state: InstagramState;
  usage: Usage;
  operation: Operation;
}

const NEWEST_VERSION = 26;

/** graph.facebook.com or graph.instagram.com, with and without a version in the path. */
export function graphApp(deps: GraphDeps, flavor: Flavor, extra: (app: Hono) => void): Hono {
  const app = new Hono();
  const versioned = new Hono();
  extra(versioned);
  addRoutes(versioned, deps, flavor);
  app.use("/:version{v[0-9]+\\.[0-9]+}/*", async (context, next) => {
    if (Number(/v(\d+)/.exec(context.req.param("version"))?.[1]) > NEWEST_VERSION) {
      return deps.operation("unknown", () => unknownPath(context.req.path))(context);
    }
    await next();
  });
  app.route("/:version{v[0-9]+\\.[0-9]+}", versioned);
  app.route("/", versioned);
  app.all("*", (context) => deps.operation("unknown", () => unknownPath(context.req.path))(context));
  return app;
}

const unknownPath = (path: string): never => {
  throw graphError({ code: 2500, message: `Unknown path components: ${path.replace(/^\/[^/]+/, "")}` });
};

function addRoutes(app: Hono, deps: GraphDeps, flavor: Flavor): void {
  const { operation } = deps;
  const read = (name: string, handle: (read: Read) => Answer | Promise<Answer>) =>
    operation(name, async (call) => {
      const context = await open(deps, call, flavor);
      deps.usage.count(context.token, undefined);
      return withHeaders(await handle(context), deps.usage.headers(context.token, undefined));
    });
  const onAccount = (name: string, handle: (read: Read, account: string) => Answer | Promise<Answer>) =>
    operation(name, async (call) => {
      const context = await open(deps, call, flavor);
      const account = ownAccount(context, call.param("id"), call.method === "GET" ? "get" : "post");
      deps.usage.count(context.token, account);
      return withHeaders(await handle(context, account), deps.usage.headers(context.token, account));
    });

  app.get("/me", read("me", readMe));
  app.get("/me/permissions", read("permissions", readPermissions));
  if (flavor === "facebook-login") {
    app.delete("/me/permissions", read("permissions", revokeOwn));
    app.get("/me/accounts", read("me_accounts", readPages));
    app.get(
      "/debug_token",
      operation("debug_token", (call) => debugToken(deps, call)),
    );
    app.delete(
      "/:id",
      read("delete_media", ({ kit, state, token, call }) => deletePost(kit, state, token, call.param("id"))),
    );
  }
  app.post(
    "/:id/media",
    onAccount("create_container", ({ kit, state, token, params, call }, account) => {
      const version = /\/(v\d+\.\d+)\//.exec(call.url.pathname)?.[1];
      return createContainer(
        kit,
        state,
        token,
        account,
        new Map([...params, ["graph_version", version ?? "v26.0"]]),
      );
    }),
  );
  app.post(
    "/:id/media_publish",
    onAccount("media_publish", ({ kit, state, token, params }, account) =>
      publishContainer(kit, state, token, account, params),
    ),
  );
  app.get(
    "/:id/media",
    onAccount("list_media", (context, account) => listMedia(context, account, "feed")),
  );
  app.get(
    "/:id/stories",
    onAccount("list_stories", (context, account) => listMedia(context, account, "stories")),
  );
  app.get("/:id/content_publishing_limit", onAccount("publishing_limit", readPublishingLimit));
  app.on(["GET", "POST", "DELETE"], "/:id/subscribed_apps", read("subscribed_apps", subscribedApps));
  app.get("/:id/comments", read("list_comments", readComments));
  app.get("/:id", (context) => {
    const isContainer = deps.state.containers.get(context.req.param("id")) !== undefined;
    return read(isContainer ? "container_status" : "read_node", readNode)(context);
  });
}

async function open({ kit, state }: GraphDeps, call: Call, flavor: Flavor): Promise<Read> {
  const params = await readParams(call, () => invalidParameter("The request body could not be parsed"));
  const token = authenticate(kit, state, call, params, flavor);
  return { kit, state, token, call, params };
}

/** The Instagram account a path names, if this token opens it. The app-scoped id does not count. */
function ownAccount({ token }: Read, id: string, verb: "get" | "post"): string {
  const named = id === "me" && token.accounts.length === 1 ? token.accounts[0] : id;
  if (named === undefined || !token.accounts.includes(named)) throw noSuchObject(id, verb);
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

function revokeOwn({ kit, state, token }: Read): Answer {
  revokeHolder(kit, state, token.holder);
  return { status: 200, json: { success: true } };
}

/** `GET /debug_token`, asked with the app's own credentials. */
async function debugToken({ kit, state }: GraphDeps, call: Call): Promise<Answer> {
  const params = await readParams(call, () => invalidParameter("The request body could not be parsed"));
  const client = kit.clients["facebook-login"];
  if (params.get("access_token") !== `${client?.clientId}|${client?.clientSecret}`) {
    throw graphError({ code: 190, message: "Invalid OAuth access token signature." });
  }
  const token = state.tokens.get(params.get("input_token") ?? "");
  if (!token) return { status: 200, json: { data: { is_valid: false, scopes: [] } } };
  return {
    status: 200,
    json: {
      data: {
        app_id: token.clientId,
        type: token.kind === "page" ? "PAGE" : "USER",
        application: "Huntaze",
        is_valid: isLive({ kit, state }, token.token, token.flavor),
        issued_at: Math.floor(token.issuedAt / 1000),
        expires_at: token.expiresAt === null ? 0 : Math.floor(token.expiresAt / 1000),
        data_access_expires_at: Math.floor(token.issuedAt / 1000) + 90 * 86_400,
        scopes: token.scopes,
        user_id: token.holder,
        profile_id: accountById(token.holder)?.id,
      },
    },
  };
}

function isLive({ kit, state }: Pick<GraphDeps, "kit" | "state">, token: string, flavor: Flavor): boolean {
  try {
    liveToken(kit, state, token, flavor);
    return true;
  } catch {
    return false;
  }
}
