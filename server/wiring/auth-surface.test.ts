import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Answer,
  Browser,
  CLOUD,
  LAPTOP,
  lettersTo,
  PASSWORD,
  type People,
  peopleOn,
  signedUp,
  tokenFrom,
} from "./people.fixture.ts";

/** An answer without what differs between any two people: ids, times, the names themselves. */
function shapeOf({ status, body, headers }: Answer): unknown {
  const mask = (value: unknown): unknown => {
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, inner]) => [key, mask(inner)])
          .sort(),
      );
    return typeof value;
  };
  return { status, body: mask(body), headers: [...headers.keys()].sort() };
}

describe("session cookies", () => {
  async function cookieOf(appUrl: string, env = "production") {
    const people = await peopleOn({ ...LAPTOP, env, appUrl });
    const email = "ana@example.com";
    const browser = new Browser(people);
    await browser.post("/sign-up/email", { name: "Ana", email, password: PASSWORD });
    const signedIn = await browser.post("/sign-in/email", { email, password: PASSWORD });
    const briefly = await browser.post("/sign-in/email", { email, password: PASSWORD, rememberMe: false });
    const signedOut = await browser.post("/sign-out");
    await people.close();
    const session = (answer: Answer) =>
      answer.headers.getSetCookie().find((cookie) => cookie.includes("session_token")) ?? "";
    return {
      in: session(signedIn).replace(/=[^;]+/, "="),
      briefly: session(briefly),
      out: session(signedOut),
    };
  }

  test("behind TLS carry __Host-, Secure, HttpOnly, SameSite=Lax and Path=/", async () => {
    const cookie = await cookieOf("https://app.example.com");
    expect(cookie.in).toBe(
      "__Host-huntaze.session_token=; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax",
    );
    expect(cookie.briefly).not.toMatch(/Max-Age|Expires/);
    expect(cookie.out).toMatch(/^__Host-huntaze\.session_token=; Max-Age=0; .*Secure/);
  });

  test.each(["http://localhost:3000", "http://192.168.1.20:3000"])(
    "on %s drop only what plain http cannot carry",
    async (appUrl) => {
      const cookie = await cookieOf(appUrl);
      expect(cookie.in).toBe("huntaze.session_token=; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax");
    },
  );
});

describe("foreign pages", () => {
  let people: People;
  beforeAll(async () => {
    people = await peopleOn();
  });
  afterAll(() => people.close());

  const signIn = (browser: Browser, origin: string) =>
    browser.post("/sign-in/email", { email: "ana@example.com", password: PASSWORD }, { origin });

  test("cannot sign a browser in or out", async () => {
    const { browser } = await signedUp(people, "Ana");
    expect(await signIn(new Browser(people), "https://evil.example")).toMatchObject({ status: 403 });
    expect(await browser.post("/sign-out", {}, { origin: "https://evil.example" })).toMatchObject({
      status: 403,
    });
    expect(await browser.post("/sign-out", {}, { origin: "null" })).toMatchObject({ status: 403 });
    expect(await browser.session()).not.toBeNull();
  });

  test("are not what the other names of this very machine are", async () => {
    await signedUp(people, "Bea");
    for (const origin of ["http://127.0.0.1:3000", "http://[::1]:3000", "http://192.168.1.20:3000"]) {
      const browser = new Browser(people, { origin });
      const answer = await browser.post("/sign-in/email", { email: "bea@example.com", password: PASSWORD });
      expect([origin, answer.status]).toEqual([origin, 200]);
      expect(await browser.session()).not.toBeNull();
    }
    const rebound = new Browser(people, { origin: "http://rebound.example:3000" });
    expect(await signIn(rebound, rebound.origin)).toMatchObject({
      status: 403,
      body: { code: "INVALID_ORIGIN" },
    });
  });

  test("cannot name where a mail's link leads", async () => {
    const { email } = await signedUp(people, "Cy");
    const browser = new Browser(people);
    const ask = (redirectTo: string) => browser.post("/request-password-reset", { email, redirectTo });
    expect((await ask("https://evil.example/reset")).status).toBe(403);
    const letters = await lettersTo(people, email);
    for (const letter of letters) expect(letter.params.url).toMatch(/^http:\/\/localhost:3000\//);
  });

  test("in the cloud only the public origin is ours, whatever the proxy passes on", async () => {
    const cloud = await peopleOn({ ...CLOUD, mail: { transport: "disk" } });
    const behindProxy = new Browser(cloud);
    await behindProxy.post("/sign-up/email", { name: "Di", email: "di@example.com", password: PASSWORD });
    const inner = behindProxy.request("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "di@example.com", password: PASSWORD }),
    });
    const proxied = new Request(inner.url.replace("https://app.example.com", "http://10.0.0.9:8080"), inner);
    expect((await behindProxy.send(proxied)).status).toBe(200);
    expect(await behindProxy.session()).not.toBeNull();
    const direct = new Browser(cloud, { origin: "http://10.0.0.9:8080" });
    expect(
      (await direct.post("/sign-in/email", { email: "di@example.com", password: PASSWORD })).status,
    ).toBe(403);
    await cloud.close();
  });
});

describe("what is open", () => {
  let people: People;
  beforeAll(async () => {
    people = await peopleOn();
  });
  afterAll(() => people.close());

  test.each([
    ["/update-user", { operator: true }],
    ["/delete-user", {}],
    ["/change-email", { newEmail: "x@example.com" }],
    ["/revoke-sessions", {}],
    ["/set-password", { newPassword: PASSWORD }],
    ["/organization/create", { name: "X", slug: "x" }],
    ["/two-factor/send-otp", {}],
    ["/sign-in/social", { provider: "google" }],
    ["/../trpc/session.current", {}],
  ])("%s is not", async (path, body) => {
    const { browser } = await signedUp(people, `P${crypto.randomUUID().slice(0, 8)}`);
    expect(await browser.post(path, body)).toMatchObject({
      status: 404,
      body: { error: { code: "NOT_FOUND" } },
    });
  });

  test("a known path by the wrong method is 405", async () => {
    expect((await new Browser(people).get("/sign-in/email")).status).toBe(405);
    expect((await new Browser(people).post("/verify-email")).status).toBe(405);
  });

  const raw = (body: string, headers: Record<string, string> = { "content-type": "application/json" }) => {
    const browser = new Browser(people);
    return browser.send(browser.request("/api/auth/sign-in/email", { method: "POST", headers, body }));
  };

  test.each([
    ["malformed JSON", '{"email":', undefined, 400],
    ["a JSON list", "[]", undefined, 400],
    ["an empty object", "{}", undefined, 400],
    ["a number for a password", '{"email":"a@b.co","password":7}', undefined, 400],
    ["a NUL character", '{"email":"a@b.co","password":"a\\u0000bcdefghijk"}', undefined, 400],
    ["a body of a megabyte", JSON.stringify({ email: "x".repeat(1_000_000) }), undefined, 413],
    ["XML", "<a/>", { "content-type": "application/xml" }, 415],
  ])("%s is a 4xx in the house's form", async (_what, body, headers, status) => {
    const answer = await raw(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  });
});

describe("strangers who ask", () => {
  let people: People;
  beforeAll(async () => {
    people = await peopleOn();
    await signedUp(people, "Known");
  });
  afterAll(() => people.close());

  const ask = (path: string, body: object) => new Browser(people).post(path, body);

  test("cannot tell a known address from an unknown one when signing up, and the owner is told", async () => {
    const details = { name: "Someone", password: "another password here" };
    const known = await ask("/sign-up/email", { ...details, email: "KNOWN@example.com" });
    const unknown = await ask("/sign-up/email", { ...details, email: "fresh@example.com" });
    expect(shapeOf(known)).toEqual(shapeOf(unknown));
    expect(known.headers.getSetCookie()).toEqual([]);
    expect((await lettersTo(people, "known@example.com")).at(-1)?.template).toBe("account-exists");
    expect(
      (await ask("/sign-in/email", { email: "known@example.com", password: details.password })).status,
    ).toBe(401);
    expect((await ask("/sign-in/email", { email: "known@example.com", password: PASSWORD })).status).toBe(
      200,
    );
  });

  test("cannot tell when signing in", async () => {
    const password = "not the right one";
    const known = await ask("/sign-in/email", { email: "known@example.com", password });
    const unknown = await ask("/sign-in/email", { email: "nobody@example.com", password });
    expect(known.body).toEqual(unknown.body);
    expect(shapeOf(known)).toEqual(shapeOf(unknown));
  });

  test("cannot tell when asking for a reset or a confirmation", async () => {
    for (const path of ["/request-password-reset", "/send-verification-email"]) {
      const known = await ask(path, { email: "known@example.com" });
      const unknown = await ask(path, { email: "nobody@example.com" });
      expect(known.body).toEqual(unknown.body);
      expect(shapeOf(known)).toEqual(shapeOf(unknown));
    }
    expect(await lettersTo(people, "nobody@example.com")).toEqual([]);
  });

  test("cannot tell by the time an answer takes: both wait for the same moment", async () => {
    const slow = await peopleOn(LAPTOP, 300);
    await signedUp(slow, "Known");
    for (const path of ["/request-password-reset", "/sign-up/email"])
      for (const email of ["known@example.com", "nobody@example.com"]) {
        const askedAt = performance.now();
        await new Browser(slow).post(path, { email, name: "N", password: PASSWORD });
        expect(performance.now() - askedAt).toBeGreaterThanOrEqual(295);
      }
    await slow.close();
  });
});

describe("limits", () => {
  let people: People;
  beforeAll(async () => {
    people = await peopleOn({ ...LAPTOP, env: "production", rateLimitEnabled: true });
  });
  afterAll(() => people.close());

  const guess = (browser: Browser, headers = {}) =>
    browser.post("/sign-in/email", { email: "a@example.com", password: "a wrong password" }, headers);

  test("count tries by the address our entry saw, not by what the client claims", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++) {
      const lies = {
        "x-forwarded-for": `10.9.8.${n}`,
        "x-real-ip": `10.9.8.${n}`,
        forwarded: `for=10.9.8.${n}`,
        "cf-connecting-ip": `10.9.8.${n}`,
        "x-api-key": `key-${n}`,
      };
      statuses.push((await guess(new Browser(people, { address: "203.0.113.9" }), lies)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await guess(new Browser(people, { address: "203.0.113.10" }))).status).toBe(401);
  });

  test("say how long to wait", async () => {
    const browser = new Browser(people, { address: "203.0.113.11" });
    for (let n = 0; n < 5; n++) await guess(browser);
    const answer = await guess(browser);
    expect(answer).toMatchObject({ status: 429, body: { error: { code: "RATE_LIMITED" } } });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("take a whole IPv6 network of one customer for one client", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++)
      statuses.push((await guess(new Browser(people, { address: `2001:db8:1:2::${n + 1}` }))).status);
    expect(statuses.at(-1)).toBe(429);
  });

  test("allow three sign-ups a minute", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) {
      const browser = new Browser(people, { address: "203.0.113.12" });
      const person = { name: "N", email: `n${n}@example.com`, password: PASSWORD };
      statuses.push((await browser.post("/sign-up/email", person)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test("do not vanish for the owner of a laptop, they widen", async () => {
    const laptop = await peopleOn({ ...LAPTOP, rateLimitEnabled: true });
    for (const address of ["127.0.0.1", "::1"]) {
      const statuses: number[] = [];
      // An address that is none is refused before any hashing, and counted all the same.
      const attempt = { email: "none", password: "x" };
      for (let n = 0; n < 51; n++)
        statuses.push((await new Browser(laptop, { address }).post("/sign-in/email", attempt)).status);
      expect(statuses.indexOf(429)).toBe(50);
    }
    await laptop.close();
  });
});

test("no link in a mail can be used for another purpose", async () => {
  const people = await peopleOn();
  const { email } = await signedUp(people, "Zoe");
  const verify = await tokenFrom(people, email, "verify-email");
  const browser = new Browser(people);
  expect((await browser.post("/reset-password", { token: verify, newPassword: PASSWORD })).status).toBe(400);
  await people.close();
});
