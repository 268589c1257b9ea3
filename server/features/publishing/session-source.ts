import type { PlatformSession } from "#server/platforms/platform.ts";

/** Where publishing gets opened tokens from; the tokens feature implements it. */
export interface SessionSource {
  /**
   * A session whose access token is good for the calls to come, refreshed first when it is due. Throws NEEDS_RECONNECT
   * when only the person can mend it, something retryable when the platform or the database cannot be reached.
   */
  fresh(connectionId: string): Promise<PlatformSession>;
  /**
   * The platform refused this token with NEEDS_RECONNECT although we thought it good: a newer one is fetched, or the
   * connection is marked. Must not throw for what the platform answers.
   */
  refused?(connectionId: string, accessToken: string): Promise<void>;
}
