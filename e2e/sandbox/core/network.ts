import type { Hono } from "hono";
import type { SandboxClock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import type { MediaStore } from "./media-store.ts";
import type { Scheduler } from "./scheduler.ts";
import type { NetworkSettings } from "./settings.ts";
import type { Store } from "./store.ts";
import type { WebhookSender } from "./webhooks.ts";

export type ClientCredentials = { clientId: string; clientSecret: string };
/** Network → login flavour → the app's credentials there. */
export type Secrets = Record<string, Record<string, ClientCredentials>>;

/** Everything a network is given to live on. */
export interface Kit {
  network: string;
  /** The sandbox's own origin, known once it listens. */
  url(): string;
  appUrl: string;
  pace: number;
  clients: Record<string, ClientCredentials>;
  clock: SandboxClock;
  scheduler: Scheduler;
  store: Store;
  media: MediaStore;
  settings(): NetworkSettings;
  faults: Faults;
  journal: Journal;
  webhooks: WebhookSender;
  /** Links to every page for people. */
  navigation(): { href: string; label: string }[];
  /** Whether an address is the app's own or on this machine: the only ones the sandbox fetches. */
  ownsUrl(url: URL): boolean;
  onError(error: unknown): void;
  /** True once the process is ending: work under way must not touch the state any more. */
  closed(): boolean;
}

export interface AccountSummary {
  id: string;
  handle: string;
  displayName: string;
  /** What is special about it, for the console: `private`, `personal`. */
  traits: string[];
  connected: boolean;
}

export interface ConsentInput {
  authorizeUrl: URL;
  account?: string;
  decision: "allow" | "deny";
  scopes?: string[];
}

export interface ModerationInput {
  publishId: string;
  decision: "approve" | "reject";
}

export interface CommentInput {
  /** The network's id of the post. */
  postId: string;
  username: string;
  text: string;
}

/** A network as the rest of the sandbox knows it. */
export interface SandboxNetwork {
  id: string;
  label: string;
  /** Hosts it answers for: the first path segment. */
  hosts: readonly string[];
  operations: readonly string[];
  /** Adds the wire protocol, the consent screens and the visitor's pages. */
  mount(app: Hono): void;
  accounts(): AccountSummary[];
  /** What the consent page does on a click. Throws Refusal where the page would show an error. */
  consent(input: ConsentInput): { redirectTo: string };
  updateAccount(id: string, update: { revoke?: boolean; expireTokens?: boolean }): boolean;
  moderate?(input: ModerationInput): boolean;
  /** A visitor comments on a post. False where there is no such post. */
  comment?(input: CommentInput): boolean;
  /** The provider's check of the callback address, where it has one. */
  verifyWebhook?(): Promise<{ ok: boolean; status: number; answer: string }>;
  /** Where its webhooks go and how each attempt is signed; left out by networks that send none. */
  webhook?: { path: string; retryForMs: number; sign(flavor: string, body: string): Record<string, string> };
  /** Registers again what was under way when the process ended. */
  resume(): void;
  /** Drops what it keeps outside the store. */
  reset?(): void;
  /** Copies (by content) and uploads (by id) its records still refer to. */
  filesInUse(): { media: string[]; uploads: string[] };
  /** How many posts visitors can see, for the console. */
  liveCount(): number;
}

/** `<id>.ts` or `<id>/network.ts` exports one of these; it is found by its place. */
export interface NetworkDefinition {
  id: string;
  label: string;
  /** A network people sign in with shows no visitor's page of its own. Default: publishing. */
  purpose?: "publishing" | "sign-in";
  settings: Partial<NetworkSettings>;
  /** Accent of its pages, on light and on dark ground. */
  color: { light: string; dark: string };
  /** Its clients by login flavour: public on purpose, they open nothing but invented accounts. */
  clients: Record<string, ClientCredentials>;
  /** How its tokens begin, so that one in a log is noticed. No other text of the product begins so. */
  tokenPrefixes: readonly string[];
  create(kit: Kit): SandboxNetwork;
}
