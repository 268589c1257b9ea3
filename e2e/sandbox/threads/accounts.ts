/** Invented profiles. Every id is odd and beyond 2^53, so a client that parses it as a double gets a wrong one. */
export interface ThreadsAccount {
  id: string;
  username: string;
  name: string;
  biography: string;
  /** Only followers see it; webhooks for replies and mentions are not sent. */
  private?: true;
}

export const THREADS_ACCOUNTS: readonly ThreadsAccount[] = [
  {
    id: "25610438274916453",
    username: "maya.delorme",
    name: "Maya Delorme",
    biography: "Ceramics from a small kiln in Lyon.",
  },
  {
    id: "25371940582260187",
    username: "jonas.bakes",
    name: "Jonas Okafor",
    biography: "Sourdough, slowly.",
  },
  {
    id: "25988203417735019",
    username: "atelier.nord",
    name: "Atelier Nord",
    biography: "Furniture that outlives us.",
  },
  {
    id: "25107739460092337",
    username: "theo.at.home",
    name: "Théo Lambert",
    biography: "",
    private: true,
  },
];

export const accountById = (id: string): ThreadsAccount | undefined =>
  THREADS_ACCOUNTS.find((account) => account.id === id);

/** By id or username. */
export const findAccount = (reference: string): ThreadsAccount | undefined =>
  THREADS_ACCOUNTS.find(
    ({ id, username }) => id === reference || username === reference || `@${username}` === reference,
  );
