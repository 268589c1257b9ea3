import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { prepare, takeSteps } from "#e2e/support/publishing-run.ts";
import { type Login, type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { PublishContent } from "../platform.ts";

/** The whole of Instagram, over real HTTP, against the sandbox that knows the wire and keeps the ledger. */

const WAIT_MS = 20;
const STEPS = 300;
let sandbox: TestSandbox;
let on: SandboxPlatform;

beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.settings({ network: "instagram", rateLimits: false });
  on = sandboxPlatform(sandbox, "instagram");
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const image = () => on.media("portrait-1080x1350.jpg");
const reel = () => on.media("reel-1080x1920-3s.mp4");
const content = (kind: string, more: Partial<PublishContent> = {}): PublishContent => ({
  kind,
  text: `Glaze day ${kind}`,
  media: kind === "reel" ? [reel()] : kind === "carousel" ? [image(), reel(), image()] : [image()],
  options: {},
  ...more,
});
const publish = (login: Login, what: PublishContent, run = {}) =>
  takeSteps(on.platform.publish, what, login.session, run, STEPS, WAIT_MS);
const effects = () => sandbox.control.effects({ network: "instagram" });

describe.each(["instagram-login", "facebook-login"])("%s", (flavor) => {
  const login = () => on.login(flavor, "maya.delorme");

  test("a login yields a long-lived token, the granted permissions and the account with all its digits", async () => {
    const { tokens, accounts } = await login();
    expect(accounts[0]).toMatchObject({ externalId: "17841460238417351", handle: "maya.delorme" });
    const lifeMs = (tokens.accessTokenExpiresAt?.getTime() ?? 0) - tokens.issuedAt.getTime();
    expect(lifeMs).toBeGreaterThan(59 * 86_400_000);
    const required = on.platform.oauth.flavors
      .find(({ id }) => id === flavor)
      ?.scopes.filter((rule) => rule.required);
    for (const { scope } of required ?? []) expect(tokens.scopes).toContain(scope);
  });

  test.each(["image", "carousel", "reel", "story"])("publishes one %s, and says where", async (kind) => {
    const { remoteId, remoteUrl } = (await publish(await login(), content(kind))).live ?? {};
    const ledger = await effects();
    expect(ledger).toMatchObject([
      { kind: kind === "story" ? "story" : "post", remoteId, handle: "maya.delorme" },
    ]);
    expect(ledger[0]?.mediaCount).toBe(kind === "carousel" ? 3 : 1);
    expect((await fetch(remoteUrl ?? "")).status).toBe(200);
  });

  test("the quota counts what went out", async () => {
    const session = await login();
    await publish(session, content("image"));
    expect(await on.platform.publish.quota?.(session.session)).toEqual({
      used: 1,
      limit: 50,
      windowMs: 86_400_000,
    });
  });

  test("a token a day old is renewed", async () => {
    const { tokens } = await login();
    await sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    const renewed = await on.platform.refresh.refresh({ flavor, accessToken: tokens.accessToken });
    expect(renewed.accessTokenExpiresAt?.getTime()).toBeGreaterThan(Date.now() + 58 * 86_400_000);
  });

  test("a person who took the app's access away ends the grant", async () => {
    const { session } = await login();
    await sandbox.control.account("instagram", "maya.delorme", { revoke: true });
    await expect(on.platform.publish.quota?.(session)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "revoked_at_platform" },
    });
  });
});

describe("logins that cannot be used", () => {
  test("a person without a professional account behind their pages", async () => {
    await expect(on.login("facebook-login", "theo.at.home")).rejects.toMatchObject({
      userMessage: "OAUTH_NO_BUSINESS_ACCOUNT",
    });
  });

  test("what a person unticks is not among the granted scopes", async () => {
    const { tokens } = await on.login("instagram-login", "maya.delorme", ["instagram_business_basic"]);
    expect(tokens.scopes).toEqual(["instagram_business_basic"]);
  });

  test("a code spent twice", async () => {
    const redirectUri = `${sandbox.app.url}/auth/instagram/callback`;
    const { oauth } = on.platform;
    for (const [flavor] of [["instagram-login"], ["facebook-login"]] as const) {
      const authorizeUrl = oauth.authorizeUrl({ flavor, state: "S", redirectUri });
      const back = new URL(await sandbox.control.consent({ authorizeUrl, account: "maya.delorme" }));
      const code = back.searchParams.get("code") ?? "";
      await oauth.exchange({ flavor, code, redirectUri });
      await expect(oauth.exchange({ flavor, code, redirectUri }), flavor).rejects.toMatchObject({
        userMessage: "OAUTH_CODE_EXPIRED",
      });
    }
  });

  test("the documented shape of the code exchange is read as well", async () => {
    await sandbox.control.settings({ network: "instagram", exchangeShape: "documented" });
    expect((await on.login("instagram-login", "maya.delorme")).tokens.scopes).toContain(
      "instagram_business_basic",
    );
  });
});

describe("a lost answer to media_publish", () => {
  const lost = [
    ["the wire broke after it was applied", { kind: "apply-then-drop" }, true],
    ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }, true],
    ["the wire broke before it was applied", { kind: "drop" }, false],
    ["a gateway answered 503 instead", { kind: "status", status: 503 }, false],
  ] as const;

  test.each(
    lost.flatMap(([name, fault, applied]) =>
      ["image", "story"].map((kind) => [name, kind, fault, applied] as const),
    ),
  )("%s (%s): settled by asking, one post", async (_, kind, fault, applied) => {
    const login = await on.login("instagram-login", "maya.delorme");
    const what = content(kind);
    const run = await prepare(on.platform.publish, what, login.session, WAIT_MS);
    await sandbox.control.fault({ network: "instagram", operation: "media_publish", fault });
    const armedAt = new Date();
    await expect(publish(login, what, run)).rejects.toMatchObject({ ambiguous: true });
    const armed = { content: what, session: login.session, handles: run.handles, armedAt };
    const verdict = await on.platform.publish.reconcile(armed);
    if (applied) {
      const [effect] = await effects();
      expect(verdict).toMatchObject({ verdict: "live", live: { remoteId: effect?.remoteId } });
    } else {
      expect(verdict.verdict).toBe("not-happened");
      await publish(login, what, run);
    }
    expect(await effects()).toHaveLength(1);
  });
});

describe("refusals", () => {
  test("a container that expired is made anew, and one post comes of it", async () => {
    const login = await on.login("instagram-login", "maya.delorme");
    const run = await prepare(on.platform.publish, content("image"), login.session, WAIT_MS);
    await sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    const { live, steps } = await publish(login, content("image"), run);
    expect(live?.remoteId).toBe((await effects())[0]?.remoteId);
    expect(steps.filter((step) => step === "create_container")).toHaveLength(2);
  });

  test("a spent quota is told with its code, and nothing goes out", async () => {
    const login = await on.login("instagram-login", "maya.delorme");
    await sandbox.control.settings({ network: "instagram", quota: 0 });
    await expect(publish(login, content("image"))).rejects.toMatchObject({
      code: "QUOTA_EXHAUSTED",
      providerCode: "9/2207042",
      ambiguous: false,
    });
    expect(await effects()).toEqual([]);
  });

  test.each([
    ["too-wide-1200x400.jpg", "INSTAGRAM_ASPECT_RATIO"],
    ["square-640.png", "INSTAGRAM_IMAGE_FORMAT"],
    ["missing.jpg", "INSTAGRAM_MEDIA_FETCH"],
  ])("%s is refused in words a creator understands", async (name, userMessage) => {
    const login = await on.login("instagram-login", "maya.delorme");
    const what = content("image", { media: [on.media(name, Buffer.alloc(8))] });
    await expect(publish(login, what)).rejects.toMatchObject({ userMessage });
  });
});

test("nothing secret of all this reached the log", async () => {
  const { tokens, session } = await on.login("facebook-login", "maya.delorme");
  await on.platform.oauth.revoke(session);
  await on.platform.publish.quota?.(session).catch(() => undefined);
  const lines = JSON.stringify(on.log.lines);
  expect(on.log.lines.length).toBeGreaterThan(5);
  expect(lines).not.toContain(tokens.accessToken);
  expect(lines).not.toMatch(/sandbox-(facebook|instagram)-secret|(EAAG|IGAA)sandbox[A-Za-z]{20}/);
});
