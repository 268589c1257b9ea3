import { z } from "zod";
import { isAppError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import type { PlatformSession, RequirementsCapability } from "../platform.ts";
import type { RedditApi } from "./api.ts";
import { judgeDemands } from "./judge.ts";
import { subredditName } from "./names.ts";
import { readFlairs } from "./subreddit.ts";

const about = z.object({
  data: z.object({
    display_name: z.string(),
    subreddit_type: z.string().default("public"),
    submission_type: z.string().nullish(),
    allow_images: z.boolean().nullish(),
    allow_videos: z.boolean().nullish(),
    allow_galleries: z.boolean().nullish(),
    spoilers_enabled: z.boolean().nullish(),
    restrict_posting: z.boolean().nullish(),
    user_is_contributor: z.boolean().nullish(),
    user_is_moderator: z.boolean().nullish(),
    user_is_banned: z.boolean().nullish(),
  }),
});
type About = z.infer<typeof about>["data"];

const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

/** GET /api/v1/{sub}/post_requirements. https://www.reddit.com/dev/api#GET_api_v1_{subreddit}_post_requirements */
const postRequirements = z.object({
  title_text_min_length: count,
  title_text_max_length: count,
  title_required_strings: texts,
  title_blacklisted_strings: texts,
  title_regexes: texts,
  body_restriction_policy: z.enum(["none", "required", "notAllowed"]).nullish().catch("none"),
  body_text_min_length: count,
  body_text_max_length: count,
  body_required_strings: texts,
  body_blacklisted_strings: texts,
  body_regexes: texts,
  link_restriction_policy: z.enum(["none", "blacklist", "whitelist"]).nullish().catch("none"),
  domain_blacklist: texts,
  domain_whitelist: texts,
  gallery_min_items: count,
  gallery_max_items: count,
  is_flair_required: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
});
export type PostRequirements = z.infer<typeof postRequirements>;

/** Why nobody of this account can post there at all. */
export type Closed = "missing" | "private" | "banned" | "quarantined" | "restricted" | "banned_from";

/** What one subreddit demands of a post, as data that can be kept for a while. */
export type Demands =
  | { place: string; closed: Closed }
  | {
      place: string;
      kinds: string[];
      spoilers: boolean;
      /** Null where the subreddit does not show them. */
      flairs: string[] | null;
      rules: PostRequirements;
    };

const closedReason: Record<string, Closed> = {
  "403/private": "private",
  "403/banned": "banned_from",
  "403/quarantined": "quarantined",
  "404/banned": "banned",
  "404": "missing",
};

/** What the chosen subreddit demands beyond the rules of the network. */
export function redditRequirements(api: RedditApi): RequirementsCapability {
  return {
    placeOf: ({ subreddit }) => subredditName(subreddit)?.toLowerCase(),
    read: (session, place) => readDemands(api, session, place),
    judge: (demands, draft) => judgeDemands(demands as Demands, draft),
  };
}

async function readDemands(api: RedditApi, session: PlatformSession, place: string): Promise<Demands> {
  try {
    const [page, rules, flairs] = await Promise.all([
      api.call("about", session, `/r/${place}/about?raw_json=1`),
      api.call("post_requirements", session, `/api/v1/${place}/post_requirements?raw_json=1`),
      readFlairs(api, session, place),
    ]);
    const { data } = readAnswer(about, page, "reddit", "about");
    const closed = closedTo(data);
    if (closed) return { place: data.display_name, closed };
    return {
      place: data.display_name,
      kinds: kindsOf(data),
      spoilers: data.spoilers_enabled !== false,
      flairs: flairs?.map(({ name }) => name) ?? null,
      rules: readAnswer(postRequirements, rules, "reddit", "post_requirements"),
    };
  } catch (error) {
    const closed = isAppError(error) ? closedReason[error.providerCode ?? ""] : undefined;
    if (closed) return { place, closed };
    throw error;
  }
}

function closedTo(data: About): Closed | undefined {
  if (data.user_is_banned) return "banned_from";
  const invited = data.user_is_contributor === true || data.user_is_moderator === true;
  if (invited) return undefined;
  if (data.subreddit_type === "private") return "private";
  const restricted = data.restrict_posting === true && data.subreddit_type === "restricted";
  return restricted || data.subreddit_type === "archived" ? "restricted" : undefined;
}

/** `submission_type` is `any`, `link` or `self`; pictures and videos count as links. */
function kindsOf({ submission_type, allow_images, allow_galleries, allow_videos }: About): string[] {
  const links = submission_type !== "self";
  return [
    ...(submission_type === "link" ? [] : ["self"]),
    ...(links ? ["link"] : []),
    ...(links && allow_images !== false ? ["image"] : []),
    ...(links && allow_images !== false && allow_galleries !== false ? ["gallery"] : []),
    ...(links && allow_videos !== false ? ["video"] : []),
  ];
}
