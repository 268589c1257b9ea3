import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { paddedReel } from "#e2e/sandbox/testing/tiktok.ts";
import { type Run, takeSteps } from "#e2e/support/publishing-run.ts";
import { type Login, type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { PublishContent, Verdict } from "../platform.ts";

/** The whole of X, over real HTTP, against the sandbox that knows the wire and keeps the ledger. */

const WAIT_MS = 20;
const STEPS = 300;
const REEL = "reel-1080x1920-3s.mp4";
let sandbox: TestSandbox;
let on: SandboxPlatform;

beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  on = sandboxPlatform(sandbox, "x");
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const login = (account = "mayadelorme") => on.login("oauth2", account);
const WORDS = "Kiln №4 & friends <3 https://example.com/kiln?a=1 #clay 🏺";
const PARTS = [WORDS, "Second: centre it, slowly — see example.org/wheel", "Third: breathe. 語"];
const content = (kind: "post" | "thread", more: Partial<PublishContent> = {}): PublishContent => ({
  kind,
  text: WORDS,
  media: [],
  options: { reply_settings: "everyone" },
  ...(kind === "thread" ? { parts: PARTS } : {}),
  ...more,
});
const publish = (as: Login, what: PublishContent, run: Partial<Run> = {}, most = STEPS) =>
  takeSteps(on.platform.publish, what, as.session, run, most, WAIT_MS);
const effects = () => sandbox.control.effects({ network: "x" });

/** Takes every step before the commit of this name. */
async function upTo(as: Login, what: PublishContent, name: string): Promise<Run> {
  let run: Run = { handles: {}, armedAt: undefined, steps: [], live: undefined };
  for (let taken = 0; taken < STEPS && !run.live; taken += 1) {
    const step = on.platform.publish.plan({ content: what, session: as.session, handles: run.handles });
    if (step.type === "commit" && step.name === name) return run;
    run = await publish(as, what, run, 1);
  }
  throw new Error(`the plan never named ${name}`);
}

/** Goes on as the engine would after this verdict. */
function resumed(run: Run, verdict: Verdict): Partial<Run> {
  const handles = "handles" in verdict ? { ...run.handles, ...verdict.handles } : run.handles;
  return verdict.verdict === "live" ? { ...run, handles, live: verdict.live } : { ...run, handles };
}

describe("logins", () => {
  test("a login yields the person, two hours, and everything it needs", async () => {
    const { tokens, accounts } = await login("quiet_lena");
    expect((tokens.accessTokenExpiresAt?.getTime() ?? 0) - tokens.issuedAt.getTime()).toBe(7_200_000);
    expect(tokens.scopes.sort()).toEqual([
      "media.write",
      "offline.access",
      "tweet.read",
      "tweet.write",
      "users.read",
    ]);
    expect(accounts).toMatchObject([
      {
        externalId: "1391120047733563393",
        handle: "quiet_lena",
        displayName: "Lena Horvat",
        meta: { username: "quiet_lena", protected: "true" },
      },
    ]);
  });

  test("a refresh token opens once", async () => {
    const { tokens } = await login();
    const old = {
      flavor: "oauth2",
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken ?? "",
    };
    const renewed = await on.platform.refresh.refresh(old);
    expect(renewed.refreshToken).not.toBe(tokens.refreshToken);
    await expect(on.platform.refresh.refresh(old)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "token_expired" },
    });
  });

  test("a code of a minute ago is told as that", async () => {
    const spent = { flavor: "oauth2", code: "nonsense", redirectUri: `${sandbox.app.url}/auth/x/callback` };
    await expect(
      on.platform.oauth.exchange({ ...spent, codeVerifier: "v".repeat(43) }),
    ).rejects.toMatchObject({
      code: "BAD_REQUEST",
      userMessage: "OAUTH_CODE_EXPIRED",
    });
  });

  test("revoking ends the grant", async () => {
    const as = await login();
    expect(await on.platform.oauth.revoke(as.session)).toBe(true);
    await expect(publish(as, content("post"))).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      ambiguous: false,
    });
  });
});

describe("publishing", () => {
  test("a post of words goes out as it was written, and its address opens", async () => {
    const { live, steps } = await publish(await login(), content("post"));
    expect(steps).toEqual(["check_text", "create_post!"]);
    expect(await effects()).toMatchObject([{ kind: "post", remoteId: live?.remoteId, text: WORDS }]);
    expect((await fetch(live?.remoteUrl ?? "")).status).toBe(200);
  });

  test("four pictures with their descriptions", async () => {
    const pictures = [
      "portrait-1080x1350.jpg",
      "square-1080.jpg",
      "portrait-1080x1350.jpg",
      "square-1080.jpg",
    ];
    const what = content("post", { media: pictures.map((name) => on.media(name)), text: "" });
    const { live } = await publish(await login(), what);
    expect(await effects()).toMatchObject([{ mediaCount: 4, text: "" }]);
    expect(await (await fetch(live?.remoteUrl ?? "")).text()).toContain('alt="A cup"');
  });

  test("a video in segments, once X has worked on it", async () => {
    const bytes = paddedReel(9_000_000) as Buffer<ArrayBuffer>;
    const what = content("post", { media: [on.media(REEL, bytes)] });
    const { live, steps } = await publish(await login(), what);
    expect(steps.filter((step) => step.startsWith("media_append"))).toHaveLength(3);
    expect(steps.filter((step) => step.startsWith("media_status")).length).toBeGreaterThan(1);
    expect(await effects()).toMatchObject([
      { remoteId: live?.remoteId, media: [{ bytes: bytes.length, contentType: "video/mp4" }] },
    ]);
  });

  test("a video X cannot read fails with its reason", async () => {
    const what = content("post", { media: [on.media("truncated.mp4")] });
    await expect(publish(await login(), what)).rejects.toMatchObject({
      code: "MEDIA_REJECTED",
      userMessage: "X_MEDIA_UNREADABLE",
      retryable: false,
    });
    expect(await effects()).toEqual([]);
  });

  test("a thread goes out part by part, each a reply to the one before, and is the first part's address", async () => {
    const as = await login();
    const { live, steps, handles } = await publish(
      as,
      content("thread", { media: [on.media("square-1080.jpg")] }),
    );
    expect(steps.slice(-3)).toEqual(["create_post!", "create_part_2!", "create_part_3!"]);
    const posts = await effects();
    expect(posts.map(({ text, mediaCount }) => [text, mediaCount])).toEqual([
      [PARTS[0], 1],
      [PARTS[1], 0],
      [PARTS[2], 0],
    ]);
    expect(posts.map(({ remoteId }) => remoteId)).toEqual([handles.post1, handles.post2, handles.post3]);
    expect(live?.remoteId).toBe(posts[0]?.remoteId);
    const page = await (await fetch(live?.remoteUrl ?? "")).text();
    expect(page.indexOf("Second:")).toBeLessThan(page.indexOf("Third:"));
  });

  test("media that ran out before the post are uploaded anew", async () => {
    const as = await login();
    const what = content("post", { media: [on.media("square-1080.jpg")] });
    const run = await upTo(as, what, "create_post");
    await sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    const { live, steps } = await publish(await login(), what, { handles: run.handles });
    expect(steps.filter((step) => step.startsWith("create_post"))).toHaveLength(2);
    expect(await effects()).toMatchObject([{ remoteId: live?.remoteId, mediaCount: 1 }]);
  });

  test.each([
    ["a part that is too long", { parts: ["Fine", "x".repeat(281)] }, "X_TOO_LONG"],
    ["a part that is empty", { parts: ["Fine", " "] }, "X_EMPTY_PART"],
    ["two parts with the same words", { parts: ["Fine", "Good", "Fine "] }, "X_SAME_PARTS"],
  ])("%s is refused before anything is public", async (_, more, userMessage) => {
    await expect(publish(await login(), content("thread", more))).rejects.toMatchObject({ userMessage });
    expect(await sandbox.control.journal({ network: "x", operation: "create_post" })).toEqual([]);
  });

  test("a spent day says when it is over", async () => {
    await sandbox.control.settings({ network: "x", quota: 1 });
    const as = await login();
    await publish(as, content("post"));
    const error = await publish(as, content("post", { text: "One more" })).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "QUOTA_EXHAUSTED", userMessage: "X_DAILY_LIMIT", ambiguous: false });
    expect(error.retryAfterMs).toBeGreaterThan(23 * 3_600_000);
  });

  test("the words of an hour ago are refused, and nothing is doubted", async () => {
    const as = await login();
    await publish(as, content("post"));
    await expect(publish(as, content("post"))).rejects.toMatchObject({
      code: "DUPLICATE_CONTENT",
      ambiguous: false,
      retryable: false,
    });
    expect(await effects()).toHaveLength(1);
  });
});

describe("what gets lost on the way", () => {
  const lost = [
    ["the wire broke after it was applied", { kind: "apply-then-drop" }, true],
    ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }, true],
    ["X answered 503 after it was applied", { kind: "apply-then-status", status: 503 }, true],
    ["the wire broke before it was applied", { kind: "drop" }, false],
    ["a gateway answered 503 in its place", { kind: "status", status: 503 }, false],
    ["a proxy refused in its place", { kind: "status", status: 403, body: "<html>blocked</html>" }, false],
  ] as const;
  const calls = [
    ["the post", "post", "create_post", "words"],
    ["a post of pictures alone", "post", "create_post", "pictures"],
    ["the first part of a thread", "thread", "create_post", "words"],
    ["part 2 of a thread", "thread", "create_part_2", "words"],
    ["the last part of a thread", "thread", "create_part_3", "words"],
  ] as const;
  const all = calls.flatMap((call) => lost.map((loss) => [...call, ...loss] as const));

  test.each(all)("%s (%s, %s, %s): %s", async (_, kind, name, of, __, fault, applied) => {
    const as = await login(kind === "thread" ? "quiet_lena" : "mayadelorme");
    const what = content(kind, of === "pictures" ? { text: "", media: [on.media("square-1080.jpg")] } : {});
    const run = await upTo(as, what, name);
    await sandbox.control.fault({ network: "x", operation: "create_post", fault });
    const armedAt = new Date();
    await expect(publish(as, what, run)).rejects.toMatchObject({ ambiguous: true });
    const armed = { content: what, session: as.session, handles: run.handles, armedAt };
    let verdict = await on.platform.publish.reconcile(armed);
    if (!applied && of === "pictures") {
      expect(verdict.verdict).toBe("pending");
      const quarterAgo = new Date(armedAt.getTime() - 15 * 60_000);
      verdict = await on.platform.publish.reconcile({ ...armed, armedAt: quarterAgo });
    }
    expect(verdict.verdict).toBe(applied ? (kind === "thread" ? "settled" : "live") : "not-happened");
    const { live } = await publish(as, what, resumed(run, verdict));
    const posts = await effects();
    expect(posts.map(({ text }) => text)).toEqual(kind === "thread" ? PARTS : [what.text]);
    expect(live?.remoteId).toBe(posts[0]?.remoteId);
  });

  test("a list that lags: X refuses the repeat, and the list shows the first one in the end", async () => {
    await sandbox.control.settings({ network: "x", listingDelayMs: 600 });
    const as = await login();
    const run = await upTo(as, content("post"), "create_post");
    await sandbox.control.fault({
      network: "x",
      operation: "create_post",
      fault: { kind: "apply-then-drop" },
    });
    const armedAt = new Date();
    await expect(publish(as, content("post"), run)).rejects.toMatchObject({ ambiguous: true });
    const armed = { content: content("post"), session: as.session, handles: run.handles };
    expect((await on.platform.publish.reconcile({ ...armed, armedAt })).verdict).toBe("not-happened");
    await expect(publish(as, content("post"), run)).rejects.toMatchObject({ code: "DUPLICATE_CONTENT" });
    const ask = () => on.platform.publish.reconcile({ ...armed, armedAt: new Date() });
    await expect.poll(async () => (await ask()).verdict, { timeout: 5_000 }).toBe("live");
    expect(await effects()).toHaveLength(1);
  });

  test("a post of the same words that is older than this publication is not taken for it", async () => {
    const as = await login();
    await publish(as, content("post"));
    await sandbox.control.clock({ advanceMs: 60_000 });
    const fresh = {
      handles: { begun: Date.now() + 10 * 60_000 },
      armedAt: new Date(Date.now() + 10 * 60_000),
    };
    const verdict = await on.platform.publish.reconcile({
      content: content("post"),
      session: as.session,
      ...fresh,
    });
    expect(verdict.verdict).toBe("not-happened");
  });

  test.each(["media_init", "media_append", "media_finalize", "media_status", "media_metadata"])(
    "%s, applied or not: the upload goes on, and one post goes out",
    async (operation) => {
      const as = await login();
      for (const kind of ["apply-then-drop", "drop"] as const) {
        const media = [on.media(operation === "media_status" ? REEL : "square-1080.jpg")];
        const what = content("post", { text: kind, media });
        await sandbox.control.fault({ network: "x", operation, fault: { kind } });
        let run: Partial<Run> = {};
        for (let tries = 0; tries < 200 && !run.live; tries += 1)
          run = await publish(as, what, run, 1).catch((error) => {
            expect(error.retryable).toBe(true);
            return run;
          });
      }
      expect((await effects()).map(({ text }) => text)).toEqual(["apply-then-drop", "drop"]);
    },
  );
});

describe("away with it", () => {
  test("a thread is removed whole, the last part first, and asking again changes nothing", async () => {
    const as = await login();
    const { live, handles } = await publish(as, content("thread"));
    const published = { ...live, handles, parts: [] };
    expect(await on.platform.publish.remove?.(as.session, published)).toEqual({ removed: true });
    expect(await on.platform.publish.remove?.(as.session, published)).toEqual({ removed: true });
    const deleted = (await effects()).filter(({ kind }) => kind === "delete");
    expect(deleted.map(({ remoteId }) => remoteId)).toEqual([handles.post3, handles.post2, handles.post1]);
  });

  test("a lost answer is settled by asking again", async () => {
    const as = await login();
    const { live, handles } = await publish(as, content("post"));
    await sandbox.control.fault({
      network: "x",
      operation: "delete_post",
      fault: { kind: "apply-then-drop" },
    });
    const published = { ...live, handles, parts: [] };
    expect(await on.platform.publish.remove?.(as.session, published)).toEqual({ removed: true });
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "delete"]);
  });

  test("somebody else's post is refused for good", async () => {
    const { live, handles } = await publish(await login(), content("post"));
    const jonas = await login("jonasbakes");
    expect(await on.platform.publish.remove?.(jonas.session, { ...live, handles, parts: [] })).toEqual({
      removed: false,
      why: "X_NOT_PERMITTED",
    });
  });
});

test("nothing secret of all this reached the log", async () => {
  const as = await login();
  await publish(as, content("post"));
  await on.platform.oauth.revoke(as.session);
  await publish(as, content("post", { text: "Too late" })).catch(() => undefined);
  const lines = JSON.stringify(on.log.lines);
  expect(on.log.lines.length).toBeGreaterThan(5);
  expect(lines).not.toContain("sbx-x-");
  expect(lines).not.toContain("sandbox-x-secret");
});
