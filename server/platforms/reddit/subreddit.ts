import { z } from "zod";
import { isAppError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import type { Handles, PlatformSession, PublishContent } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import type { RedditApi } from "./api.ts";
import { redditFindings } from "./errors.ts";
import { normalText, subredditName } from "./names.ts";

const SUGGESTED = 100;

const flairAnswer = z.array(
  z.object({
    id: z.string(),
    text: z.string().default(""),
    css_class: z.string().nullish(),
    text_editable: z.boolean().default(false),
    mod_only: z.boolean().default(false),
  }),
);

export interface Flair {
  id: string;
  /** What people choose it by: its words, its class where it has none. */
  name: string;
}

/**
 * The flairs an ordinary member may give a post, undefined where the subreddit does not show them: GET
 * /r/{sub}/api/link_flair_v2 answers 403 where flair is off or kept to members. Needs the scope `flair`.
 */
export async function readFlairs(
  api: RedditApi,
  session: PlatformSession,
  place: string,
): Promise<Flair[] | undefined> {
  try {
    const body = await api.call("link_flair", session, `/r/${place}/api/link_flair_v2?raw_json=1`);
    const named = readAnswer(flairAnswer, body, "reddit", "link_flair")
      .filter((flair) => !flair.mod_only)
      .map(({ id, text, css_class }) => ({ id, name: normalText(text) || css_class || id }));
    return named.filter(({ name }, at) => named.findIndex((each) => each.name === name) === at);
  } catch (error) {
    if (isAppError(error) && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}

/** The id behind the chosen flair: moderators make templates anew, while the words people chose stay. */
export async function findFlair(
  api: RedditApi,
  session: PlatformSession,
  options: PublishContent["options"],
): Promise<Handles> {
  const place = subredditName(options.subreddit) ?? "";
  const flairs = await readFlairs(api, session, place);
  const wanted = normalText(String(options.flair));
  const found = flairs?.find(({ name }) => name === wanted);
  if (found) return { flairId: found.id };
  const finding = flairs ? redditFindings.flairUnknown : redditFindings.flairHidden;
  throw providerError(finding, { service: "reddit", operation: "link_flair" });
}

const subscribed = z.object({
  data: z.object({ children: z.array(z.object({ data: z.object({ display_name: z.string() }) })) }),
});

/** The account's own subreddits to choose from, and the flairs of the one that is chosen. */
export async function composeValues(
  api: RedditApi,
  session: PlatformSession,
  chosen: PublishContent["options"] = {},
): Promise<Record<string, string[]>> {
  const place = subredditName(chosen.subreddit);
  const [subreddits, flairs] = await Promise.all([
    ownSubreddits(api, session),
    place ? readFlairs(api, session, place) : undefined,
  ]);
  return { subreddit: subreddits, flair: (flairs ?? []).map(({ name }) => name) };
}

async function ownSubreddits(api: RedditApi, session: PlatformSession): Promise<string[]> {
  const profile = session.meta.username ? [`u_${session.meta.username}`] : [];
  if (!session.scopes.includes("mysubreddits")) return profile;
  const path = `/subreddits/mine/subscriber?limit=${SUGGESTED}&raw_json=1`;
  const body = await api.call("my_subreddits", session, path);
  const { children } = readAnswer(subscribed, body, "reddit", "my_subreddits").data;
  const names = children.map(({ data }) => data.display_name).filter((name) => !name.startsWith("u_"));
  return [...names.sort((a, b) => a.localeCompare(b, "en")), ...profile];
}
