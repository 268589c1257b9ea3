/** Permissions an app may ask for, with the words of the consent screen. */
export const SCOPES: Record<string, string> = {
  threads_basic: "Your profile and posts",
  threads_content_publish: "Create posts",
  threads_manage_replies: "Create and manage replies",
  threads_read_replies: "Read replies to your posts",
  threads_manage_insights: "See insights",
  threads_manage_mentions: "See posts that mention you",
  threads_keyword_search: "Search public posts",
  threads_delete: "Delete your posts",
  threads_location_tagging: "Tag locations",
  threads_profile_discovery: "Look up public profiles",
};
export const MANDATORY_SCOPE = "threads_basic";
