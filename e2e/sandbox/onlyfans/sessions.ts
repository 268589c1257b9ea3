import { findCreator } from "./accounts.ts";
import type { Deps } from "./gate.ts";
import { announce } from "./webhook.ts";

/** The account's session at OnlyFans begins or ends, and the partner says so. False where there is no such account. */
export function signIn({ kit, state, gate }: Deps, reference: string, signedIn: boolean): boolean {
  const creator = findCreator(reference);
  if (!creator) return false;
  if (gate.signedIn(creator) === signedIn) return true;
  const at = kit.clock.now();
  const attempt = {
    started_at: new Date(at).toISOString(),
    completed_at: signedIn ? new Date(at).toISOString() : null,
    success: signedIn,
    error_message: null,
    needs_otp: false,
    needs_face_otp: false,
    otp_phone_ending: null,
  };
  const payload = {
    state: signedIn ? "authenticated" : "session_expired",
    progress: signedIn ? "logged_in" : "needs_login",
    latestAuthAttempt: attempt,
  };
  kit.store.commit([
    state.sessions.put(creator.id, { accountId: creator.id, signedIn, at }),
    ...announce(kit, creator.id, signedIn ? "accounts.reconnected" : "accounts.session_expired", payload),
  ]);
  kit.webhooks.start();
  return true;
}
