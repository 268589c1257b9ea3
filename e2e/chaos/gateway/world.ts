import { seeded } from "#e2e/support/signature-fuzz.ts";

/** What a network can say of a post in this world. */
export type News = "complete" | "public" | "withdrawn";

const TYPES: Record<News, string> = {
  complete: "post.publish.complete",
  public: "post.publish.publicly_available",
  withdrawn: "post.publish.no_longer_publicaly_available",
};

/** A post that is live with us, and what its network says of it, in the order in which it happened. */
export interface Post {
  account: string;
  publishId: string;
  remoteId: string;
  story: News[];
}

/** Somebody wrote to an account. */
export interface Message {
  account: string;
  id: string;
}

/** A person took our access away, before or after they last let us in. */
export interface Departure {
  account: string;
  /** It came after the login, so it counts. */
  counts: boolean;
}

/** One thing that happened, as its provider tells it; the same bytes however often it is delivered. */
export interface Happening {
  /** Tells it from all others, in the ledger and among the effects. */
  key: string;
  source: "tiktok" | "onlyfans";
  /** Second of this world in which its provider begins to tell it. */
  atS: number;
  body: string;
}

/** All there is to be told in a run, and so all there is to be found afterwards. */
export interface World {
  posts: Post[];
  messages: Message[];
  departures: Departure[];
  /** In the order in which they are told, where nothing disturbs it. */
  happenings: Happening[];
}

export interface WorldOptions {
  /** At least so many happenings. */
  happenings: number;
  seed: number;
  /** Second since 1970 from which on things happen; so far back that all lies in the past when it is told. */
  sinceS: number;
}

const POSTS_EACH = 50;
/** Happenings in a second of this world. */
const DENSITY = 400;
const STORIES: readonly News[][] = [
  ["complete"],
  ["complete", "public"],
  ["complete", "public"],
  ["complete", "public", "withdrawn"],
  ["complete", "withdrawn", "public"],
];
const DAY_S = 86_400;
/** The account that gets messages; one is enough, because every message is told by itself. */
export const MAILBOX = "acct_mailbox";

export const postKey = (news: string, publishId: string): string => `post ${publishId} ${news}`;
export const messageKey = (id: string): string => `message ${id}`;
export const departureKey = (account: string): string => `departure ${account}`;
export const newsOf = (type: string): string =>
  Object.entries(TYPES).find(([, each]) => each === type)?.[0] ?? type;

/** The same world for the same options, in whichever process. Every word of a post comes a second or more after the last. */
export function createWorld({ happenings: wanted, seed, sinceS }: WorldOptions): World {
  const random = seeded(seed);
  const world: World = { posts: [], messages: [], departures: [], happenings: [] };
  while (world.happenings.length < wanted) {
    const atS = sinceS + Math.floor(world.happenings.length / DENSITY);
    const kind = random();
    if (kind < 0.01) depart(world, atS, sinceS);
    else if (kind < 0.1) write(world, atS);
    else publish(world, atS, random);
  }
  world.happenings.sort((a, b) => a.atS - b.atS);
  return world;
}

function publish(world: World, atS: number, random: () => number): void {
  const number = world.posts.length;
  const post: Post = {
    account: `act.busy.${Math.floor(number / POSTS_EACH)}`,
    publishId: `v_pub_url~g.${number}`,
    remoteId: `75${String(number).padStart(16, "0")}`,
    story: STORIES[Math.floor(random() * STORIES.length)] ?? [],
  };
  world.posts.push(post);
  let when = atS;
  for (const news of post.story) {
    world.happenings.push(wordOf(post, news, when));
    when += 1 + Math.floor(random() * 4);
  }
}

function wordOf({ account, publishId, remoteId }: Post, news: News, atS: number): Happening {
  const named = news === "complete" ? {} : { post_id: remoteId };
  const content = { publish_id: publishId, publish_type: "DIRECT_PUBLISH", ...named };
  return {
    key: postKey(news, publishId),
    ...{ source: "tiktok", atS },
    body: tiktokBody(TYPES[news], account, atS, content),
  };
}

const tiktokBody = (event: string, account: string, atS: number, content: object): string =>
  JSON.stringify({
    client_key: "sandbox-tiktok-key",
    event,
    create_time: atS,
    user_openid: account,
    content: JSON.stringify(content),
  });

function write(world: World, atS: number): void {
  const id = String(9_000_000 + world.messages.length);
  world.messages.push({ account: MAILBOX, id });
  const createdAt = new Date(atS * 1_000).toISOString();
  const payload = { id, fromUser: { id: "77" }, text: "hello", createdAt };
  world.happenings.push({
    key: messageKey(id),
    ...{ source: "onlyfans", atS },
    body: JSON.stringify({ event: "messages.received", account_id: MAILBOX, payload }),
  });
}

/** The login was a day before this world begins. */
export const LOGIN_AGO_S = DAY_S;

function depart(world: World, atS: number, sinceS: number): void {
  const number = world.departures.length;
  const account = `act.leaving.${number}`;
  const counts = number % 2 === 0;
  world.departures.push({ account, counts });
  const happenedS = sinceS - LOGIN_AGO_S + (counts ? 1 : -1) * (DAY_S / 2);
  world.happenings.push({
    key: departureKey(account),
    ...{ source: "tiktok", atS },
    body: tiktokBody("authorization.removed", account, happenedS, { reason: 1 }),
  });
}
