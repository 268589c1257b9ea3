import { createHmac } from "node:crypto";
import { bigId, shortcode } from "../core/ids.ts";
import { metaJson } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import type { Change } from "../core/store.ts";
import { signMeta } from "../meta/webhook.ts";
import { accountById, THREADS_ACCOUNTS } from "./accounts.ts";
import { FLAVOR, type Post, type ThreadsState } from "./state.ts";
import { isLive } from "./tokens.ts";

const graphTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "+0000");

export const permalink = (kit: Kit, post: Post): string =>
  `${kit.url()}/threads/@${post.username}/post/${post.shortcode}`;

const MEDIA_TYPES: Record<Post["kind"], string> = {
  text: "TEXT_POST",
  image: "IMAGE",
  video: "VIDEO",
  carousel: "CAROUSEL_ALBUM",
};
export const mediaType = (post: Post): string => MEDIA_TYPES[post.kind];

interface Event {
  topic: "moderate" | "interaction";
  field: "replies" | "delete" | "mentions" | "publish";
  /** Whose webhook it is. */
  account: string;
  targetId: string;
  value: Record<string, unknown>;
  needs: readonly string[];
}

/** The records of a delivery, where somebody connected the profile and allowed what the field needs. */
function announce(kit: Kit, state: ThreadsState, event: Event): Change[] {
  const subscribed = state.tokens
    .values()
    .some(
      (token) =>
        token.account === event.account &&
        isLive(kit, token) &&
        event.needs.every((scope) => token.scopes.includes(scope)),
    );
  if (!subscribed) return [];
  const body = metaJson({
    app_id: kit.clients[FLAVOR]?.clientId,
    topic: event.topic,
    target_id: event.targetId,
    time: Math.floor(kit.clock.now() / 1000),
    subscription_id: `9${event.account.slice(1, 16)}`,
    has_uid_field: false,
    values: { value: event.value, field: event.field },
  });
  const { network } = kit;
  return kit.webhooks.announce({ network, flavor: FLAVOR, event: event.field, account: event.account, body });
}

const common = (kit: Kit, post: Post) => ({
  id: post.id,
  username: post.username,
  media_type: mediaType(post),
  permalink: permalink(kit, post),
  timestamp: graphTime(post.publishedAt),
});

export const announcePublication = (kit: Kit, state: ThreadsState, post: Post): Change[] =>
  announce(kit, state, {
    topic: "interaction",
    field: "publish",
    account: post.account,
    targetId: post.account,
    value: common(kit, post),
    needs: ["threads_basic"],
  });

export const announceDeletion = (kit: Kit, state: ThreadsState, post: Post): Change[] =>
  announce(kit, state, {
    topic: "moderate",
    field: "delete",
    account: post.account,
    targetId: post.id,
    value: {
      id: post.id,
      owner: { owner_id: post.account },
      deleted_at: graphTime(post.deletedAt ?? kit.clock.now()),
      timestamp: graphTime(post.publishedAt),
      username: post.username,
    },
    needs: ["threads_basic", "threads_delete"],
  });

/** Every connected public profile that a post names. */
export const announceMentions = (kit: Kit, state: ThreadsState, post: Post): Change[] =>
  THREADS_ACCOUNTS.filter(
    ({ username, id, private: hidden }) =>
      !hidden && id !== post.account && post.text.split(/[\s,;:!?]+/).includes(`@${username}`),
  ).flatMap(({ id }) =>
    announce(kit, state, {
      topic: "interaction",
      field: "mentions",
      account: id,
      targetId: id,
      value: { ...common(kit, post), text: post.text, shortcode: post.shortcode, is_quote_post: false },
      needs: ["threads_basic", "threads_manage_mentions"],
    }),
  );

/** A visitor answers a post: it is kept, and announced to the app unless the profile is private. */
export function addReply(
  kit: Kit,
  state: ThreadsState,
  answered: Post,
  input: { username: string; text: string },
): void {
  const id = bigId("180", 17);
  const reply: Post = {
    id,
    account: "",
    username: input.username.slice(0, 30),
    kind: "text",
    text: input.text.slice(0, 500),
    shortcode: shortcode(id),
    media: [],
    childIds: [],
    replyTo: answered.id,
    rootId: answered.rootId,
    publishedAt: kit.clock.now(),
  };
  const root = state.posts.get(answered.rootId) ?? answered;
  const told = accountById(root.account)?.private
    ? []
    : announce(kit, state, {
        topic: "moderate",
        field: "replies",
        account: root.account,
        targetId: root.id,
        value: {
          ...common(kit, reply),
          text: reply.text,
          shortcode: reply.shortcode,
          replied_to: { id: answered.id },
          root_post: { id: root.id, owner_id: root.account, username: root.username },
        },
        needs: ["threads_basic", "threads_read_replies"],
      });
  kit.store.commit([state.posts.put(id, reply), ...told, ...announceMentions(kit, state, reply)]);
  kit.webhooks.start();
}

const FORM = "signed_request=";

/** What Meta posts to the uninstall callback when a person removes the app. */
export function announceUninstall(kit: Kit, account: string): Change[] {
  const secret = kit.clients[FLAVOR]?.clientSecret ?? "";
  const said = {
    user_id: account,
    algorithm: "HMAC-SHA256",
    issued_at: Math.floor(kit.clock.now() / 1000),
  };
  const payload = Buffer.from(JSON.stringify(said)).toString("base64url");
  const signature = createHmac("sha256", secret).update(payload).digest("base64url");
  const { network } = kit;
  const body = `${FORM}${signature}.${payload}`;
  return kit.webhooks.announce({ network, flavor: FLAVOR, event: "deauthorize", account, body });
}

/** Deliveries are signed in a header; the uninstall form carries its signature inside. */
export const signThreads = (kit: Kit, flavor: string, body: string): Record<string, string> =>
  body.startsWith(FORM)
    ? { "content-type": "application/x-www-form-urlencoded", "user-agent": "facebookexternalua" }
    : signMeta(kit.clients[flavor]?.clientSecret ?? "", body);
