import type { BetterAuthPlugin } from "better-auth";
import { APIError, getOAuthState } from "better-auth/api";
import { z } from "zod";
import { isAppError } from "#server/core/errors.ts";
import type { Log } from "#server/core/ports.ts";
import { githubProvider } from "./github.ts";
import { googleProvider } from "./google.ts";
import { type Provider, type ProviderDeps, refuseSignIn, type SignInProviderSettings } from "./provider.ts";

export const SIGN_IN_PROVIDERS = ["google", "github"] as const;
export type SignInProviderId = (typeof SIGN_IN_PROVIDERS)[number];
export type SignInSettings = Readonly<Record<SignInProviderId, SignInProviderSettings>>;

/** The providers that are on, in the order in which they are offered. */
export const signInProviders = (settings: SignInSettings): SignInProviderId[] =>
  SIGN_IN_PROVIDERS.filter((id) => settings[id].mode !== "off");

const FACTORIES = { google: googleProvider, github: githubProvider };

/**
 * Puts our own providers where better-auth expects its own: its Google takes an id token from the token endpoint
 * unverified, and its GitHub takes addresses nobody confirmed (both seen in 1.7.0).
 */
export function socialSignIn(settings: SignInSettings, deps: Omit<ProviderDeps, "config">): BetterAuthPlugin {
  const providers = signInProviders(settings).map((id) =>
    guarded(FACTORIES[id]({ ...deps, config: settings[id] }), deps.log),
  );
  return {
    id: "huntaze-sign-in",
    init: (context) => ({
      context: { socialProviders: [...providers, ...context.socialProviders] },
    }),
  };
}

/** A provider that cannot be asked, or answers nonsense, is said to be so on the page the sign-in began on. */
const guarded = (provider: Provider, log: Log): Provider => ({
  ...provider,
  getUserInfo: (tokens) =>
    provider.getUserInfo(tokens).catch((error: unknown) => {
      if (error instanceof APIError) throw error;
      log.warn("sign-in provider did not answer", {
        provider: provider.id,
        error: isAppError(error) ? error : String(error instanceof z.ZodError ? "unexpected answer" : error),
      });
      return refuseSignIn("provider_trouble");
    }),
});

const hints = z.object({ locale: z.enum(["en", "fr"]).optional(), timeZone: z.string().max(64).optional() });
export type SignInHints = z.infer<typeof hints>;

/** What the page told of the person when they left for the provider. */
export async function signInHints(): Promise<SignInHints> {
  const parsed = hints.safeParse((await getOAuthState().catch(() => null)) ?? {});
  return parsed.success ? parsed.data : {};
}

const startBody = z.strictObject({
  provider: z.enum(SIGN_IN_PROVIDERS),
  callbackURL: z.string().max(2_048).optional(),
  errorCallbackURL: z.string().max(2_048).optional(),
  disableRedirect: z.boolean().optional(),
  additionalData: hints.strict().optional(),
});

/**
 * Of all that better-auth takes when a sign-in starts, what our pages send: no scopes, no tokens, no extra parameters.
 * Refused rather than left out, because better-auth merges what a hook returns into what came.
 */
export function tidyStart(body: unknown): { context: { body: object } } {
  const parsed = startBody.safeParse(body);
  if (!parsed.success)
    throw new APIError("BAD_REQUEST", { code: "VALIDATION_ERROR", message: "VALIDATION_ERROR" });
  return { context: { body: { ...parsed.data, disableRedirect: true } } };
}
