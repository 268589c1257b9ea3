export interface GoogleAccount {
  /** The stable key of a person: 21 digits. */
  sub: string;
  email: string;
  emailVerified: boolean;
  name: string;
  givenName: string;
  familyName: string;
  /** Workspace domain, where the account belongs to one. */
  hd?: string;
}

export const GOOGLE_ACCOUNTS: readonly GoogleAccount[] = [
  {
    sub: "109700000000000000011",
    email: "maya.delorme@gmail.example",
    emailVerified: true,
    name: "Maya Delorme",
    givenName: "Maya",
    familyName: "Delorme",
  },
  {
    sub: "109700000000000000027",
    email: "noah@studio-nord.example",
    emailVerified: true,
    name: "Noah Berg",
    givenName: "Noah",
    familyName: "Berg",
    hd: "studio-nord.example",
  },
  {
    sub: "109700000000000000039",
    email: "ines@unconfirmed.example",
    emailVerified: false,
    name: "Inès Martel",
    givenName: "Inès",
    familyName: "Martel",
  },
];

export const findGoogleAccount = (reference: string | undefined): GoogleAccount | undefined =>
  GOOGLE_ACCOUNTS.find(({ sub, email }) => sub === reference || email === reference);
