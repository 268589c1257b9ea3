import { testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { type AuthConfig, createAuth, requiresVerifiedEmail } from "#server/adapters/auth/auth.ts";
import { readSessionToken } from "#server/adapters/auth/cookies.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Clock, RateLimiter } from "#server/core/ports.ts";
import { createSessionService } from "#server/features/session/service.ts";
import { createUnitOfWork } from "#server/features/unit-of-work.ts";
import { createWorkspaceService } from "#server/features/workspace/service.ts";
import { createHttp } from "#server/http/http.ts";

const OFF = { mode: "off", clientId: "", clientSecret: "", urls: {}, redirectUri: "" } as const;

export const LAPTOP: AuthConfig = {
  appUrl: "http://localhost:3000",
  env: "test",
  secrets: { authSecret: "a-secret-of-the-test-0123456789abcdef-0123456789" },
  rateLimitEnabled: false,
  mail: { transport: "disk" },
  signIn: { google: OFF, github: OFF },
};
export const CLOUD: AuthConfig = {
  ...LAPTOP,
  appUrl: "https://app.example.com",
  env: "production",
  mail: { transport: "smtp" },
};

/** Counts in a map; windows never pass, which is what a test of limits wants. */
export function countingRateLimiter(clock: Clock = systemClock): RateLimiter {
  const counts = new Map<string, number>();
  return {
    async check(rule, identity) {
      const key = `${rule.scope}|${identity}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const resetAt = new Date(clock.now().getTime() + rule.windowMs);
      return {
        allowed: count <= rule.limit,
        limit: rule.limit,
        remaining: Math.max(0, rule.limit - count),
        resetAt,
      };
    },
  };
}

/** better-auth, sessions and workspaces on a database of their own, wired as in life. */
export async function peopleOn(config: AuthConfig = LAPTOP, quietMs = 0) {
  const database = await testDatabase();
  const { db } = database;
  const log = silentLog();
  const clock = systemClock;
  const uow = createUnitOfWork({
    db,
    queue: { arm: async () => {}, start: async () => {}, stop: async () => {} },
    events: { publish: async () => {}, subscribe: async function* () {} },
    clock,
    log,
  });
  const rateLimiter = countingRateLimiter();
  const sessions = createSessionService({
    db,
    uow,
    sessionToken: (request) => readSessionToken(request, config),
    requiresVerifiedEmail: requiresVerifiedEmail(config),
    clock,
    log,
  });
  const workspaces = createWorkspaceService({ db, uow, sessions, rateLimiter, clock, appUrl: config.appUrl });
  const mail = (letter: Parameters<Parameters<typeof createAuth>[0]["mail"]>[0]) =>
    uow.run(async (tx) => void (await tx.enqueue("mail.send", letter)));
  const http = createHttp({ clock, log });
  const { settle } = sessions;
  const auth = createAuth({ db, config, rateLimiter, http, mail, settle, quietMs, clock, log });
  return { ...database, config, auth, sessions, workspaces, uow, log, rateLimiter };
}
export type People = Awaited<ReturnType<typeof peopleOn>>;

export interface Letter {
  to: string;
  template: string;
  locale: string;
  params: Record<string, string>;
}

/** Mails waiting to be sent, oldest first. */
export async function lettersTo({ db }: People, email: string): Promise<Letter[]> {
  const jobs = await db.job.findMany({ where: { name: "mail.send" }, orderBy: { createdAt: "asc" } });
  return jobs.map((job) => job.payload as unknown as Letter).filter((letter) => letter.to === email);
}

/** The `token` in the newest mail of this template. */
export async function tokenFrom(people: People, email: string, template: string): Promise<string> {
  const letter = (await lettersTo(people, email)).findLast((one) => one.template === template);
  return new URL(letter?.params.url ?? "missing:").searchParams.get("token") ?? "";
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

/** A browser as far as sign-in cares: keeps cookies, names its origin. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly people: People;
  readonly origin: string;
  readonly address: string;

  constructor(people: People, options: { origin?: string; address?: string } = {}) {
    this.people = people;
    this.origin = options.origin ?? people.config.appUrl;
    this.address = options.address ?? "203.0.113.7";
  }

  request(path: string, init: RequestInit = {}): Request {
    const headers = new Headers(init.headers);
    if (!headers.has("origin")) headers.set("origin", this.origin);
    headers.set("x-client-address", this.address);
    if (this.cookies.size > 0)
      headers.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    return new Request(`${this.origin}${path}`, { ...init, headers });
  }

  async post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(
      this.request(`/api/auth${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    );
  }

  get(path: string): Promise<Answer> {
    return this.send(this.request(`/api/auth${path}`));
  }

  async send(request: Request): Promise<Answer> {
    const response = await this.people.auth.handler(request);
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    const text = await response.text();
    const body = text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : {};
    return { status: response.status, body, headers: response.headers };
  }

  private keep(setCookie: string): void {
    const [pair = "", ...flags] = setCookie.split("; ");
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    if (value === "" || flags.includes("Max-Age=0")) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  /** Who the browser is signed in as, through our own session service. */
  session() {
    return this.people.sessions.fromRequest(this.request("/calendar"));
  }
}

export const PASSWORD = "correct horse battery";

/** A new person, signed in, with a workspace of their own. */
export async function signedUp(people: People, name: string, extra: Record<string, unknown> = {}) {
  const email = `${name.toLowerCase()}@example.com`;
  const browser = new Browser(people);
  await browser.post("/sign-up/email", { name, email, password: PASSWORD, ...extra });
  await browser.post("/sign-in/email", { email, password: PASSWORD });
  const session = await browser.session();
  if (!session) throw new Error(`${name} could not sign in`);
  const actor = { userId: session.user.id, workspaceId: session.workspace.id, role: session.role };
  return { browser, email, session, actor };
}
