import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { paddedReel } from "#e2e/sandbox/testing/tiktok.ts";
import { prepare, takeSteps } from "#e2e/support/publishing-run.ts";
import { type Login, type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { PublishContent } from "../platform.ts";

/** The whole of TikTok, over real HTTP, against the sandbox that knows the wire and keeps the ledger. */

const WAIT_MS = 20;
const STEPS = 300;
const MB = 1_000_000;
let sandbox: TestSandbox;
let on: SandboxPlatform;

beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.settings({ network: "tiktok", rateLimits: false });
  on = sandboxPlatform(sandbox, "tiktok");
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const login = (account = "maya.delorme", scopes?: string[]) => on.login("login-kit", account, scopes);
const PUBLIC = { privacy_level: "PUBLIC_TO_EVERYONE", disable_comment: false };
const REEL = "reel-1080x1920-3s.mp4";
const content = (kind: string, more: Partial<PublishContent> = {}): PublishContent => ({
  kind,
  text: `Kiln #clay ${kind}`,
  media:
    kind === "photo" ? [on.media("portrait-1080x1350.jpg"), on.media("square-1080.jpg")] : [on.media(REEL)],
  options: PUBLIC,
  ...more,
});
const publish = (as: Login, what: PublishContent, run = {}) =>
  takeSteps(on.platform.publish, what, as.session, run, STEPS, WAIT_MS);
const effects = () => sandbox.control.effects({ network: "tiktok" });

describe("logins", () => {
  test.each([
    ["new", 7_200],
    ["old", 86_400],
  ] as const)("tokens live as long as the answer says (%s)", async (tokenLifetimes, seconds) => {
    await sandbox.control.settings({ network: "tiktok", tokenLifetimes });
    const { tokens, accounts } = await login();
    expect((tokens.accessTokenExpiresAt?.getTime() ?? 0) - tokens.issuedAt.getTime()).toBe(seconds * 1000);
    expect(accounts).toMatchObject([
      { handle: "maya.delorme", externalId: "0f7c1d52-6a3e-4b18-9c47-51d2e8a9b034" },
    ]);
  });

  test("what a person unticks is not among the granted scopes", async () => {
    const { tokens, accounts } = await login("maya.delorme", ["user.info.basic", "video.publish"]);
    expect(tokens.scopes.sort()).toEqual(["user.info.basic", "video.publish"]);
    expect(accounts[0]?.handle).toBe("Maya Delorme");
  });

  test("a refresh token opens once", async () => {
    const { tokens } = await login();
    const old = {
      flavor: "login-kit",
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken ?? "",
    };
    const renewed = await on.platform.refresh.refresh(old);
    expect(renewed.refreshToken).not.toBe(tokens.refreshToken);
    await expect(on.platform.refresh.refresh(old)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
  });

  test.each([200, 400] as const)(
    "a spent code is told apart when OAuth errors come with HTTP %i",
    async (oauthErrorStatus) => {
      await sandbox.control.settings({ network: "tiktok", oauthErrorStatus });
      const spent = {
        flavor: "login-kit",
        code: "nonsense",
        redirectUri: `${sandbox.app.url}/auth/tiktok/callback`,
      };
      await expect(on.platform.oauth.exchange(spent)).rejects.toMatchObject({
        userMessage: "OAUTH_CODE_EXPIRED",
      });
    },
  );

  test("revoking ends the grant", async () => {
    const { session } = await login();
    expect(await on.platform.oauth.revoke(session)).toBe(true);
    await expect(on.platform.publish.composeOptions?.(session)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
    });
  });
});

describe("publishing", () => {
  test.each(["video", "photo"])("one %s goes out, and its address opens", async (kind) => {
    const { live } = await publish(await login(), content(kind));
    expect(await effects()).toMatchObject([
      { kind: "post", remoteId: live?.remoteId, mediaCount: kind === "photo" ? 2 : 1 },
    ]);
    expect((await fetch(live?.remoteUrl ?? "")).status).toBe(200);
  });

  test("a video of three chunks arrives whole", async () => {
    const bytes = paddedReel(34 * MB + 17) as Buffer<ArrayBuffer>;
    const what = content("video", { media: [on.media(REEL, bytes)] });
    const { live, steps } = await publish(await login(), what);
    expect(steps.filter((step) => step.startsWith("upload"))).toEqual([
      "upload_bytes_0",
      "upload_bytes_10000000",
      "upload_last_chunk!",
    ]);
    expect(await effects()).toMatchObject([{ remoteId: live?.remoteId, media: [{ bytes: bytes.length }] }]);
  });

  test("a private account posts to itself and is live without an id", async () => {
    const lena = await login("quiet.lena");
    const { live } = await publish(lena, content("video", { options: { privacy_level: "SELF_ONLY" } }));
    expect(live).toEqual({});
    expect(await effects()).toHaveLength(1);
    await expect(publish(lena, content("video"))).rejects.toMatchObject({ userMessage: "TIKTOK_PRIVACY" });
  });

  test("an upload to the inbox ends when it is delivered", async () => {
    expect((await publish(await login(), content("inbox", { options: {} }))).live).toEqual({});
    expect(await effects()).toHaveLength(1);
  });

  test("a spent day is refused before anything is sent", async () => {
    await sandbox.control.settings({ network: "tiktok", quota: 0 });
    const as = await login();
    await expect(publish(as, content("video"))).rejects.toMatchObject({ code: "QUOTA_EXHAUSTED" });
    expect(await sandbox.control.journal({ network: "tiktok", operation: "video_init" })).toEqual([]);
  });

  test("a post TikTok moderates away had been complete: live, as far as TikTok says", async () => {
    await sandbox.control.settings({ network: "tiktok", moderation: "manual" });
    expect((await publish(await login(), content("video"))).live).toEqual({});
  });

  test("a video TikTok cannot read fails with its reason", async () => {
    const what = content("video", { media: [on.media("truncated.mp4")] });
    await expect(publish(await login(), what)).rejects.toMatchObject({
      code: "MEDIA_REJECTED",
      userMessage: "TIKTOK_FILE_FORMAT",
      retryable: false,
    });
    expect(await effects()).toEqual([]);
  });
});

describe("what gets lost on the way", () => {
  const lost = [
    ["the wire broke after it was applied", { kind: "apply-then-drop" }, true],
    ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }, true],
    ["the wire broke before it was applied", { kind: "drop" }, false],
    ["a gateway answered 503 instead", { kind: "status", status: 503 }, false],
  ] as const;

  test.each(lost)("the last chunk, %s: settled by its publish id, one post", async (_, fault, applied) => {
    const as = await login();
    const what = content("video");
    const run = await prepare(on.platform.publish, what, as.session, WAIT_MS);
    await sandbox.control.fault({ network: "tiktok", operation: "upload_chunk", fault });
    await expect(publish(as, what, run)).rejects.toMatchObject({ ambiguous: true });
    const armed = { content: what, session: as.session, handles: run.handles, armedAt: new Date() };
    const verdict = await on.platform.publish.reconcile(armed);
    expect(verdict.verdict).toBe(applied ? "accepted" : "not-happened");
    const handles = { ...run.handles, ...(verdict.verdict === "accepted" ? verdict.handles : {}) };
    const { live } = await publish(as, what, {
      ...run,
      handles,
      ...(applied ? { armedAt: armed.armedAt } : {}),
    });
    expect(await effects()).toMatchObject([{ remoteId: live?.remoteId }]);
  });

  test("an early chunk, applied or not: the upload goes on where it stands", async () => {
    const bytes = paddedReel(21 * MB) as Buffer<ArrayBuffer>;
    for (const kind of ["apply-then-drop", "drop"] as const) {
      await sandbox.control.fault({ network: "tiktok", operation: "upload_chunk", fault: { kind } });
      await publish(await login(), content("video", { text: kind, media: [on.media(REEL, bytes)] }));
    }
    expect((await effects()).map(({ text }) => text)).toEqual(["apply-then-drop", "drop"]);
  });

  test.each(lost)(
    "a photo init, %s: found among the posts, or left open, never sent again",
    async (_, fault, applied) => {
      const as = await login();
      const what = content("photo");
      const run = await prepare(on.platform.publish, what, as.session, WAIT_MS);
      await sandbox.control.fault({ network: "tiktok", operation: "photo_init", fault });
      const armedAt = new Date();
      await expect(publish(as, what, run)).rejects.toMatchObject({ ambiguous: true });
      const ask = () =>
        on.platform.publish.reconcile({ content: what, session: as.session, handles: run.handles, armedAt });
      expect((await ask()).verdict).not.toBe("not-happened");
      if (!applied) return;
      await expect.poll(async () => (await ask()).verdict, { timeout: 5_000 }).toBe("live");
      const [effect] = await effects();
      expect(await ask()).toMatchObject({ live: { remoteId: effect?.remoteId } });
    },
  );
});

test("nothing secret of all this reached the log", async () => {
  const as = await login();
  await publish(as, content("video"));
  await on.platform.oauth.revoke(as.session);
  await on.platform.publish.composeOptions?.(as.session).catch(() => undefined);
  const lines = JSON.stringify(on.log.lines);
  expect(on.log.lines.length).toBeGreaterThan(5);
  expect(lines).not.toContain(as.tokens.accessToken);
  expect(lines).not.toContain(as.tokens.refreshToken);
  expect(lines).not.toMatch(/sandbox-tiktok-secret|upload_token=[A-Za-z0-9]/);
});
