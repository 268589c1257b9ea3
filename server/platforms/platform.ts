import type { EvidenceTable } from "#server/core/evidence.ts";
import type { Clock, Http, Log } from "#server/core/ports.ts";
import type { Interpreter } from "#server/webhooks/meaning.ts";
import type { WebhookSource } from "#server/webhooks/source.ts";
import type { AudienceCapability } from "./audience.ts";
import type { ConnectCapability } from "./connect.ts";
import type { PlatformLook } from "./look.ts";
import type { ProviderErrorRow } from "./provider-error.ts";
import type { MediaKind, PlatformRules, TextCounter } from "./rules.ts";
import type { Clients, OwnVariables, PlatformSetup } from "./setup.ts";
import type { PlatformWords } from "./words.ts";

/** What a platform is given to work with. Built once by the wiring from Config; base URLs point at the sandbox there. */
export interface PlatformDeps {
  http: Http;
  clock: Clock;
  log: Log;
  /** Client id and secret per login flavour, e.g. `{ "instagram-login": { clientId, clientSecret } }`. */
  clients: Clients;
  /** Named base URLs without a trailing slash, e.g. `{ graph: "https://graph.facebook.com" }`. */
  urls: Record<string, string>;
  /** What else its setup reads from the environment. */
  settings?: Readonly<Record<string, string>>;
}

export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  accessTokenExpiresAt?: Date;
  refreshTokenExpiresAt?: Date;
  /** Scopes really granted, read back from the platform, never the ones we asked for. */
  scopes: string[];
  issuedAt: Date;
}

/** One account of the person who consented; a login may yield several (Facebook pages). */
export interface PlatformAccount {
  /** Always a string: ids exceed 2^53. */
  externalId: string;
  handle: string;
  displayName: string;
  avatarUrl?: string;
  /** Not secret: page ids, account type. `grantId` names the grant where one consent opens several accounts. */
  meta: Record<string, string>;
}

/** A connection as platforms see it: opened tokens, no database row. */
export interface PlatformSession {
  flavor: string;
  externalId: string;
  accessToken: string;
  scopes: string[];
  meta: Record<string, string>;
}

export interface ScopeRule {
  scope: string;
  /** Without it the connection cannot be used at all. */
  required: boolean;
  /** Capability the scope is for; missing scopes are shown by it. */
  for: "identity" | "publish" | "insights" | "comments" | "messages";
}

export interface OAuthCapability {
  flavors: readonly { id: string; scopes: readonly ScopeRule[] }[];
  /** `s256-hex` is TikTok's deviation for desktop and loopback redirects. */
  pkce: "none" | "s256" | "s256-hex";
  authorizeUrl(input: { flavor: string; state: string; redirectUri: string; codeChallenge?: string }): string;
  /** Trades the code (single use: never retried). Returns tokens and the accounts they open. Throws AppError. */
  exchange(input: {
    flavor: string;
    code: string;
    redirectUri: string;
    codeVerifier?: string;
  }): Promise<{ tokens: Tokens; accounts: PlatformAccount[] }>;
  /**
   * Revokes at the platform where it can; resolves false where the platform offers no way. Some end a grant only by its
   * refresh token.
   */
  revoke(session: PlatformSession, refreshToken?: string): Promise<boolean>;
}

/** Longest a refresh may take, all tries included: shorter than the lease on the row, so no two are ever under way. */
export const REFRESH_DEADLINE_MS = 20_000;

export interface RefreshRule {
  /** A token younger than this must not be refreshed (Instagram: 24 h). */
  minAgeMs: number;
  /** Refresh at the latest this long before expiry, where the lifetime allows it. */
  marginMs: number;
  /** The old refresh token dies when the network applies the call: a lost answer is followed by one further try with it. */
  rotates: boolean;
}

export interface RefreshCapability {
  rule(flavor: string): RefreshRule;
  /**
   * Throws NEEDS_RECONNECT when the grant is gone; anything else is transient. Gives up within REFRESH_DEADLINE_MS.
   * `scopes` is empty, `refreshToken` undefined where the answer does not tell: what was stored stays.
   */
  refresh(input: { flavor: string; accessToken: string; refreshToken?: string }): Promise<Tokens>;
}

export interface PublishMedia {
  id: string;
  kind: MediaKind;
  contentType: string;
  bytes: number;
  width: number;
  height: number;
  durationMs?: number;
  altText?: string;
  /** A public address the platform may fetch; signed, valid for hours. */
  url(): Promise<string>;
  /** Bytes from `start` (inclusive) to `end` (inclusive). */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

export interface PublishContent {
  /** Kind id of the platform's rules. */
  kind: string;
  text: string;
  /**
   * The parts of a thread, the first included, where the rules allow one (`thread`) and the text has more than one;
   * `text` is then the first part. Media belong to the first.
   */
  parts?: string[];
  media: PublishMedia[];
  options: Record<string, string | boolean>;
}

/** Ids and progress of the provider, stored before the next call is made. Flat, JSON, no secrets beyond upload URLs. */
export type Handles = Record<string, string | number>;

export interface PublishContext {
  content: PublishContent;
  session: PlatformSession;
  handles: Readonly<Handles>;
  /** When the irreversible step was armed; undefined before. */
  armedAt?: Date;
}

/** Where the platform says the post is, and what proves it. */
export interface Live {
  remoteId?: string;
  remoteUrl?: string;
}

/**
 * One step of a publication. `plan` looks at the handles and names the next step; the engine commits around it.
 * safe: may be repeated (at worst an invisible orphan). commit: the one call that must never be repeated blindly.
 * poll: a read that is asked again until it settles.
 */
export type PublishStep =
  | { type: "safe"; name: string; run(): Promise<Handles> }
  | { type: "commit"; name: string; run(): Promise<CommitResult> }
  | { type: "poll"; name: string; run(): Promise<PollResult> }
  | { type: "done"; live: Live };

/**
 * What a read said: go on, ask again, it is live, or begin anew without these handles (`evidence` says why). `settled`
 * is what it is of a `CommitResult`: the call that was accepted is finished now, and further calls may follow.
 */
export type PollResult =
  | { state: "ready"; handles?: Handles }
  | { state: "waiting"; again: { afterMs: number }; handles?: Handles }
  | { state: "live"; live: Live; handles?: Handles }
  | { state: "settled"; handles: Handles; live?: Live }
  | { state: "restart"; evidence: string; drop: string[] };

/**
 * What the irreversible call answered. `applied: false`: the platform said that nothing happened and where to go on,
 * so the armed mark is taken back and `plan` names the next step from the handles. `settled`: its effect is known and
 * finished, so the armed mark is taken back too, and `plan` may name a further `commit` (threads, first comments);
 * `live` is then what this call made public, stored at once. A commit that throws an AppError which is not `ambiguous`
 * has not happened either; an ambiguous one is settled by `reconcile` alone.
 */
export interface CommitResult {
  handles: Handles;
  live?: Live;
  applied?: false;
  settled?: true;
}

/** How a lost answer is settled; the words a person reads as "how we know". */
export type Proof = "idempotency-key" | "client-id" | "status-handle" | "list-and-match" | "none";

/**
 * What became of the armed call. `live`: the whole post is public. `settled`: this call happened and is finished, and
 * `plan` names what is still missing from the handles given here. `evidence` is made by `evidence()` of the core, so that a person can read it. */
export type Verdict =
  | { verdict: "live"; live: Live; evidence: string }
  | { verdict: "accepted"; handles: Handles; evidence: string }
  | { verdict: "settled"; handles: Handles; evidence: string; live?: Live }
  | { verdict: "not-happened"; evidence: string }
  | { verdict: "failed"; providerCode: string; evidence: string }
  | { verdict: "pending"; evidence: string };

/** A publication as it stands on the network. */
export interface Published {
  remoteId?: string;
  remoteUrl?: string;
  handles: Readonly<Handles>;
  /** Every piece that is public by itself, in order; empty where one call made it all. */
  parts: readonly Live[];
}

export type Removal = { removed: true } | { removed: false; why: string };

/** What is judged by the demands of a place, before anything is sent. */
export interface RequirementsDraft {
  kind: string;
  text: string;
  mediaCount: number;
  options: PublishContent["options"];
}

/** Something a place would refuse. */
export interface RequirementIssue {
  field: "text" | "media" | "kind" | "options";
  /** Key under `issues`. */
  code: string;
  /** `option` names the option an issue of the field `options` belongs to. */
  params?: Record<string, string | number>;
  /** Default: error. */
  severity?: "error" | "warning";
}

export interface RequirementsCapability {
  /** Names the place these options lead to; undefined while none is chosen. One name per place, so it can be a cache key. */
  placeOf(options: PublishContent["options"]): string | undefined;
  /** What the place demands, as JSON data that is kept for minutes. That a place is closed is data too. Throws AppError. */
  read(session: PlatformSession, place: string): Promise<object>;
  /** What of the draft these demands (as `read` gave them) would refuse. Pure. */
  judge(demands: object, draft: RequirementsDraft): RequirementIssue[];
}

export interface PublishCapability {
  proof: Proof;
  /** The next step for these handles; synchronous and pure, so that a crash anywhere resumes at the same place. */
  plan(context: PublishContext): PublishStep;
  /** Asks the platform whether the armed call happened. Reads only. */
  reconcile(context: PublishContext & { armedAt: Date }): Promise<Verdict>;
  /** No verdict of `not-happened` is believed earlier than this after arming. */
  settleAfterMs: number;
  /**
   * Deletes the whole publication on the network; left out where the network offers no way. Idempotent: gone already is
   * removed, so a lost answer is settled by asking again. `removed: false` only when the network refuses for good; `why`
   * is an i18n key under `errors`. Throws AppError for everything else.
   */
  remove?(session: PlatformSession, published: Published): Promise<Removal>;
  /**
   * Values for options whose rule says `account` (TikTok's privacy levels), and live limits of the account. `chosen` holds
   * what they depend on, as far as it is chosen.
   */
  composeOptions?(
    session: PlatformSession,
    chosen?: PublishContent["options"],
  ): Promise<Record<string, string[]>>;
  /** What the place of publication demands beyond the network's own rules: those of a subreddit. */
  requirements?: RequirementsCapability;
  /** What is left of the publishing quota now, where the platform tells. */
  quota?(session: PlatformSession): Promise<{ used: number; limit: number; windowMs: number }>;
}

/** What a network can do, made from what it is given. One of `oauth` and `connect` is there. */
export interface PlatformCapabilities {
  /** Logging in on the network's own page. */
  oauth?: OAuthCapability;
  /** Connecting without one. */
  connect?: ConnectCapability;
  refresh: RefreshCapability;
  publish: PublishCapability;
  /** The people behind an account, where the network tells of them. */
  audience?: AudienceCapability;
}

export interface Platform extends PlatformCapabilities {
  id: string;
  label: string;
  rules: PlatformRules;
}

/** One that people log in to on its own page. */
export type OAuthPlatform = Platform & Required<Pick<Platform, "oauth">>;

/** What a network sends by itself: how it is verified and read, and what its events mean here. */
export interface PlatformWebhook {
  source: WebhookSource;
  /** Event type → what it means. A type that is not in the table is kept and ignored. */
  meanings: Readonly<Record<string, Interpreter>>;
}

/** Everything the house knows of one network; `server/platforms/<id>/<id>.ts` exports one of these. */
export interface PlatformFacts<V extends OwnVariables = OwnVariables> {
  /** Name of its folder, of its addresses (`/auth/<id>/callback`, `/api/webhooks/<id>`) and of its rows. */
  id: string;
  rules: PlatformRules;
  /** Everything the platform is known to refuse with, as data. */
  errors: readonly ProviderErrorRow[];
  /** How it knows what became of a publication: keys that begin with its id, with the facts that belong to each. */
  evidence: EvidenceTable;
  setup: PlatformSetup<V>;
  look: PlatformLook;
  words: PlatformWords;
  /** Left out by networks that count characters in one of the usual units. */
  counter?: TextCounter;
  /** Left out by networks that send none. */
  webhook?: PlatformWebhook;
  create(deps: PlatformDeps): PlatformCapabilities;
}

/** A platform as the registry lists it. */
export interface PlatformDefinition<V extends OwnVariables = OwnVariables> extends PlatformFacts<V> {
  label: string;
}

export const definePlatform = <const V extends OwnVariables>(
  facts: PlatformFacts<V>,
): PlatformDefinition<V> => ({ ...facts, label: facts.look.label });
