/** Invented creators. Every id is odd and beyond 2^53, so a client that parses it as a double gets a wrong one. */
export interface InstagramAccount {
  /** The Instagram user id, used in publishing paths (`user_id` of Instagram Login). */
  id: string;
  /** What Instagram Login calls `id`: known to this app only, useless in publishing paths. */
  appScopedId: string;
  username: string;
  name: string;
  accountType: "BUSINESS" | "MEDIA_CREATOR" | "PERSONAL";
  biography: string;
  followers: number;
  follows: number;
}

export interface FacebookPage {
  id: string;
  name: string;
  /** Linked professional account, if any. */
  instagram?: string;
}

export interface FacebookPerson {
  id: string;
  name: string;
  pages: FacebookPage[];
}

export const INSTAGRAM_ACCOUNTS: readonly InstagramAccount[] = [
  {
    id: "17841460238417351",
    appScopedId: "24918837402916453",
    username: "maya.delorme",
    name: "Maya Delorme",
    accountType: "BUSINESS",
    biography: "Ceramics from a small kiln in Lyon.",
    followers: 48_210,
    follows: 312,
  },
  {
    id: "17841407719560287",
    appScopedId: "24551200983347621",
    username: "jonas.bakes",
    name: "Jonas Okafor",
    accountType: "MEDIA_CREATOR",
    biography: "Sourdough, slowly.",
    followers: 12_904,
    follows: 508,
  },
  {
    id: "17841433900218745",
    appScopedId: "24770031865520919",
    username: "atelier.nord",
    name: "Atelier Nord",
    accountType: "BUSINESS",
    biography: "Furniture that outlives us.",
    followers: 203_775,
    follows: 96,
  },
  {
    id: "17841455012673909",
    appScopedId: "24393318827704135",
    username: "kaya.runs",
    name: "Kaya Lindqvist",
    accountType: "MEDIA_CREATOR",
    biography: "Long runs, short captions.",
    followers: 91_038,
    follows: 734,
  },
  {
    id: "17841498100447263",
    appScopedId: "24100772215508377",
    username: "theo.at.home",
    name: "Théo Lambert",
    accountType: "PERSONAL",
    biography: "",
    followers: 184,
    follows: 201,
  },
];

export const FACEBOOK_PEOPLE: readonly FacebookPerson[] = [
  {
    id: "10229551843307161",
    name: "Maya Delorme",
    pages: [{ id: "104882639174523", name: "Maya Delorme Céramique", instagram: "17841460238417351" }],
  },
  {
    id: "10231180924476589",
    name: "Jonas Okafor",
    pages: [{ id: "118230417795061", name: "Jonas Bakes", instagram: "17841407719560287" }],
  },
  {
    id: "10228804713906247",
    name: "Sofia Lindqvist",
    pages: [
      { id: "101774920386655", name: "Atelier Nord", instagram: "17841433900218745" },
      { id: "109913548270446", name: "Kaya Runs", instagram: "17841455012673909" },
    ],
  },
  {
    id: "10230017728564093",
    name: "Théo Lambert",
    pages: [{ id: "112006483917730", name: "Théo’s Garage" }],
  },
];

export const accountById = (id: string): InstagramAccount | undefined =>
  INSTAGRAM_ACCOUNTS.find((account) => account.id === id);

/** By id or username. */
export const findAccount = (reference: string): InstagramAccount | undefined =>
  INSTAGRAM_ACCOUNTS.find(
    ({ id, username }) => id === reference || username === reference || `@${username}` === reference,
  );

export const personById = (id: string): FacebookPerson | undefined =>
  FACEBOOK_PEOPLE.find((person) => person.id === id);

export const pageById = (id: string): FacebookPage | undefined =>
  FACEBOOK_PEOPLE.flatMap((person) => person.pages).find((page) => page.id === id);
