import type { PostState } from "#server/features/posts/schema.ts";

/** The tabs of the list and the states each stands for; together they cover every state. */
export const tabs = {
  draft: ["draft"],
  planned: ["scheduled", "publishing"],
  tasks: ["assisted"],
  attention: ["failed", "partial", "unknown", "held", "waiting"],
  live: ["live"],
  canceled: ["canceled", "removed"],
} as const satisfies Record<string, readonly PostState[]>;

export type Tab = keyof typeof tabs;
export const tabIds = Object.keys(tabs) as Tab[];

/** `?tab=attention`; drafts for anything else. */
export const readTab = (params: URLSearchParams): Tab =>
  tabIds.find((tab) => tab === params.get("tab")) ?? "draft";

export const postListQuery = (tab: Tab) => ({ states: [...tabs[tab]], limit: 30 });
