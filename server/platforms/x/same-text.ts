import type { ListedPost } from "./timeline.ts";

/**
 * Whether X shows these words. X shortens links to t.co, escapes three characters for HTML, adds a link for attached
 * media and trims; upper and lower case of a host, its scheme and a last slash are not ours to insist on.
 */
export function isSameText(ours: string, { text, entities }: Pick<ListedPost, "text" | "entities">): boolean {
  const shown = (entities?.urls ?? []).reduce(
    (words, { url, expanded_url, media_key }) =>
      words.replace(url, () => (media_key || isMediaLink(expanded_url) ? "" : expanded_url)),
    text,
  );
  return normal(unescaped(shown)) === normal(ours);
}

const isMediaLink = (address: string): boolean =>
  /^https?:\/\/(twitter|x)\.com\/\w+\/status\/\d+\/(photo|video)\/\d+$/i.test(address);

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (found) => ENTITIES[found] ?? found);

const normal = (text: string): string =>
  decoded(text.normalize("NFC"))
    .replace(/https?:\/\//gi, "")
    .replace(/\/(?=\s|$)/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();

/** Addresses come back with their letters percent-encoded. */
function decoded(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}
