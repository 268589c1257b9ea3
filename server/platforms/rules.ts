/**
 * What a network accepts, as data. The composer, the server's validation and the media step all read these records,
 * so a rule is written once, beside the platform it belongs to.
 */

export type MediaKind = "image" | "video";

/**
 * How a network counts the characters of a text. Any other name is that of a network's own way, which the `counter` of
 * its folder knows.
 */
export type TextUnit = "utf16" | "codepoint" | "utf8" | (string & {});

/** A way of counting that is a network's own. `count.ts` of its folder exports one as `counter`; browsers load it too. */
export interface TextCounter {
  unit: string;
  /** Length of a text, by what `TextRule.max` means. */
  count(text: string): number;
}

export interface TextRule {
  max: number;
  unit: TextUnit;
  maxHashtags?: number;
  maxMentions?: number;
  /** Different links. */
  maxLinks?: number;
}

export interface ImageRule {
  contentTypes: readonly string[];
  maxBytes: number;
  minWidth?: number;
  minHeight?: number;
  maxWidth?: number;
  maxHeight?: number;
  /** width / height */
  minAspect?: number;
  maxAspect?: number;
}

export interface VideoRule {
  contentTypes: readonly string[];
  codecs: readonly string[];
  maxBytes: number;
  minDurationMs: number;
  maxDurationMs: number;
  minFps?: number;
  maxFps?: number;
  minSide?: number;
  maxSide?: number;
  minAspect?: number;
  maxAspect?: number;
}

/** One way of posting on a network: a feed image, a carousel, a reel, a story. */
export interface PostKindRule {
  id: string;
  /** How many media items, and of which kinds; `maxVideos` where fewer videos fit than `max`. */
  media: { min: number; max: number; kinds: readonly MediaKind[]; mixed: boolean; maxVideos?: number };
  image?: ImageRule;
  video?: VideoRule;
  text: "optional" | "required" | "unused";
  /** A required option makes the post by itself (Reddit's title): neither text nor media is needed beside it. */
  standsAlone?: true;
}

/** A choice the creator makes per network, drawn by the composer without knowing the network. */
export type OptionRule =
  | { id: string; type: "toggle"; default: boolean; kinds?: readonly string[] }
  | {
      id: string;
      type: "text";
      max: number;
      required: boolean;
      /**
       * `milliseconds`: a whole number. `usernames`: names separated by commas. `price`: an amount with two decimals at
       * most, within `min` and `most`. Plain text when left out.
       */
      format?: "milliseconds" | "usernames" | "price";
      min?: number;
      most?: number;
      maxHashtags?: number;
      maxMentions?: number;
      /** Any value but an empty one or zero is for media, and refused without them: a price to open them. */
      needsMedia?: true;
      /** Values of the account (`Platform.composeOptions`) are offered while typing; any other may be written. */
      suggest?: "account";
      kinds?: readonly string[];
    }
  | {
      id: string;
      type: "select";
      /** `account`: the values come from the connected account at compose time (`Platform.composeOptions`). */
      values: readonly string[] | "account";
      /** Options the account's values depend on: flairs are those of the chosen subreddit. */
      dependsOn?: readonly string[];
      required: boolean;
      default?: string;
      kinds?: readonly string[];
    };

export interface PlatformRules {
  text: TextRule;
  kinds: readonly PostKindRule[];
  options: readonly OptionRule[];
  /** Rolling publishing quota where the network documents one; the live value wins when it can be read. */
  quota?: { limit: number; windowMs: number };
  /** A post may be a chain of texts; `text` is then the rule of each part. Left out: the text stays one. */
  thread?: { maxParts: number };
}
