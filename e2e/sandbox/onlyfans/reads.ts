import type { Answer, Call } from "../core/operation.ts";
import { type Creator, fansOf, LISTS } from "./accounts.ts";
import { invalid } from "./errors.ts";
import type { Deps, Envelope } from "./gate.ts";
import type { Message } from "./state.ts";
import { fanView, findFan, messageView, overviewView, postView, stamp } from "./views.ts";

const avatarOf = (deps: Deps) => (username: string) =>
  `${deps.kit.url()}/assets/avatar/onlyfans/${username}.svg`;

/** `GET /api/whoami`. */
export function whoAmI({ gate }: Deps, call: Call): Answer {
  const { key, creators } = gate.team("whoami", call);
  return {
    status: 200,
    json: { data: { team: { name: "Sandbox team", accounts: creators.length } }, _meta: gate.spend(key, 0) },
  };
}

/** `GET /api/accounts`: a bare list, without envelope. */
export function listAccounts(deps: Deps, call: Call): Answer {
  const { creators } = deps.gate.team("accounts", call);
  const username = call.url.searchParams.get("onlyfans_username");
  const wanted = creators.filter((one) => username === null || one.username === username);
  return {
    status: 200,
    json: wanted.map((one) => ({
      id: one.id,
      onlyfans_id: one.onlyfansId,
      onlyfans_username: one.username,
      onlyfans_email: `${one.username}@example.com`,
      display_name: one.displayName,
      is_authenticated: deps.gate.signedIn(one),
      authentication_progress: deps.gate.signedIn(one) ? "logged_in" : "needs_login",
      onlyfans_user_data: { id: one.onlyfansId, name: one.displayName, avatar: avatarOf(deps)(one.username) },
    })),
  };
}

export const readMe = (deps: Deps, call: Call): Answer =>
  deps.gate.read("me", call, (creator) => ({
    data: {
      id: creator.onlyfansId,
      username: creator.username,
      name: creator.displayName,
      about: creator.bio,
      avatar: avatarOf(deps)(creator.username),
      subscribersCount: creator.fans,
    },
  }));

interface Window {
  limit: number;
  offset: number;
}

function windowOf(operation: string, call: Call, most: number): Window {
  const number = (name: string, usual: number): number => {
    const text = call.url.searchParams.get(name);
    if (text === null) return usual;
    if (!/^\d{1,7}$/.test(text)) throw invalid(operation, name, `The ${name} field must be an integer.`);
    return Number(text);
  };
  const limit = number("limit", 10);
  if (limit < 1 || limit > most)
    throw invalid(operation, "limit", `The limit field must be between 1 and ${most}.`);
  return { limit, offset: number("offset", 0) };
}

/** The address of the next page, at the partner's own host. */
function nextPage(call: Call, { limit, offset }: Window, total: number): string | undefined {
  if (offset + limit >= total) return undefined;
  const path = call.url.pathname.replace("/app.onlyfansapi.com", "");
  return `https://app.onlyfansapi.com${path}?limit=${limit}&offset=${offset + limit}`;
}

const cut = <T>(items: T[], { limit, offset }: Window): T[] => items.slice(offset, offset + limit);

/** `GET /api/{account}/fans/{which}`: pages come short, `hasMore` decides. */
export function listFans(deps: Deps, call: Call): Answer {
  return deps.gate.read("fans", call, (creator) => {
    const which = call.param("which");
    const fans = fansOf(creator).filter(
      ({ subscribed }) => which === "all" || subscribed === (which !== "expired"),
    );
    const window = windowOf("fans", call, 20);
    const next = nextPage(call, window, fans.length);
    const shown = cut(fans, window).filter(({ hidden }) => !hidden);
    return {
      data: { list: shown.map((fan) => fanView(fan, avatarOf(deps))), hasMore: next !== undefined },
      nextPage: next,
    };
  });
}

export const listUserLists = (deps: Deps, call: Call): Answer =>
  deps.gate.read("user_lists", call, (creator) => ({
    data: LISTS.map(({ id, name, members }) => ({ id, name, usersCount: members(fansOf(creator)).length })),
  }));

/** Every chat begins with a word of the fan's. */
function messagesOf(deps: Deps, creator: Creator, fanId: number): Message[] {
  const greeting: Message = {
    id: `1040000${String(fanId).slice(-7).padStart(7, "0")}`,
    accountId: creator.id,
    fanId,
    fromFan: true,
    text: "Hello! Love the new series & the colours.",
    price: 0,
    lockedText: false,
    media: [],
    queueId: "0",
    at: Date.UTC(2026, 0, 2),
  };
  const own = deps.state.messages
    .values()
    .filter((one) => one.accountId === creator.id && one.fanId === fanId && one.deletedAt === undefined);
  return [greeting, ...own].sort((a, b) => b.at - a.at || (BigInt(b.id) > BigInt(a.id) ? 1 : -1));
}

/** `GET /api/{account}/chats`. */
export function listChats(deps: Deps, call: Call): Answer {
  return deps.gate.read("chats", call, (creator) => {
    const window = windowOf("chats", call, 100);
    const fans = fansOf(creator);
    const now = deps.kit.clock.now();
    return {
      data: cut(fans, window).map((fan, index) => {
        const [last] = messagesOf(deps, creator, fan.id);
        return {
          fan: fanView(fan, avatarOf(deps)),
          lastMessage: last ? messageView(creator, last, now) : null,
          unreadMessagesCount: last?.fromFan && index < 3 ? index + 1 : 0,
          canSendMessage: fan.subscribed,
          canNotSendReason: fan.subscribed ? false : "subscription_expired",
          hasUnreadTips: false,
          isMutedNotifications: false,
        };
      }),
      nextPage: nextPage(call, window, fans.length),
    };
  });
}

/** `GET /api/{account}/chats/{chat}/messages`. */
export function listMessages(deps: Deps, call: Call): Answer {
  return deps.gate.read("list_messages", call, (creator) => {
    const fan = findFan(creator, Number(call.param("chat")));
    const window = windowOf("list_messages", call, 100);
    const all = fan ? messagesOf(deps, creator, fan.id) : [];
    if (call.url.searchParams.get("order") === "asc") all.reverse();
    return {
      data: cut(all, window).map((one) => messageView(creator, one, deps.kit.clock.now())),
      nextPage: nextPage(call, window, all.length),
    };
  });
}

/** `GET /api/{account}/posts`: newest first. */
export function listPosts(deps: Deps, call: Call): Answer {
  return deps.gate.read("list_posts", call, (creator): Envelope => {
    const window = windowOf("list_posts", call, 100);
    const posts = deps.state.posts
      .values()
      .filter((one) => one.accountId === creator.id && one.deletedAt === undefined)
      .reverse();
    const next = nextPage(call, window, posts.length);
    return { data: { list: cut(posts, window).map(postView), hasMore: next !== undefined }, nextPage: next };
  });
}

/** `GET /api/{account}/mass-messaging/overview?startDate&endDate&limit&query`. */
export function massOverview(deps: Deps, call: Call): Answer {
  return deps.gate.read("list_mass_messages", call, (creator) => {
    const window = windowOf("list_mass_messages", call, 100);
    const { searchParams } = call.url;
    const from = searchParams.get("startDate")?.replace(" ", "T") ?? "";
    const words = searchParams.get("query") ?? "";
    const masses = deps.state.masses
      .values()
      .filter((one) => one.accountId === creator.id && stamp(one.at) >= from && one.text.includes(words))
      .reverse();
    return { data: cut(masses, window).map(overviewView), nextPage: nextPage(call, window, masses.length) };
  });
}
