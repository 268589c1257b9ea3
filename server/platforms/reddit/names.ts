/**
 * A subreddit as people write it: `r/name`, `/r/name/`, its address, `u/name` for one's own profile. Undefined where it
 * cannot be one. Profiles are subreddits called `u_name`. https://www.reddit.com/dev/api#POST_api_submit
 */
export function subredditName(written: unknown): string | undefined {
  const text = typeof written === "string" ? written.trim() : "";
  const bare = text
    .replace(/^(?:https?:\/\/)?(?:(?:www|old|new)\.)?reddit\.com(?=\/)/i, "")
    .replace(/\/+$/, "");
  const [, user, profile, name] =
    /^(?:\/?(?:u|user)\/([\w-]{3,20})|(u_[\w-]{3,20})|\/?(?:r\/)?([A-Za-z0-9]\w{1,20}))$/i.exec(bare) ?? [];
  return user ? `u_${user}` : (profile ?? name);
}

/** Names are the same whatever their letters' case. */
export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Reddit trims and may fold white space; what is left of it says nothing about whose post it is. */
export const normalText = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();

/** `t3_1demo1` and `1demo1` alike. */
export const bareId = (id: string): string => id.replace(/^t\d_/, "");
