import type { Answer, Call } from "../core/operation.ts";
import { findAccount } from "./accounts.ts";
import { invalidRequest, notFound } from "./errors.ts";
import { pickFields, presentPost, presentUser } from "./present.ts";
import type { Here, Post } from "./state.ts";
import type { Session } from "./tokens.ts";

const MAX_IDS = 100;

const fieldsOf = (call: Call, name: string): string[] =>
  (call.url.searchParams.get(name) ?? "").split(",").filter((field) => field !== "");

const ok = (json: unknown): Answer => ({ status: 200, json });

/** GET /2/users/me. */
export const me = (here: Here, call: Call, { account }: Session): Answer =>
  ok({ data: presentUser(here, account, fieldsOf(call, "user.fields")) });

/** GET /2/users/:id. */
export function user(here: Here, call: Call): Answer {
  const account = findAccount(call.param("id"));
  if (!account) throw notFound("user", call.param("id"));
  return ok({ data: presentUser(here, account, fieldsOf(call, "user.fields")) });
}

/** A protected account's posts are for itself. */
const maySee = (accountId: string, { account }: Session): boolean =>
  accountId === account.id || findAccount(accountId)?.protected !== true;

const problemOf = (id: string) => ({
  value: id,
  detail: `Could not find tweet with id: [${id}].`,
  title: "Not Found Error",
  resource_type: "tweet",
  parameter: "id",
  resource_id: id,
  type: "https://api.x.com/2/problems/resource-not-found",
});

/** GET /2/tweets/:id: what is not there is told with HTTP 200. */
export function onePost(here: Here, call: Call, session: Session): Answer {
  const post = visible(here, call.param("id"), session);
  if (!post) return ok({ errors: [problemOf(call.param("id"))] });
  return ok({ data: pickFields(presentPost(here, post), fieldsOf(call, "tweet.fields")) });
}

/** GET /2/tweets?ids=: those that are there, and a problem for each of the others. */
export function manyPosts(here: Here, call: Call, session: Session): Answer {
  const ids = fieldsOf(call, "ids");
  if (ids.length === 0 || ids.length > MAX_IDS)
    throw invalidRequest(
      "ids",
      ids,
      `The number of values in the \`ids\` query parameter list is not between 1 and ${MAX_IDS}`,
    );
  const found = ids.flatMap((id) => visible(here, id, session) ?? []);
  const missing = ids.filter((id) => !found.some((post) => post.id === id));
  const data = found.map((post) => pickFields(presentPost(here, post), fieldsOf(call, "tweet.fields")));
  return ok({
    ...(data.length > 0 && { data }),
    ...(missing.length > 0 && { errors: missing.map(problemOf) }),
  });
}

function visible({ state }: Here, id: string, session: Session): Post | undefined {
  const post = state.posts.get(id);
  return post && post.deletedAt === undefined && maySee(post.accountId, session) ? post : undefined;
}

/** GET /2/users/:id/tweets: newest first; a new post is listed after a while, as the settings say. */
export function timeline(here: Here, call: Call, session: Session): Answer {
  const account = findAccount(call.param("id"));
  if (!account) throw notFound("user", call.param("id"));
  const size = sizeOf(call);
  const posts = maySee(account.id, session) ? listed(here, call, account.id) : [];
  const from = Number(call.url.searchParams.get("pagination_token")?.replace(/^p/, "") ?? 0);
  const page = posts.slice(from, from + size);
  const fields = fieldsOf(call, "tweet.fields");
  const data = page.map((post) => pickFields(presentPost(here, post), fields));
  const [newest, oldest] = [page[0], page.at(-1)];
  return ok({
    ...(data.length > 0 && { data }),
    meta: {
      result_count: data.length,
      ...(newest && { newest_id: newest.id }),
      ...(oldest && { oldest_id: oldest.id }),
      ...(from + size < posts.length && { next_token: `p${from + size}` }),
    },
  });
}

function sizeOf(call: Call): number {
  const size = Number(call.url.searchParams.get("max_results") ?? 10);
  if (Number.isSafeInteger(size) && size >= 5 && size <= 100) return size;
  throw invalidRequest(
    "max_results",
    size,
    "The `max_results` query parameter value is not between 5 and 100",
  );
}

function listed({ kit, state }: Here, call: Call, accountId: string): Post[] {
  const query = call.url.searchParams;
  const shownBefore = kit.clock.now() - kit.settings().listingDelayMs;
  const since = readTime(query, "start_time") ?? 0;
  const until = readTime(query, "end_time") ?? Number.POSITIVE_INFINITY;
  const [sinceId, untilId] = [query.get("since_id"), query.get("until_id")];
  const noReplies = (query.get("exclude") ?? "").split(",").includes("replies");
  return state.posts
    .values()
    .filter((post) => post.accountId === accountId && post.deletedAt === undefined)
    .filter(({ createdAt }) => createdAt <= shownBefore && createdAt >= since && createdAt < until)
    .filter(({ id }) => sinceId === null || BigInt(id) > BigInt(sinceId))
    .filter(({ id }) => untilId === null || BigInt(id) < BigInt(untilId))
    .filter(({ parentId }) => !noReplies || parentId === undefined)
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
}

/** Whole seconds in UTC and nothing else. */
function readTime(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text))
    throw invalidRequest(name, text, `\`${name}\` is not in the format YYYY-MM-DDTHH:mm:ssZ`);
  return Date.parse(text);
}
