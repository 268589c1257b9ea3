import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import { type Login, type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { PublishContent } from "../platform.ts";

/** The whole of Reddit, over real HTTP, against the sandbox that knows the wire and keeps the ledger. */

const WAIT_MS = 20;
const STEPS = 300;
let sandbox: TestSandbox;
let on: SandboxPlatform;

beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  on = sandboxPlatform(sandbox, "reddit");
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const login = (account = "maya_delorme") => on.login("web-app", account);
const oauth = () => {
  const { oauth } = on.platform;
  if (!oauth) throw new Error("reddit has no login");
  return oauth;
};
const PICTURES = ["portrait-1080x1350.jpg", "square-1080.jpg"];
const mediaOf: Record<string, string[]> = {
  image: PICTURES.slice(0, 1),
  gallery: PICTURES,
  video: ["reel-1080x1920-3s.mp4"],
};
const content = (
  kind: string,
  options: PublishContent["options"] = {},
  text = "Cone 6, *slow* cooling.",
): PublishContent => ({
  kind,
  text,
  media: (mediaOf[kind] ?? []).map((name) => on.media(name)),
  options: {
    subreddit: "kilnlife",
    title: `Kiln & glaze: a ${kind}`,
    ...(kind === "link" ? { url: "https://example.com/glaze?a=1&b=2" } : {}),
    ...options,
  },
});
const publish = (as: Login, what: PublishContent, run = {}) =>
  takeSteps(on.platform.publish, what, as.session, run, STEPS, WAIT_MS);
const effects = () => sandbox.control.effects({ network: "reddit" });
const KINDS = ["self", "link", "image", "gallery", "video"];

describe("logins", () => {
  test.each([
    ["old", 3_600],
    ["new", 86_400],
  ] as const)("tokens live as long as the answer says (%s)", async (tokenLifetimes, seconds) => {
    await sandbox.control.settings({ network: "reddit", tokenLifetimes });
    const { tokens, accounts } = await login();
    expect((tokens.accessTokenExpiresAt?.getTime() ?? 0) - tokens.issuedAt.getTime()).toBe(seconds * 1000);
    expect(tokens.scopes).toContain("submit");
    expect(accounts).toMatchObject([
      { handle: "maya_delorme", externalId: "1demo01", meta: { username: "maya_delorme" } },
    ]);
    expect(accounts[0]?.avatarUrl).toContain("width=256&height=256");
  });

  test.each(["old", "new"] as const)(
    "the refresh token is permanent, whether the answer names it or not (%s)",
    async (tokenLifetimes) => {
      await sandbox.control.settings({ network: "reddit", tokenLifetimes });
      const { tokens } = await login();
      const grant = {
        flavor: "web-app",
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken ?? "",
      };
      const once = await on.platform.refresh?.refresh(grant);
      const again = await on.platform.refresh?.refresh(grant);
      expect(once?.refreshToken ?? tokens.refreshToken).toBe(tokens.refreshToken);
      expect(again?.accessToken).not.toBe(once?.accessToken);
    },
  );

  test.each([200, 400] as const)(
    "a spent code and a dead grant are told apart when refusals come with HTTP %i",
    async (oauthErrorStatus) => {
      await sandbox.control.settings({ network: "reddit", oauthErrorStatus });
      const redirectUri = `${sandbox.app.url}/auth/reddit/callback`;
      await expect(
        oauth().exchange({ flavor: "web-app", code: "nonsense", redirectUri }),
      ).rejects.toMatchObject({ userMessage: "OAUTH_CODE_EXPIRED" });
      await expect(
        on.platform.refresh?.refresh({ flavor: "web-app", accessToken: "a", refreshToken: "dead" }),
      ).rejects.toMatchObject({ code: "NEEDS_RECONNECT", params: { reason: "revoked_at_platform" } });
    },
  );

  test("revoking ends the whole grant by its refresh token", async () => {
    const { session, tokens } = await login();
    expect(await oauth().revoke(session, tokens.refreshToken)).toBe(true);
    const grant = { flavor: "web-app", accessToken: "a", refreshToken: tokens.refreshToken ?? "" };
    await expect(on.platform.refresh?.refresh(grant)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    await expect(on.platform.publish.composeOptions?.(session)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
    });
  });

  test("a suspended account is not connected", async () => {
    await expect(login("gone_away")).rejects.toMatchObject({ userMessage: "REDDIT_SUSPENDED" });
  });
});

describe("publishing", () => {
  test.each(KINDS)("one %s goes out, and its address opens", async (kind) => {
    const { live } = await publish(await login(), content(kind));
    expect(await effects()).toMatchObject([
      { kind: "post", remoteId: live?.remoteId, mediaCount: mediaOf[kind]?.length ?? 0 },
    ]);
    const page = await fetch(live?.remoteUrl ?? "");
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(`Kiln &amp; glaze: a ${kind}`);
  });

  test("the bytes of media arrive as they were", async () => {
    await publish(await login(), content("gallery"));
    const [effect] = await effects();
    const sizes = content("gallery").media.map(({ bytes }) => bytes);
    expect(effect?.media.map(({ bytes }) => bytes)).toEqual(sizes);
  });

  test("the flair that was chosen by its words goes out by its id", async () => {
    const what = content("self", {
      flair: "Your own words",
      flair_text: "Cone 6",
      nsfw: true,
      spoiler: true,
    });
    const { steps, live } = await publish(await login(), what);
    expect(steps).toEqual(["look_before", "find_flair", "submit!"]);
    const page = await (await fetch(live?.remoteUrl ?? "")).text();
    for (const tag of ["Cone 6", "NSFW", "spoiler"])
      expect(page).toContain(`<span class="tag">${tag}</span>`);
  });

  test.each(["self", "image"])("the first comment follows a fresh %s", async (kind) => {
    const { live, handles } = await publish(
      await login(),
      content(kind, { firstComment: "Recipe: 20 % chalk" }),
    );
    const [post, comment] = await effects();
    expect(post).toMatchObject({ kind: "post", remoteId: live?.remoteId });
    expect(comment).toMatchObject({ kind: "comment", text: "Recipe: 20 % chalk", publishId: post?.remoteId });
    expect(handles.commentId).toBe(comment?.remoteId);
    expect(await effects()).toHaveLength(2);
  });

  test.each([
    ["nosuchplace", "REDDIT_SUBREDDIT_UNKNOWN"],
    ["privatewheel", "REDDIT_NOT_ALLOWED"],
    ["quarantinedclay", "REDDIT_QUARANTINED"],
    ["closedstudio", "REDDIT_SUBREDDIT_UNKNOWN"],
    ["linkshelf", "REDDIT_NO_TEXT_POSTS"],
    ["studio_notes", "REDDIT_FLAIR_REQUIRED"],
    ["glazepatterns", "REDDIT_BODY_NOT_ALLOWED"],
    ["ceramicsales", "REDDIT_WORD_REQUIRED"],
  ])("r/%s refuses with %s, and nothing happened", async (subreddit, userMessage) => {
    const refused = publish(await login(), content("self", { subreddit }));
    await expect(refused).rejects.toMatchObject({ userMessage, ambiguous: false, retryable: false });
    expect(await effects()).toEqual([]);
  });

  test("a banned account is told so", async () => {
    const refused = publish(await login("jonas-bakes"), content("self", { subreddit: "bannedfrom" }));
    await expect(refused).rejects.toMatchObject({ userMessage: "REDDIT_BANNED" });
  });

  test("“you are doing that too much” says how long to wait", async () => {
    const as = await login("fresh_start_7");
    await publish(as, content("self"));
    await expect(publish(as, content("self", { title: "Another one" }))).rejects.toMatchObject({
      code: "RATE_LIMITED",
      userMessage: "REDDIT_SLOW_DOWN",
      retryable: true,
      retryAfterMs: expect.any(Number),
    });
    expect(await effects()).toHaveLength(1);
  });

  test("a link that is there already is not posted again, unless one wants it", async () => {
    const as = await login();
    await publish(as, content("link"));
    await expect(publish(as, content("link"))).rejects.toMatchObject({ code: "DUPLICATE_CONTENT" });
    await publish(as, content("link", { resubmit: true }));
    expect(await effects()).toHaveLength(2);
  });

  test("a post is deleted, and deleting it again is no mistake", async () => {
    const as = await login();
    const run = await publish(as, content("self", { firstComment: "First" }));
    const published = { ...run.live, handles: run.handles, parts: [] };
    expect(await on.platform.publish.remove?.(as.session, published)).toEqual({ removed: true });
    expect(await on.platform.publish.remove?.(as.session, published)).toEqual({ removed: true });
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "comment", "delete", "delete"]);
    expect((await fetch(run.live?.remoteUrl ?? "")).status).toBe(404);
  });

  test("somebody else's post stays where it is", async () => {
    const run = await publish(await login("jonas-bakes"), content("self"));
    const stranger = await login();
    const published = { ...run.live, handles: run.handles, parts: [] };
    await on.platform.publish.remove?.(stranger.session, published);
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post"]);
  });
});

describe("subreddits", () => {
  test("offer the account's own places, and the flairs of the chosen one", async () => {
    const { session } = await login();
    expect(await on.platform.publish.composeOptions?.(session, { subreddit: "r/kilnlife" })).toEqual({
      subreddit: [
        "ceramicsales",
        "glazepatterns",
        "kilnlife",
        "quietcorner",
        "studio_notes",
        "u_maya_delorme",
      ],
      flair: ["Work in progress", "Finished piece", "Your own words"],
    });
    expect(await on.platform.publish.composeOptions?.(session)).toMatchObject({ flair: [] });
  });

  const demandsOf = async (as: Login, subreddit: string) => {
    const rules = on.platform.publish.requirements;
    const place = rules?.placeOf({ subreddit }) ?? "";
    return { rules, demands: (await rules?.read(as.session, place)) ?? {} };
  };

  test("everything the sandbox would refuse is said beforehand", async () => {
    const as = await login();
    const told = async (subreddit: string, what: PublishContent) => {
      const { rules, demands } = await demandsOf(as, subreddit);
      const draft = { ...what, mediaCount: what.media.length };
      return rules?.judge(demands, draft).map(({ code }) => code);
    };
    expect(await told("kilnlife", content("self"))).toEqual([]);
    expect(await told("studio_notes", content("self", { title: "a giveaway" }, ""))).toEqual([
      "place.title_forbidden",
      "place.title_pattern",
      "place.text_required",
      "place.flair_required",
    ]);
    expect(await told("ceramicsales", content("link", { url: "https://elsewhere.test/x" }))).toEqual([
      "place.title_needs",
      "place.link_not_listed",
    ]);
    expect(await told("ceramicsales", content("gallery", { title: "[WTS] cups" }))).toEqual([
      "place.gallery_too_few",
    ]);
    expect(await told("linkshelf", content("self", { spoiler: true }))).toEqual([
      "place.kind",
      "place.spoilers_off",
    ]);
    expect(await told("glazepatterns", content("video"))).toEqual(["place.kind", "place.text_not_allowed"]);
    expect(await told("kilnlife", content("self", { flair: "Moderators" }))).toEqual(["place.flair_unknown"]);
    for (const [subreddit, code] of [
      ["nosuchplace", "missing"],
      ["privatewheel", "private"],
      ["quarantinedclay", "quarantined"],
      ["closedstudio", "banned"],
      ["membersbench", "restricted"],
    ] as const)
      expect(await told(subreddit, content("self"))).toEqual([`place.${code}`]);
  });
});

test("nothing secret of all this reached the log", async () => {
  const as = await login();
  await publish(as, content("image", { firstComment: "Hello" }));
  await oauth().revoke(as.session, as.tokens.refreshToken);
  await on.platform.publish.composeOptions?.(as.session).catch(() => undefined);
  const lines = JSON.stringify(on.log.lines);
  expect(on.log.lines.length).toBeGreaterThan(5);
  expect(lines).not.toMatch(/sbx-reddit-|sandbox-reddit-secret/);
});
