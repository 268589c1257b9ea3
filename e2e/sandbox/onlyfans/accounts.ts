/** Invented creators, the teams at the partner that manage them, and their fans. */
export interface Creator {
  /** The partner's id. */
  id: string;
  /** OnlyFans' own id. */
  onlyfansId: number;
  username: string;
  displayName: string;
  bio: string;
  /** False: known at the partner, but never signed in there. */
  signedIn: boolean;
  fans: number;
}

export const CREATORS: readonly Creator[] = [
  {
    id: "acct_8f21c07d5ab94e13",
    onlyfansId: 41_200_017,
    username: "maya.delorme",
    displayName: "Maya Delorme",
    bio: "The kiln after hours: glazes, failures, and how it is really done.",
    signedIn: true,
    fans: 57,
  },
  {
    id: "acct_3d90be61c2f74a58",
    onlyfansId: 41_200_252,
    username: "jonas.bakes",
    displayName: "Jonas Okafor",
    bio: "Sourdough for members, with all the weights.",
    signedIn: true,
    fans: 23,
  },
  {
    id: "acct_b7715e0a94d84c20",
    onlyfansId: 41_200_803,
    username: "quiet.lena",
    displayName: "Lena Horvat",
    bio: "Not signed in at the partner yet.",
    signedIn: false,
    fans: 4,
  },
];

export const ELSEWHERE: Creator = {
  id: "acct_60e4f1b82c934d77",
  onlyfansId: 41_300_990,
  username: "kaya.runs",
  displayName: "Kaya Lindqvist",
  bio: "Training plans for members.",
  signedIn: true,
  fans: 11,
};

/** Keys of other teams: one with an account of its own, one that never bought credits. */
export const SECOND_TEAM_KEY = "ofapi_sandbox-second-team-0123456789";
export const EMPTY_TEAM_KEY = "ofapi_sandbox-empty-team-0123456789";

/** By the partner's id or username. */
export const findCreator = (reference: string): Creator | undefined =>
  [...CREATORS, ELSEWHERE].find(
    ({ id, username }) => id === reference || username === reference || `@${username}` === reference,
  );

export interface Fan {
  id: number;
  username: string;
  name: string;
  subscribed: boolean;
  spent: number;
  /** OnlyFans leaves some people out of a page without making up for them. */
  hidden: boolean;
  subscribedAt: string;
  expiresAt: string;
}

const NAMES = ["Alex", "Bea", "Chris", "Dana", "Eli", "Fay", "Gus", "Hana", "Ivo", "June", "Kim", "Lou"];
const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(2026, 0, 1);

/** The same fans every time, newest first. */
export const fansOf = (creator: Creator): Fan[] =>
  Array.from({ length: creator.fans }, (_, index) => {
    const name = NAMES[index % NAMES.length] ?? "Fan";
    const joined = EPOCH - index * DAY_MS;
    return {
      id: creator.onlyfansId * 10 + index,
      username: `${name.toLowerCase()}${index + 1}`,
      name: `${name} ${String.fromCharCode(65 + (index % 26))}.`,
      subscribed: index % 5 !== 4,
      spent: Math.round(((index * 37) % 240) * 100 + 999) / 100,
      hidden: index % 20 === 13,
      subscribedAt: new Date(joined).toISOString(),
      expiresAt: new Date(joined + 400 * DAY_MS).toISOString(),
    };
  });

export interface UserList {
  id: string | number;
  name: string;
  members(fans: Fan[]): Fan[];
}

export const LISTS: readonly UserList[] = [
  { id: "fans", name: "Fans", members: (fans) => fans.filter(({ subscribed }) => subscribed) },
  { id: 900_001, name: "Collectors", members: (fans) => fans.filter(({ spent }) => spent > 150) },
  { id: 900_002, name: "New this month", members: (fans) => fans.slice(0, 12) },
];
