import { passkey } from "@better-auth/passkey";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { twoFactor } from "better-auth/plugins";
import { z } from "zod";
import type { Clock, Http, Log, RateLimiter } from "#server/core/ports.ts";
import { createLimit, type Limit } from "#server/http/rate-limit.ts";
import { cookiePolicy } from "./cookies.ts";
import { throughFrontDoor, tooMany } from "./front-door.ts";
import { authLog } from "./log.ts";
import { SIGN_IN_ERROR_PAGE } from "./provider.ts";
import { limitAuth } from "./rate-limits.ts";
import { trustedOrigins } from "./same-origin.ts";
import { type SignInSettings, signInHints, socialSignIn, tidyStart } from "./social.ts";

const HOUR_S = 3_600;
const DAY_S = 86_400;

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;
/** Longest life of a sign-in, counted from the sign-in itself. Without "stay signed in" it is a day. */
const SESSION_LIFE_S = 30 * DAY_S;

/** A mail better-auth wants sent; `template` is what the `mail.send` job renders. */
export interface AuthMail {
  to: string;
  template: "verify-email" | "reset-password" | "account-exists";
  locale: "en" | "fr";
  params: Record<string, string>;
}

export interface AuthConfig {
  appUrl: string;
  env: string;
  secrets: { authSecret: string };
  rateLimitEnabled: boolean;
  mail: { transport: string };
  signIn: SignInSettings;
}

export interface AuthOptions {
  /** The Prisma client; better-auth finds its tables on it by name. */
  db: object;
  config: AuthConfig;
  rateLimiter: RateLimiter;
  /** For sign-in providers. */
  http: Http;
  /** Writes the `mail.send` job. */
  mail(mail: AuthMail): Promise<void>;
  /** Gives a new person what they need to start: a workspace, and the operator's role to the first. Repeatable. */
  settle(userId: string, hints: { timeZone?: string }): Promise<void>;
  /** Shortest answer to a question that must not tell whether an address is known, in ms. Default 400. */
  quietMs?: number;
  clock: Clock;
  log: Log;
}

export interface Auth {
  /** Answers everything under /api/auth/. */
  handler(request: Request): Promise<Response>;
}

/**
 * True where mail reaches people: then an address must be confirmed before the first sign-in, and no answer tells
 * whether an address is known. With mail on disk (a laptop) that would only lock the person out, so they may enter.
 */
export const requiresVerifiedEmail = (config: Pick<AuthConfig, "mail">): boolean =>
  config.mail.transport !== "disk";

/** Sign-up, sign-in, sessions, passwords and second factors on our own tables. One per process. */
export function createAuth(options: AuthOptions): Auth {
  const background = new Set<Promise<unknown>>();
  const limit = limitOf(options);
  const auth = betterAuth({
    ...foundations(options, background),
    ...emailAndPassword(options, async (userId: string): Promise<void> => {
      const { internalAdapter } = await auth.$context;
      await internalAdapter.updateUser(userId, { emailVerified: true });
    }),
    ...people(options),
    plugins: [
      twoFactor({ issuer: "Huntaze", totpOptions: { digits: 6, period: 30 } }),
      passkey(passkeys(options.config.appUrl)),
      socialSignIn(options.config.signIn, options),
    ],
  });
  return {
    async handler(request) {
      const verdict = await limitAuth(limit, request);
      if (!verdict.allowed) return tooMany(verdict);
      const earliest = quietTime(request, options);
      const response = await throughFrontDoor(request, auth.handler);
      // The answer waits for its mail: a row written after it could be lost with the process.
      await Promise.allSettled([...background, earliest]);
      return withHeaders(response, verdict.headers);
    },
  };
}

/** The entry has put the client's address where no client can write it, so no proxy is believed a second time. */
const limitOf = ({ rateLimiter, clock, config }: AuthOptions): Limit =>
  createLimit({
    limiter: rateLimiter,
    local: rateLimiter,
    clock,
    trustedProxyHops: 0,
    enabled: config.rateLimitEnabled,
    production: config.env === "production",
  });

/** The library's answers may be sealed. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers: all });
}

/** A known address makes more work than an unknown one; neither is answered before this, so the work cannot be timed. */
async function quietTime(request: Request, { quietMs = 400, clock }: AuthOptions): Promise<void> {
  const { pathname } = new URL(request.url);
  if (quietMs > 0 && /\/(sign-up\/email|request-password-reset)$/.test(pathname)) await clock.sleep(quietMs);
}

function foundations({ db, config, log }: AuthOptions, background: Set<Promise<unknown>>) {
  const cookies = cookiePolicy(config.appUrl);
  return {
    appName: "Huntaze",
    baseURL: config.appUrl,
    basePath: "/api/auth",
    secret: config.secrets.authSecret,
    database: prismaAdapter(db, { provider: "postgresql", transaction: true }),
    telemetry: { enabled: false },
    logger: authLog(log),
    trustedOrigins: (request?: Request) => trustedOrigins(request, config),
    rateLimit: {
      // Counted before it is asked: see limitAuth.
      enabled: false,
    },
    verification: { storeIdentifier: "hashed" as const },
    onAPIError: { errorURL: `${config.appUrl}${SIGN_IN_ERROR_PAGE}` },
    account: {
      accountLinking: {
        enabled: true,
        // An address is not a person: whoever holds it links a provider from within, signed in.
        disableImplicitLinking: true,
        allowDifferentEmails: true,
      },
    },
    advanced: {
      // The prefix is ours, so better-auth must not add its own `__Secure-`.
      useSecureCookies: false,
      cookiePrefix: cookies.prefix,
      defaultCookieAttributes: {
        secure: cookies.secure,
        httpOnly: true,
        sameSite: "lax" as const,
        path: "/",
      },
      ipAddress: { ipAddressHeaders: ["x-client-address"] },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      backgroundTasks: {
        // A mail written while sign-up holds its transaction must not wait for it, nor it for the mail.
        handler(task: Promise<unknown>) {
          background.add(task);
          void task.finally(() => background.delete(task));
        },
      },
    },
  };
}

function emailAndPassword({ config, mail }: AuthOptions, confirmAddress: (userId: string) => Promise<void>) {
  const page = (path: string, query: Record<string, string>) =>
    `${config.appUrl}${path}?${new URLSearchParams(query)}`;
  return {
    emailAndPassword: {
      enabled: true,
      autoSignIn: false,
      requireEmailVerification: requiresVerifiedEmail(config),
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      resetPasswordTokenExpiresIn: HOUR_S,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }: { user: Recipient; token: string }) =>
        mail(letter(user, "reset-password", page("/reset-password", { token }))),
      onExistingUserSignUp: ({ user }: { user: Recipient }) =>
        mail(letter(user, "account-exists", page("/sign-in", { email: user.email }))),
      // The link came by mail, so whoever used it reads that mailbox.
      onPasswordReset: ({ user }: { user: { id: string } }) => confirmAddress(user.id),
    },
    emailVerification: {
      sendOnSignUp: true,
      // The sign-in page offers to send it again; a sign-in by itself writes no mail.
      sendOnSignIn: false,
      expiresIn: DAY_S,
      autoSignInAfterVerification: false,
      sendVerificationEmail: ({ user, url, token }: { user: Recipient; url: string; token: string }) => {
        const returnTo = new URL(url).searchParams.get("callbackURL") ?? "/";
        return mail(
          letter(
            user,
            "verify-email",
            page("/verify-email", { token, ...(returnTo === "/" ? {} : { returnTo }) }),
          ),
        );
      },
    },
  };
}

/**
 * A passkey replaces password and code together, so the device must have checked who holds it (finger, face or PIN);
 * better-auth alone would take one that did not.
 */
function passkeys(appUrl: string) {
  const { hostname, origin } = new URL(appUrl);
  return {
    rpID: hostname,
    rpName: "Huntaze",
    origin,
    authenticatorSelection: { residentKey: "required" as const, userVerification: "required" as const },
    registration: {
      afterVerification: async ({ verification }: { verification: { registrationInfo?: UserCheck } }) => {
        assertUserChecked(verification.registrationInfo);
      },
    },
    authentication: {
      afterVerification: async ({ verification }: { verification: { authenticationInfo: UserCheck } }) => {
        assertUserChecked(verification.authenticationInfo);
      },
    },
  };
}

interface UserCheck {
  userVerified: boolean;
}

function assertUserChecked(info: UserCheck | undefined): void {
  if (!info?.userVerified)
    throw new APIError("BAD_REQUEST", { code: "USER_NOT_CHECKED", message: "USER_NOT_CHECKED" });
}

interface Recipient {
  email: string;
  name: string;
  locale?: unknown;
}

const letter = (user: Recipient, template: AuthMail["template"], url: string): AuthMail => ({
  to: user.email,
  template,
  locale: user.locale === "fr" ? "fr" : "en",
  params: { url, name: user.name },
});

function people({ settle, log }: AuthOptions) {
  /** A failure here must not undo the sign-up or sign-in: the next request of the person repairs it. */
  const settleOrLog = (userId: string, hints: { timeZone?: string }) =>
    settle(userId, hints).catch((error: unknown) => log.error("settling a person failed", { userId, error }));
  return {
    user: {
      additionalFields: {
        locale: {
          type: "string" as const,
          required: false,
          defaultValue: "en",
          validator: { input: z.enum(["en", "fr"]) },
        },
        operator: { type: "boolean" as const, required: false, defaultValue: false, input: false },
      },
    },
    session: {
      expiresIn: SESSION_LIFE_S,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: {
        activeOrganizationId: { type: "string" as const, required: false, input: false },
      },
    },
    databaseHooks: {
      user: {
        create: {
          before: async (user: { name: string; email: string }) => {
            const { locale } = await signInHints();
            // Pictures come from our own uploads, never as an address somebody typed.
            return { data: { image: null, name: nameOf(user), ...(locale ? { locale } : {}) } };
          },
          after: async (user: { id: string }, context: { body?: unknown } | null) =>
            settleOrLog(user.id, { ...(await signInHints()), ...signUpHints(context?.body) }),
        },
      },
      // Providers' tokens are used once, to see who came; nothing here needs them later, so none is kept.
      account: {
        create: { before: async () => ({ data: NO_TOKENS }) },
        update: { before: async () => ({ data: NO_TOKENS }) },
      },
      session: { create: { after: (session: { userId: string }) => settleOrLog(session.userId, {}) } },
    },
    hooks: { before: createAuthMiddleware(async (ctx) => tidyInput(ctx.path, ctx.body)) },
  };
}

const signUpHints = (body: unknown): { timeZone?: string } => {
  const parsed = z.object({ timeZone: z.string().max(64) }).safeParse(body);
  return parsed.success ? parsed.data : {};
};

const NO_TOKENS = { accessToken: null, refreshToken: null, idToken: null } as const;

/** A provider's name for a person, held to our own bounds. */
const nameOf = ({ name, email }: { name: string; email: string }): string =>
  name.replaceAll("\0", "").trim().slice(0, 120) || (email.split("@")[0] ?? email);

const personName = z.string().trim().min(1).max(120);

/** What better-auth would take as it comes, held to our own rules. */
function tidyInput(path: string, body: unknown) {
  if (path === "/sign-in/social" || path === "/link-social") return tidyStart(body);
  if (typeof body !== "object" || body === null) return undefined;
  if (path === "/sign-up/email") {
    const name = personName.safeParse("name" in body ? body.name : undefined);
    if (!name.success) throw new APIError("BAD_REQUEST", { code: "INVALID_NAME", message: "INVALID_NAME" });
    return { context: { body: { ...body, name: name.data } } };
  }
  if (path === "/change-password") return { context: { body: { ...body, revokeOtherSessions: true } } };
  return undefined;
}
