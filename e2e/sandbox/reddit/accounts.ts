/** Invented people on Reddit. */
export interface RedditAccount {
  /** Base 36, without `t2_`. */
  id: string;
  name: string;
  bio: string;
  linkKarma: number;
  commentKarma: number;
  createdAt: string;
  verifiedEmail: boolean;
  suspended: boolean;
  /** New accounts wait between posts: "you are doing that too much". Minutes; 0 for everybody else. */
  waitMinutes: number;
  subscribed: readonly string[];
}

export const REDDIT_ACCOUNTS: readonly RedditAccount[] = [
  {
    id: "1demo01",
    name: "maya_delorme",
    bio: "Ceramics from a small kiln in Lyon.",
    linkKarma: 4_210,
    commentKarma: 1_873,
    createdAt: "2019-04-02T08:00:00Z",
    verifiedEmail: true,
    suspended: false,
    waitMinutes: 0,
    subscribed: ["kilnlife", "studio_notes", "ceramicsales", "quietcorner", "glazepatterns"],
  },
  {
    id: "1demo02",
    name: "jonas-bakes",
    bio: "Sourdough, slowly.",
    linkKarma: 812,
    commentKarma: 2_044,
    createdAt: "2020-11-17T08:00:00Z",
    verifiedEmail: true,
    suspended: false,
    waitMinutes: 0,
    subscribed: ["kilnlife", "linkshelf", "bannedfrom"],
  },
  {
    id: "1demo03",
    name: "fresh_start_7",
    bio: "",
    linkKarma: 1,
    commentKarma: 0,
    createdAt: "2026-02-25T08:00:00Z",
    verifiedEmail: false,
    suspended: false,
    waitMinutes: 9,
    subscribed: ["kilnlife"],
  },
  {
    id: "1demo04",
    name: "gone_away",
    bio: "",
    linkKarma: 77,
    commentKarma: 3,
    createdAt: "2017-01-09T08:00:00Z",
    verifiedEmail: true,
    suspended: true,
    waitMinutes: 0,
    subscribed: [],
  },
];

/** By id or name, `u/` allowed. */
export const findAccount = (reference: string): RedditAccount | undefined => {
  const wanted = reference.replace(/^\/?u\//, "").toLowerCase();
  return REDDIT_ACCOUNTS.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
};
