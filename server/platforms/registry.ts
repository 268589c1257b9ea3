/**
 * Every network of the house: adding one is its folder and a line here. Routes, configuration, catalog, webhooks, words
 * and marks follow from what the folder exports.
 */
export { instagram } from "./instagram/instagram.ts";
export { mastodon } from "./mastodon/mastodon.ts";
export { onlyfans } from "./onlyfans/onlyfans.ts";
export { reddit } from "./reddit/reddit.ts";
export { threads } from "./threads/threads.ts";
export { tiktok } from "./tiktok/tiktok.ts";
export { x } from "./x/x.ts";
