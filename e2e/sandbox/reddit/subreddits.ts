import { REDDIT_ACCOUNTS } from "./accounts.ts";

export interface LinkFlair {
  id: string;
  text: string;
  editable: boolean;
  modOnly: boolean;
}

/** What moderators may demand. https://www.reddit.com/dev/api#GET_api_v1_{subreddit}_post_requirements */
export interface PostRequirements {
  title_regexes: string[];
  title_blacklisted_strings: string[];
  title_required_strings: string[];
  title_text_min_length: number | null;
  title_text_max_length: number | null;
  body_restriction_policy: "none" | "required" | "notAllowed";
  body_regexes: string[];
  body_blacklisted_strings: string[];
  body_required_strings: string[];
  body_text_min_length: number | null;
  body_text_max_length: number | null;
  link_restriction_policy: "none" | "blacklist" | "whitelist";
  domain_blacklist: string[];
  domain_whitelist: string[];
  link_repost_age: number | null;
  gallery_min_items: number | null;
  gallery_max_items: number | null;
  gallery_captions_requirement: "none";
  gallery_urls_requirement: "none";
  is_flair_required: boolean;
  guidelines_text: string | null;
  guidelines_display_policy: null;
}

export interface Subreddit {
  /** Base 36, without `t5_`. */
  id: string;
  name: string;
  title: string;
  type: "public" | "restricted" | "private" | "user";
  /** Why nobody gets in: 403 `quarantined`, 404 `banned`. */
  closed?: "quarantined" | "banned";
  submissionType: "any" | "link" | "self";
  images: boolean;
  galleries: boolean;
  videos: boolean;
  spoilers: boolean;
  over18: boolean;
  /** Names of those who may not post. */
  banned: readonly string[];
  /** Names of those who may, where others may not. */
  members: readonly string[];
  /** Undefined: flair is off. */
  flairs?: readonly LinkFlair[];
  /** Posts with this word are taken away by the subreddit's robot the moment they are there. */
  removedWord?: string;
  locked?: boolean;
  requirements: PostRequirements;
}

const NO_REQUIREMENTS: PostRequirements = {
  title_regexes: [],
  title_blacklisted_strings: [],
  title_required_strings: [],
  title_text_min_length: null,
  title_text_max_length: null,
  body_restriction_policy: "none",
  body_regexes: [],
  body_blacklisted_strings: [],
  body_required_strings: [],
  body_text_min_length: null,
  body_text_max_length: null,
  link_restriction_policy: "none",
  domain_blacklist: [],
  domain_whitelist: [],
  link_repost_age: null,
  gallery_min_items: null,
  gallery_max_items: null,
  gallery_captions_requirement: "none",
  gallery_urls_requirement: "none",
  is_flair_required: false,
  guidelines_text: null,
  guidelines_display_policy: null,
};

type Sketch = Partial<Omit<Subreddit, "requirements">> &
  Pick<Subreddit, "id" | "name" | "title"> & { requirements?: Partial<PostRequirements> };

const subreddit = ({ requirements, ...more }: Sketch): Subreddit => ({
  type: "public",
  submissionType: "any",
  images: true,
  galleries: true,
  videos: true,
  spoilers: true,
  over18: false,
  banned: [],
  members: [],
  ...more,
  requirements: { ...NO_REQUIREMENTS, ...requirements },
});

const flair = (id: string, text: string, more: Partial<LinkFlair> = {}): LinkFlair => ({
  id: `${id}-11ee-8c2f-0242ac120002`,
  text,
  editable: false,
  modOnly: false,
  ...more,
});

export const SUBREDDITS: readonly Subreddit[] = [
  subreddit({
    id: "5kil1",
    name: "kilnlife",
    title: "Life by the kiln",
    flairs: [
      flair("0a11c0de-0001", "Work in progress"),
      flair("0a11c0de-0002", "Finished piece"),
      flair("0a11c0de-0003", "Your own words", { editable: true }),
      flair("0a11c0de-0004", "Moderators", { modOnly: true }),
    ],
  }),
  subreddit({
    id: "5stu2",
    name: "studio_notes",
    title: "Studio notes",
    flairs: [flair("0a11c0de-0011", "Question"), flair("0a11c0de-0012", "Answer")],
    requirements: {
      is_flair_required: true,
      title_text_min_length: 10,
      title_text_max_length: 80,
      title_blacklisted_strings: ["giveaway"],
      title_regexes: ["^[A-Z]"],
      body_restriction_policy: "required",
      body_text_min_length: 20,
      guidelines_text: "Say what you made and how.",
    },
  }),
  subreddit({
    id: "5cer3",
    name: "ceramicsales",
    title: "Ceramics for sale",
    over18: true,
    requirements: {
      title_required_strings: ["[WTS]", "[WTB]"],
      link_restriction_policy: "whitelist",
      domain_whitelist: ["example.com", "shop.test"],
      gallery_min_items: 3,
      gallery_max_items: 5,
    },
  }),
  subreddit({
    id: "5lin4",
    name: "linkshelf",
    title: "Links alone",
    submissionType: "link",
    spoilers: false,
  }),
  subreddit({
    id: "5qui5",
    name: "quietcorner",
    title: "Words alone",
    submissionType: "self",
    images: false,
    galleries: false,
    videos: false,
    removedWord: "discount",
  }),
  subreddit({
    id: "5gla6",
    name: "glazepatterns",
    title: "Pictures alone",
    videos: false,
    requirements: { body_restriction_policy: "notAllowed" },
  }),
  subreddit({ id: "5loc7", name: "nolastword", title: "Comments are closed", locked: true }),
  subreddit({ id: "5pri8", name: "privatewheel", title: "By invitation", type: "private" }),
  subreddit({
    id: "5res9",
    name: "membersbench",
    title: "Members post",
    type: "restricted",
    members: ["jonas-bakes"],
  }),
  subreddit({ id: "5bana", name: "bannedfrom", title: "Not for everybody", banned: ["jonas-bakes"] }),
  subreddit({ id: "5quab", name: "quarantinedclay", title: "Under quarantine", closed: "quarantined" }),
  subreddit({ id: "5gonc", name: "closedstudio", title: "Closed by Reddit", closed: "banned" }),
  ...REDDIT_ACCOUNTS.map(({ id, name }) =>
    subreddit({ id: `u${id}`, name: `u_${name}`, title: name, type: "user", members: [name] }),
  ),
];

export const findSubreddit = (name: string): Subreddit | undefined =>
  SUBREDDITS.find((one) => one.name.toLowerCase() === name.toLowerCase());
