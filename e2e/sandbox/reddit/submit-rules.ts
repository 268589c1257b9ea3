import type { RedditAccount } from "./accounts.ts";
import { jsonErrors, refuse, validationRefusal } from "./errors.ts";
import type { PostKind } from "./state.ts";
import { findSubreddit, type LinkFlair, type Subreddit } from "./subreddits.ts";

/** What a client wants to post, as it was sent. */
export interface Submission {
  sr: string;
  kind: PostKind;
  title: string;
  text: string;
  url: string;
  flairId: string;
  flairText: string;
  mediaCount: number;
  validate: boolean;
}

const MAX_TITLE = 300;
const MAX_TEXT = 40_000;

/** The subreddit a person may post in; refuses otherwise, as VSubmitSR of r2 does. */
export function placeOf(sr: string, account: RedditAccount): Subreddit {
  if (sr === "") throw jsonErrors("SUBREDDIT_REQUIRED", "sr");
  const place = findSubreddit(sr);
  if (!place || place.closed === "banned") throw jsonErrors("SUBREDDIT_NOEXIST", "sr");
  if (place.closed === "quarantined") throw refuse(403, "quarantined");
  if (place.banned.includes(account.name)) throw jsonErrors("BANNED_FROM_SUBREDDIT", "sr");
  if (place.type !== "public" && !place.members.includes(account.name))
    throw jsonErrors("SUBREDDIT_NOTALLOWED", "sr");
  return place;
}

export function checkContent(place: Subreddit, wanted: Submission): LinkFlair | undefined {
  checkKind(place, wanted.kind);
  if (wanted.title.trim() === "") throw jsonErrors("NO_TEXT", "title");
  if ([...wanted.title].length > MAX_TITLE) throw jsonErrors("TOO_LONG", "title");
  if ([...wanted.text].length > MAX_TEXT)
    throw jsonErrors("TOO_LONG", "text", { text: `this is too long (max: ${MAX_TEXT})` });
  if (wanted.kind === "link") checkLink(wanted.url);
  const flair = flairOf(place, wanted);
  if (wanted.validate) checkRequirements(place, wanted);
  return flair;
}

function checkKind(place: Subreddit, kind: PostKind): void {
  if (kind === "self" && place.submissionType === "link") throw jsonErrors("NO_SELFS", "sr");
  if (kind !== "self" && place.submissionType === "self") throw jsonErrors("NO_LINKS", "sr");
  if (kind === "image" && !place.images) throw jsonErrors("NO_IMAGES", "sr");
  if (kind === "gallery" && !(place.images && place.galleries)) throw jsonErrors("NO_IMAGES", "sr");
  if (kind === "video" && !place.videos) throw jsonErrors("NO_VIDEOS", "sr");
}

function checkLink(url: string): void {
  if (url.trim() === "") throw jsonErrors("NO_URL", "url");
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || !parsed.hostname.includes("."))
    throw jsonErrors("BAD_URL", "url");
}

function flairOf(place: Subreddit, { flairId, flairText, validate }: Submission): LinkFlair | undefined {
  if (flairId === "") {
    if (place.requirements.is_flair_required && !validate)
      throw jsonErrors("SUBMIT_VALIDATION_FLAIR_REQUIRED", "flair");
    return undefined;
  }
  const flair = place.flairs?.find((one) => one.id === flairId && !one.modOnly);
  if (!flair) throw jsonErrors("BAD_FLAIR_TEMPLATE_ID", "flair");
  return flair.editable && flairText !== "" ? { ...flair, text: flairText } : flair;
}

/** The rules moderators set; the first that is broken is told, with HTTP 400. */
function checkRequirements(place: Subreddit, wanted: Submission): void {
  const { requirements } = place;
  if (requirements.is_flair_required && wanted.flairId === "")
    throw validationRefusal(
      "SUBMIT_VALIDATION_FLAIR_REQUIRED",
      "flair",
      "Your post must contain post flair.",
    );
  checkWords("title", wanted.title, {
    min: requirements.title_text_min_length,
    max: requirements.title_text_max_length,
    required: requirements.title_required_strings,
    blacklisted: requirements.title_blacklisted_strings,
    regexes: requirements.title_regexes,
  });
  checkBody(place, wanted);
  if (wanted.kind === "link") checkDomain(place, new URL(wanted.url).hostname);
  if (wanted.kind === "gallery") checkGallery(place, wanted.mediaCount);
}

function checkBody({ requirements }: Subreddit, { kind, text }: Submission): void {
  const empty = text.trim() === "";
  if (requirements.body_restriction_policy === "required" && kind === "self" && empty)
    throw validationRefusal("SUBMIT_VALIDATION_BODY_REQUIRED", "body", "This community requires body text.");
  if (requirements.body_restriction_policy === "notAllowed" && !empty)
    throw validationRefusal(
      "SUBMIT_VALIDATION_BODY_NOT_ALLOWED",
      "body",
      "This community doesn't allow body text.",
    );
  if (empty || kind !== "self") return;
  checkWords("body", text, {
    min: requirements.body_text_min_length,
    max: requirements.body_text_max_length,
    required: requirements.body_required_strings,
    blacklisted: requirements.body_blacklisted_strings,
    regexes: requirements.body_regexes,
  });
}

interface WordRules {
  min: number | null;
  max: number | null;
  required: string[];
  blacklisted: string[];
  regexes: string[];
}

function checkWords(field: "title" | "body", text: string, rules: WordRules): void {
  const upper = field.toUpperCase();
  const lower = text.toLowerCase();
  const count = [...text].length;
  if (rules.min !== null && count < rules.min)
    throw validationRefusal(
      "SUBMIT_VALIDATION_MIN_LENGTH",
      field,
      `Your ${field} must be at least ${rules.min} characters.`,
    );
  if (rules.max !== null && count > rules.max)
    throw validationRefusal(
      "SUBMIT_VALIDATION_MAX_LENGTH",
      field,
      `Your ${field} must be less than ${rules.max} characters.`,
    );
  const forbidden = rules.blacklisted.find((word) => lower.includes(word.toLowerCase()));
  if (forbidden !== undefined)
    throw validationRefusal(
      `SUBMIT_VALIDATION_${upper}_BLACKLISTED_STRING`,
      field,
      `You may not have "${forbidden}" in your ${field}. `,
    );
  if (rules.required.length > 0 && !rules.required.some((word) => lower.includes(word.toLowerCase())))
    throw validationRefusal(
      `SUBMIT_VALIDATION_${upper}_REQUIREMENT`,
      field,
      `Your ${field} must contain one of these words.`,
    );
  if (rules.regexes.length > 0 && !rules.regexes.some((regex) => new RegExp(regex, "u").test(text)))
    throw validationRefusal(
      `SUBMIT_VALIDATION_${upper}_REGEX_REQUIREMENT`,
      field,
      `Your ${field} does not match.`,
    );
}

function checkDomain({ requirements }: Subreddit, host: string): void {
  const among = (domains: string[]) => domains.some((one) => host === one || host.endsWith(`.${one}`));
  const { link_restriction_policy: policy, domain_blacklist, domain_whitelist } = requirements;
  if (policy === "blacklist" && among(domain_blacklist))
    throw validationRefusal(
      "SUBMIT_VALIDATION_LINK_BLACKLIST",
      "url",
      "Links to this domain are not allowed.",
    );
  if (policy === "whitelist" && !among(domain_whitelist))
    throw validationRefusal(
      "SUBMIT_VALIDATION_LINK_WHITELIST",
      "url",
      "Links to this domain are not allowed.",
    );
}

function checkGallery({ requirements }: Subreddit, count: number): void {
  const { gallery_min_items: min, gallery_max_items: max } = requirements;
  if (min !== null && count < min)
    throw validationRefusal("SUBMIT_VALIDATION_GALLERY_MIN_ITEMS", "items", `At least ${min} images.`);
  if (max !== null && count > max)
    throw validationRefusal("SUBMIT_VALIDATION_GALLERY_MAX_ITEMS", "items", `At most ${max} images.`);
}
