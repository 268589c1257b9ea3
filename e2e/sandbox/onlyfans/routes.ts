import type { Hono } from "hono";
import { type Answer, type Call, operations } from "../core/operation.ts";
import { deleteMassMessage, deleteMessage, deletePost, massStatus } from "./deleting.ts";
import { errorAnswer, faultAnswer } from "./errors.ts";
import type { Deps } from "./gate.ts";
import { uploadMedia } from "./media.ts";
import { mountOnlyFansPages } from "./pages.ts";
import {
  listAccounts,
  listChats,
  listFans,
  listMessages,
  listPosts,
  listUserLists,
  massOverview,
  readMe,
  whoAmI,
} from "./reads.ts";
import { sendMassMessage, sendMessage, sendPost } from "./sending.ts";

const API = "/app.onlyfansapi.com/api";

type Route = [method: "GET" | "POST" | "DELETE", path: string, operation: string, handle: Handle];
type Handle = (deps: Deps, call: Call) => Answer | Promise<Answer>;

const ROUTES: readonly Route[] = [
  ["GET", "/whoami", "whoami", whoAmI],
  ["GET", "/accounts", "accounts", listAccounts],
  ["GET", "/:account/me", "me", readMe],
  ["GET", "/:account/fans/:which{active|all|expired|latest|top}", "fans", listFans],
  ["GET", "/:account/user-lists", "user_lists", listUserLists],
  ["GET", "/:account/chats", "chats", listChats],
  ["GET", "/:account/chats/:chat/messages", "list_messages", listMessages],
  ["POST", "/:account/chats/:chat/messages", "send_message", sendMessage],
  ["DELETE", "/:account/chats/:chat/messages/:id", "delete_message", deleteMessage],
  ["POST", "/:account/media/upload", "media_upload", uploadMedia],
  ["GET", "/:account/posts", "list_posts", listPosts],
  ["POST", "/:account/posts", "send_post", sendPost],
  ["DELETE", "/:account/posts/:id", "delete_post", deletePost],
  ["GET", "/:account/mass-messaging/overview", "list_mass_messages", massOverview],
  ["POST", "/:account/mass-messaging", "send_mass_message", sendMassMessage],
  ["GET", "/:account/mass-messaging/:id", "mass_message_status", massStatus],
  ["DELETE", "/:account/mass-messaging/:id", "delete_mass_message", deleteMassMessage],
];

export const OPERATIONS = ROUTES.map(([, , operation]) => operation);

/** The partner's host, and the site itself for people. */
export function mountOnlyFans(app: Hono, deps: Deps): void {
  const { operation } = operations(deps.kit, { network: deps.kit.network, errorAnswer: faultAnswer });
  for (const [method, path, name, handle] of ROUTES)
    app.on(
      method,
      `${API}${path}`,
      operation(name, (call) => handle(deps, call)),
    );
  app.all("/app.onlyfansapi.com/*", (context) => {
    const { status, json } = errorAnswer("unknown", 404, { message: "The route could not be found." });
    return context.json(json as object, status as 404);
  });
  mountOnlyFansPages(app, deps);
}
