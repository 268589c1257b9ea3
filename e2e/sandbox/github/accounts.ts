export interface GitHubAccount {
  id: number;
  login: string;
  name: string | null;
  /** The public one; null when it is kept private. */
  email: string | null;
  emails: { email: string; primary: boolean; verified: boolean; visibility: "public" | "private" | null }[];
}

export const GITHUB_ACCOUNTS: readonly GitHubAccount[] = [
  {
    id: 58_301_177,
    login: "mayadelorme",
    name: "Maya Delorme",
    email: "maya@delorme.example",
    emails: [{ email: "maya@delorme.example", primary: true, verified: true, visibility: "public" }],
  },
  {
    // The address is private: only /user/emails tells, and the first one there is not the primary one.
    id: 7_240_913,
    login: "noahberg",
    name: null,
    email: null,
    emails: [
      { email: "noah@old.example", primary: false, verified: false, visibility: null },
      { email: "noah@berg.example", primary: true, verified: true, visibility: "private" },
    ],
  },
  {
    // Its public address was never confirmed.
    id: 91_006_412,
    login: "inesmartel",
    name: "Inès Martel",
    email: "ines@martel.example",
    emails: [{ email: "ines@martel.example", primary: true, verified: false, visibility: "public" }],
  },
  { id: 33_550_336, login: "silent-sam", name: "Sam", email: null, emails: [] },
];

export const findGitHubAccount = (reference: string | undefined): GitHubAccount | undefined =>
  GITHUB_ACCOUNTS.find(({ id, login }) => String(id) === reference || login === reference);
