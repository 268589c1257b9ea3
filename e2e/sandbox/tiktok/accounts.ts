/** Invented creators on TikTok. */
export interface TikTokAccount {
  openId: string;
  unionId: string;
  username: string;
  displayName: string;
  bio: string;
  isPrivate: boolean;
  isVerified: boolean;
  followers: number;
  following: number;
  likes: number;
  /** Longest video this creator may post. */
  maxVideoSeconds: number;
}

export const TIKTOK_ACCOUNTS: readonly TikTokAccount[] = [
  {
    openId: "0f7c1d52-6a3e-4b18-9c47-51d2e8a9b034",
    unionId: "c93a5e10-27b4-4d0a-8f61-7be2a4170d5c",
    username: "maya.delorme",
    displayName: "Maya Delorme",
    bio: "Ceramics from a small kiln in Lyon.",
    isPrivate: false,
    isVerified: true,
    followers: 112_480,
    following: 87,
    likes: 1_903_220,
    maxVideoSeconds: 600,
  },
  {
    openId: "5be0a9d4-18f2-4c6b-b1a7-e04c93d7f215",
    unionId: "1d60e7f8-93c2-4aa5-b0de-62f5c8e1374b",
    username: "jonas.bakes",
    displayName: "Jonas Okafor",
    bio: "Sourdough, slowly.",
    isPrivate: false,
    isVerified: false,
    followers: 23_019,
    following: 311,
    likes: 208_754,
    maxVideoSeconds: 600,
  },
  {
    openId: "a274c8e6-0d95-43fb-8e12-39b6f7d0c581",
    unionId: "47fb92ad-6c08-4e3d-a9f1-0be5d2768c93",
    username: "kaya.runs",
    displayName: "Kaya Lindqvist",
    bio: "Long runs, short captions.",
    isPrivate: false,
    isVerified: false,
    followers: 64_902,
    following: 540,
    likes: 771_360,
    maxVideoSeconds: 300,
  },
  {
    openId: "e81d3f07-b5c4-4926-a6d8-2f70c9e4b193",
    unionId: "8a05c7d1-f2e9-4b64-93ac-d5107be8f426",
    username: "quiet.lena",
    displayName: "Lena Horvat",
    bio: "Friends only.",
    isPrivate: true,
    isVerified: false,
    followers: 212,
    following: 198,
    likes: 4_310,
    maxVideoSeconds: 180,
  },
];

/** By open id or username. */
export const findAccount = (reference: string): TikTokAccount | undefined =>
  TIKTOK_ACCOUNTS.find(
    ({ openId, username }) => openId === reference || username === reference || `@${username}` === reference,
  );

/** What a creator may choose. https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info */
export const privacyOptions = (account: TikTokAccount): string[] => [
  account.isPrivate ? "FOLLOWER_OF_CREATOR" : "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "SELF_ONLY",
];
