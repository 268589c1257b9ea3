import type { AppError } from "#server/core/errors.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { PlatformSession, Tokens } from "#server/platforms/platform.ts";

/** An opened connection: what a platform call needs, and which grant it came from. */
export interface FreshSession extends PlatformSession {
  connectionId: string;
  workspaceId: string;
  platform: string;
  /** Rises with every grant; hand it back to `refused` so that an old token's refusal does not condemn a new one. */
  tokenVersion: number;
}

export interface RefreshOutcome {
  state: "refreshed" | "already-newer" | "too-young" | "needs-reconnect" | "gone";
  /** When `too-young` is worth another look. */
  at?: Date;
  /** Why a person has to log in again, for `needs-reconnect`. */
  reason?: string;
}

/** What one run of the calendar did to one connection; never a token, nothing personal beyond the handle. */
export interface RefreshRunResult {
  connectionId: string;
  platform: string;
  handle: string;
  status: RefreshOutcome["state"] | "failed";
  error?: { code: string; retryable?: boolean; status?: number; providerCode?: string };
}

export type RefreshRun =
  | { skipped: true; reason: string }
  /** `remaining`: due, but left to jobs because the run's time was up. */
  | { results: RefreshRunResult[]; remaining: number };

export interface TokensService {
  /**
   * A session whose access token stays valid for at least a few minutes, refreshed first when it must be: by one
   * caller, however many ask. Throws NEEDS_RECONNECT when a person has to log in again, NOT_FOUND for a connection that
   * does not exist, and a retryable error when the platform could not be asked and the token has run out.
   */
  fresh(connectionId: string): Promise<FreshSession>;
  /** The refresh token behind a connection, to end its grant with; undefined where there is none, or none that opens. */
  refreshTokenOf(connectionId: string): Promise<string | undefined>;
  /**
   * A platform refused the token of this session (an AppError NEEDS_RECONNECT). Resolves when a newer grant is in place
   * and the call is worth repeating with `fresh`; throws NEEDS_RECONNECT once the connection is marked, its due posts are
   * parked and its people told; throws what stood in the way when the platform could not be asked.
   */
  refused(session: FreshSession, error: AppError): Promise<void>;
  /** Job token.refresh. */
  refresh(input: { connectionId: string; tokenVersion: number }): Promise<RefreshOutcome>;
  /** Job tokens.sweep: enqueues refreshes that are due, warns of grants that end for good. Returns how many it enqueued. */
  sweep(): Promise<number>;
  /** Renews what is due now, within a bounded time and one run at a time, and tells what became of each. */
  runDue(): Promise<RefreshRun>;
  /** A person consented: seals and stores the grant of a connection row, and lets its parked posts go on. */
  granted(tx: Tx, grant: Grant): Promise<void>;
  /** A person connected an account that needs no grant: it works from now on, and its parked posts go on. */
  withoutGrant(
    tx: Tx,
    connection: { id: string; workspaceId: string; kind: "connected" | "reconnected" },
  ): Promise<void>;
  /** A person disconnects: nobody uses the grant any more, and its end is no news. False when that was so already. */
  leaving(tx: Tx, connection: { id: string; workspaceId: string }): Promise<boolean>;
  /** After `leaving`: the tokens are deleted, the row and its journal stay. False when there are none any more. */
  forgotten(tx: Tx, connection: { id: string; workspaceId: string }, detail: string): Promise<boolean>;
  /** The grant is gone (webhook, refused call): marks, parks, notifies. False when it was not active any more. */
  lost(tx: Tx, connection: { id: string; tokenVersion: number }, reason: string): Promise<boolean>;
}

interface Grant {
  connectionId: string;
  workspaceId: string;
  platform: string;
  flavor: string;
  tokens: Tokens;
  /** First time, or again. */
  kind: "connected" | "reconnected";
}
