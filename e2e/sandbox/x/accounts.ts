/** Invented people on X. */
export interface XAccount {
  id: string;
  username: string;
  name: string;
  bio: string;
  protected: boolean;
  verified: boolean;
  followers: number;
  following: number;
}

export const X_ACCOUNTS: readonly XAccount[] = [
  {
    id: "1724458902113849344",
    username: "mayadelorme",
    name: "Maya Delorme",
    bio: "Ceramics from a small kiln in Lyon.",
    protected: false,
    verified: true,
    followers: 41_207,
    following: 312,
  },
  {
    id: "48213377",
    username: "jonasbakes",
    name: "Jonas Okafor",
    bio: "Sourdough, slowly.",
    protected: false,
    verified: false,
    followers: 8_931,
    following: 604,
  },
  {
    id: "1391120047733563393",
    username: "quiet_lena",
    name: "Lena Horvat",
    bio: "For friends.",
    protected: true,
    verified: false,
    followers: 187,
    following: 203,
  },
];

/** By id or username. */
export const findAccount = (reference: string): XAccount | undefined =>
  X_ACCOUNTS.find(
    ({ id, username }) =>
      id === reference || username === reference.toLowerCase() || `@${username}` === reference.toLowerCase(),
  );
