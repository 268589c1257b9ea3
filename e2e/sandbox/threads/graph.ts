import { Hono } from "hono";
import type { Kit } from "../core/network.ts";
import type { Answer, Call, Handler, operations } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import { graphError, invalidParameter, noSuchObject } from "../meta/graph-error.ts";
import { createContainer } from "./containers.ts";
import { debugToken } from "./oauth.ts";
import { deletePost, publishContainer } from "./publish.ts";
import { listOwn, listReplies, readContainer, readPost, readProfile, readPublishingLimit } from "./reads.ts";
import type { Session, ThreadsState } from "./state.ts";
import { authenticate } from "./tokens.ts";
import type { Usage } from "./usage.ts";

export interface GraphDeps {
  kit: Kit;
  state: ThreadsState;
  usage: Usage;
  graph: ReturnType<typeof operations>;
}

type Work = (session: Session) => Answer | Promise<Answer>;
type AccountWork = (session: Session, account: string) => Answer | Promise<Answer>;

/** graph.threads.net, with and without the version in the path. */
export function graphApp(deps: GraphDeps, tokens: (routes: Hono) => unknown): Hono {
  const app = new Hono();
  const routes = new Hono();
  const unknown = deps.graph.operation("unknown", unknownPath);
  tokens(app);
  addRoutes(routes, deps);
  app.route("/v1.0", routes);
  app.route("/", routes);
  app.all("*", unknown);
  return app;
}

const unknownPath = ({ url }: Call): never => {
  const path = url.pathname.replace(/^\/[^/]+/, "");
  throw graphError({ code: 2500, message: `Unknown path components: ${path}` });
};

function addRoutes(app: Hono, deps: GraphDeps): void {
  const { state, graph } = deps;
  const call = (name: string, work: Work) => graph.operation(name, authorized(deps, work));
  const account = (name: string, work: AccountWork) => call(name, onAccount(work));

  app.get("/me", call("me", readProfile));
  app.get("/debug_token", call("debug_token", debugToken));
  app.post("/:id/threads", account("create_container", createContainer));
  app.post("/:id/threads_publish", account("threads_publish", publishContainer));
  app.get("/:id/threads_publishing_limit", account("publishing_limit", readPublishingLimit));
  app.get(
    "/:id/threads",
    account("list_threads", (session, id) => listOwn(session, id, "threads")),
  );
  app.get(
    "/:id/replies",
    graph.route((request) => {
      const own = !state.posts.get(request.param("id"));
      return own
        ? { name: "list_replies", handle: authorized(deps, onAccount(ownReplies)) }
        : { name: "post_replies", handle: authorized(deps, (session) => listReplies(session, "replies")) };
    }),
  );
  app.get(
    "/:id/conversation",
    call("conversation", (session) => listReplies(session, "conversation")),
  );
  app.delete("/:id", call("delete_post", deletePost));
  app.get(
    "/:id",
    graph.route((request) => ({
      name: state.containers.get(request.param("id")) ? "container_status" : "read_post",
      handle: authorized(deps, readNode),
    })),
  );
}

const ownReplies: AccountWork = (session, id) => listOwn(session, id, "replies");

/** A call with a live token, counted, answered with the usage headers whatever the answer is. */
function authorized({ kit, state, usage }: GraphDeps, work: Work): Handler {
  return async (call) => {
    const params = await readParams(call, () => invalidParameter("The request body could not be parsed"));
    const token = authenticate(kit, state, call, params);
    return usage.counted(token, () => work({ kit, state, token, call, params }));
  };
}

/** The same, on behalf of the profile that the path names: a token opens its own alone. */
const onAccount =
  (work: AccountWork): Work =>
  (session) => {
    const { token, call } = session;
    const id = call.param("id");
    if (id !== "me" && id !== token.account) throw noSuchObject(id, call.method === "GET" ? "get" : "post");
    return work(session, token.account);
  };

/** `GET /{id}`: a container, a post, or the profile. */
function readNode(session: Session): Answer {
  const { state, token, call } = session;
  const id = call.param("id");
  const container = state.containers.get(id);
  if (container?.account === token.account) return readContainer(session, container);
  const post = state.posts.get(id);
  if (post && post.deletedAt === undefined) return readPost(session, post);
  if (id === token.account) return readProfile(session);
  throw noSuchObject(id, "get");
}
