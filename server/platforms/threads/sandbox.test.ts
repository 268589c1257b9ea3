import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually, type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { type Run, takeSteps } from "#e2e/support/publishing-run.ts";
import { type Login, type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { PublishContent, Published } from "../platform.ts";
import { postIds } from "./parts.ts";

/** The whole of Threads, over real HTTP, against the sandbox that knows the wire and keeps the ledger. */

const WAIT_MS = 20;
const STEPS = 300;
const HOUR_MS = 3_600_000;
const FLAVOR = "threads-login";
const MAYA = "25610438274916453";
let sandbox: TestSandbox;
let on: SandboxPlatform;

beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.settings({ network: "threads", rateLimits: false });
  on = sandboxPlatform(sandbox, "threads");
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const image = () => on.media("portrait-1080x1350.jpg");
const video = () => on.media("reel-1080x1920-3s.mp4");
const media = (kind: string) => {
  if (kind === "text") return [];
  if (kind === "carousel") return [image(), video(), image()];
  return [kind === "video" ? video() : image()];
};
const content = (kind: string, more: Partial<PublishContent> = {}): PublishContent => ({
  kind,
  text: `Glaze day ${kind} 🏺`,
  media: media(kind),
  options: {},
  ...more,
});
const PARTS = ["First the clay", "then the fire", "then the glaze #ceramics"];
const chain = (kind = "text"): PublishContent => content(kind, { text: PARTS[0] ?? "", parts: PARTS });

const login = (scopes?: string[]) => on.login(FLAVOR, "maya.delorme", scopes);
const publish = (by: Login, what: PublishContent, run: Partial<Run> = {}) =>
  takeSteps(on.platform.publish, what, by.session, run, STEPS, WAIT_MS);
const effects = () => sandbox.control.effects({ network: "threads" });
const texts = async () => (await effects()).map(({ text }) => text);
const published = ({ live, handles }: Run): Published => ({ ...live, handles, parts: [] });

describe("login", () => {
  test("yields a token of sixty days, the granted permissions and the profile with all its digits", async () => {
    const { tokens, accounts } = await login();
    expect(accounts[0]).toMatchObject({ externalId: MAYA, handle: "maya.delorme" });
    const lifeMs = (tokens.accessTokenExpiresAt?.getTime() ?? 0) - tokens.issuedAt.getTime();
    expect(lifeMs).toBeGreaterThan(59 * 24 * HOUR_MS);
    expect(tokens.scopes).toEqual(
      on.platform.oauth?.flavors[0]?.scopes.map(({ scope }: { scope: string }) => scope),
    );
  });

  test("knows what a person unticked", async () => {
    expect((await login(["threads_basic"])).tokens.scopes).toEqual(["threads_basic"]);
  });

  test("knows it as well where debug_token is for testers of the app alone", async () => {
    const fault = {
      kind: "status" as const,
      status: 400,
      body: { error: { message: "(#10) Not a tester", type: "OAuthException", code: 10 } },
    };
    await sandbox.control.fault({ network: "threads", operation: "debug_token", fault });
    const granted = ["threads_basic", "threads_content_publish", "threads_read_replies"];
    expect((await login(granted)).tokens.scopes).toEqual(granted);
  });

  test("refuses a code spent twice, in words that lead to a new login", async () => {
    const redirectUri = `${sandbox.app.url}/auth/threads/callback`;
    const oauth = on.platform.oauth;
    const authorizeUrl = oauth?.authorizeUrl({ flavor: FLAVOR, state: "S", redirectUri }) ?? "";
    const back = new URL(await sandbox.control.consent({ authorizeUrl, account: "maya.delorme" }));
    const code = back.searchParams.get("code") ?? "";
    await oauth?.exchange({ flavor: FLAVOR, code: `${code}#_`, redirectUri });
    await expect(oauth?.exchange({ flavor: FLAVOR, code, redirectUri })).rejects.toMatchObject({
      userMessage: "OAUTH_CODE_EXPIRED",
    });
  });
});

describe("renewal", () => {
  const renew = (accessToken: string) => on.platform.refresh.refresh({ flavor: FLAVOR, accessToken });

  test("a day-old token gets sixty more days", async () => {
    const { tokens } = await login();
    await sandbox.control.clock({ advanceMs: 25 * HOUR_MS });
    const renewed = await renew(tokens.accessToken);
    expect(renewed.accessTokenExpiresAt?.getTime()).toBeGreaterThan(Date.now() + 58 * 24 * HOUR_MS);
  });

  test("a younger one is refused, which ends no grant", async () => {
    const { tokens } = await login();
    await expect(renew(tokens.accessToken)).rejects.toMatchObject({ code: "PERMISSION_MISSING" });
    expect(on.platform.refresh.rule(FLAVOR).minAgeMs).toBe(24 * HOUR_MS);
  });

  test("an expired one is gone for good", async () => {
    const { tokens } = await login();
    await sandbox.control.clock({ advanceMs: 61 * 24 * HOUR_MS });
    await expect(renew(tokens.accessToken)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "token_expired" },
    });
  });

  test("one whose app was removed as well, and Threads tells so itself", async () => {
    const { session } = await login();
    await sandbox.control.account("threads", "maya.delorme", { revoke: true });
    await expect(on.platform.publish.quota?.(session)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "revoked_at_platform" },
    });
    const told = await eventually(
      () => sandbox.app.webhooks.filter(({ path }) => path === "/api/webhooks/threads"),
      (webhooks) => webhooks.some(({ body }) => body.startsWith("signed_request=")),
    );
    expect(told.length).toBeGreaterThan(0);
  });
});

describe("posts", () => {
  test.each(["text", "image", "video", "carousel"])("publishes one %s, and says where", async (kind) => {
    const { remoteId, remoteUrl } = (await publish(await login(), content(kind))).live ?? {};
    const ledger = await effects();
    expect(ledger).toMatchObject([
      { kind: "post", remoteId, handle: "maya.delorme", text: `Glaze day ${kind} 🏺` },
    ]);
    expect(ledger[0]?.mediaCount).toBe({ text: 0, carousel: 3 }[kind] ?? 1);
    expect((await fetch(remoteUrl ?? "")).status).toBe(200);
  });

  test("carries the choices: who may reply, topic, link", async () => {
    const options = {
      reply_control: "mentioned_only",
      topic_tag: "#Ceramics",
      link_attachment: "https://example.com/kiln",
    };
    const { live } = await publish(await login(), content("text", { options }));
    const page = await (await fetch(live?.remoteUrl ?? "")).text();
    for (const shown of ["mentioned_only", "Ceramics", "https://example.com/kiln"])
      expect(page).toContain(shown);
  });

  test("a text of 500 goes out, as Threads counts it", async () => {
    const text = `${"😀".repeat(100)}${"é".repeat(100)}`;
    await publish(await login(), content("text", { text }));
    expect(await texts()).toEqual([text]);
  });

  test("a chain of three hangs together, part by part", async () => {
    const run = await publish(await login(), chain("image"));
    expect(run.steps.filter((step) => step.endsWith("!"))).toHaveLength(3);
    expect(await texts()).toEqual(PARTS);
    const ledger = await effects();
    expect(ledger.map(({ remoteId }) => remoteId)).toEqual(postIds(run.handles));
    expect(ledger.map(({ mediaCount }) => mediaCount)).toEqual([1, 0, 0]);
    expect(run.live?.remoteId).toBe(ledger[0]?.remoteId);
    const page = await (await fetch(run.live?.remoteUrl ?? "")).text();
    const places = PARTS.map((part) => page.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});

const LOST = [
  ["the wire broke after it was applied", { kind: "apply-then-drop" }, true],
  ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }, true],
  ["the wire broke before it was applied", { kind: "drop" }, false],
  ["a gateway answered 503 instead", { kind: "status", status: 503 }, false],
] as const;

/** Up to the commit that makes part `part` public. */
async function upTo(by: Login, what: PublishContent, part: number, from: Partial<Run> = {}): Promise<Run> {
  let run = await takeSteps(on.platform.publish, what, by.session, from, 0, WAIT_MS);
  for (let taken = 0; taken < STEPS; taken += 1) {
    const { type } = on.platform.publish.plan({ content: what, session: by.session, handles: run.handles });
    if (type === "commit" && postIds(run.handles).length === part) return { ...run, armedAt: undefined };
    run = await takeSteps(on.platform.publish, what, by.session, run, 1, WAIT_MS);
  }
  throw new Error(`never came to part ${part}: ${run.steps.join(", ")}`);
}

describe("a lost answer to threads_publish", () => {
  test.each(
    LOST.flatMap(([name, fault, applied]) =>
      ["text", "image"].map((kind) => [name, kind, fault, applied] as const),
    ),
  )("%s (%s): settled by asking, one post", async (_, kind, fault, applied) => {
    const by = await login();
    const what = content(kind);
    const run = await upTo(by, what, 0);
    await sandbox.control.fault({ network: "threads", operation: "threads_publish", fault });
    const armedAt = new Date();
    await expect(publish(by, what, run)).rejects.toMatchObject({ ambiguous: true });
    const armed = { content: what, session: by.session, handles: run.handles, armedAt };
    const verdict = await on.platform.publish.reconcile(armed);
    if (applied) {
      const [effect] = await effects();
      expect(verdict).toMatchObject({ verdict: "live", live: { remoteId: effect?.remoteId } });
    } else {
      expect(verdict.verdict).toBe("not-happened");
      await publish(by, what, run);
    }
    expect(await effects()).toHaveLength(1);
  });

  test.each(
    LOST.flatMap(([name, fault, applied]) => [0, 1, 2].map((part) => [name, part, fault, applied] as const)),
  )("in a chain: %s (part %i): one effect per part", async (_, part, fault, applied) => {
    const by = await login();
    const what = chain();
    const run = await upTo(by, what, part);
    expect(await effects()).toHaveLength(part);
    await sandbox.control.fault({ network: "threads", operation: "threads_publish", fault });
    const armedAt = new Date();
    await expect(publish(by, what, run)).rejects.toMatchObject({ ambiguous: true });
    const armed = { content: what, session: by.session, handles: run.handles, armedAt };
    const verdict = await on.platform.publish.reconcile(armed);
    expect(verdict.verdict).toBe(applied ? "settled" : "not-happened");
    const known = verdict.verdict === "settled" ? verdict.handles : {};
    const { live } = await publish(by, what, { ...run, handles: { ...run.handles, ...known } });
    expect(await texts()).toEqual(PARTS);
    expect(live?.remoteId).toBe((await effects())[0]?.remoteId);
  });

  test("every answer of a chain lost: one effect per part all the same", async () => {
    const by = await login();
    const what = chain("image");
    let run = await upTo(by, what, 0);
    for (let part = 0; part < PARTS.length; part += 1) {
      const fault = { kind: "apply-then-drop" as const };
      await sandbox.control.fault({ network: "threads", operation: "threads_publish", fault });
      await expect(publish(by, what, run)).rejects.toMatchObject({ ambiguous: true });
      const armed = { content: what, session: by.session, handles: run.handles, armedAt: new Date() };
      const verdict = await on.platform.publish.reconcile(armed);
      if (verdict.verdict !== "settled") throw new Error(`part ${part}: ${verdict.verdict}`);
      run = { ...run, handles: { ...run.handles, ...verdict.handles } };
      if (part < PARTS.length - 1) run = await upTo(by, what, part + 1, run);
    }
    expect((await publish(by, what, run)).live?.remoteId).toBe((await effects())[0]?.remoteId);
    expect(await texts()).toEqual(PARTS);
  });
});

describe("deletion", () => {
  test("takes down every part, and a second time finds nothing to do", async () => {
    const by = await login();
    const run = await publish(by, chain());
    expect(await on.platform.publish.remove?.(by.session, published(run))).toEqual({ removed: true });
    const deleted = (await effects()).filter(({ kind }) => kind === "delete");
    expect(deleted.map(({ remoteId }) => remoteId)).toEqual(postIds(run.handles).reverse());
    expect((await fetch(run.live?.remoteUrl ?? "")).status).toBe(404);
    expect(await on.platform.publish.remove?.(by.session, published(run))).toEqual({ removed: true });
    expect((await effects()).filter(({ kind }) => kind === "delete")).toHaveLength(3);
  });

  test.each(LOST.map(([name, fault]) => [name, fault] as const))(
    "whose answer is lost is settled by asking again: %s",
    async (_, fault) => {
      const by = await login();
      const run = await publish(by, content("text"));
      await sandbox.control.fault({ network: "threads", operation: "delete_post", fault });
      const remove = () => on.platform.publish.remove?.(by.session, published(run));
      const first = await remove()?.catch((error: unknown) => error);
      if (first instanceof Error) expect(await remove()).toEqual({ removed: true });
      expect((await effects()).filter(({ kind }) => kind === "delete")).toHaveLength(1);
    },
  );

  test("is not tried without the permission for it", async () => {
    const by = await login(["threads_basic", "threads_content_publish"]);
    const run = await publish(by, content("text"));
    await expect(on.platform.publish.remove?.(by.session, published(run))).rejects.toMatchObject({
      code: "PERMISSION_MISSING",
      userMessage: "THREADS_DELETE_PERMISSION",
    });
  });
});

describe("refusals", () => {
  test("a container that expired is made anew, and one post comes of it", async () => {
    const by = await login();
    const run = await upTo(by, content("image"), 0);
    await sandbox.control.clock({ advanceMs: 25 * HOUR_MS });
    const { live, steps } = await publish(by, content("image"), run);
    expect(live?.remoteId).toBe((await effects())[0]?.remoteId);
    expect(steps.filter((step) => step === "create_container")).toHaveLength(2);
    expect(await effects()).toHaveLength(1);
  });

  test("a finished container that Threads does not know is asked about, then made anew: one post", async () => {
    const by = await login();
    const error = { message: "The requested resource does not exist", code: 24, error_subcode: 4279009 };
    const fault = { kind: "status" as const, status: 400, body: { error } };
    await sandbox.control.fault({ network: "threads", operation: "threads_publish", times: 2, fault });
    const { steps } = await publish(by, content("text"));
    expect(steps.filter((step) => step === "create_container")).toHaveLength(2);
    expect(await effects()).toHaveLength(1);
  });

  test("a refusal that came after a lost success does not lead to a second post", async () => {
    const by = await login();
    const what = content("text");
    const run = await upTo(by, what, 0);
    const fault = { kind: "apply-then-drop" as const };
    await sandbox.control.fault({ network: "threads", operation: "threads_publish", fault });
    await expect(publish(by, what, run)).rejects.toMatchObject({ ambiguous: true });
    // As if nobody had asked the container: the same call again.
    const { live } = await publish(by, what, run);
    expect(live?.remoteId).toBe((await effects())[0]?.remoteId);
    expect(await effects()).toHaveLength(1);
  });

  test("a spent quota is told with its code, and nothing goes out", async () => {
    const by = await login();
    await sandbox.control.settings({ network: "threads", quota: 0 });
    await expect(publish(by, content("text"))).rejects.toMatchObject({
      code: "QUOTA_EXHAUSTED",
      providerCode: "9/2207042",
      ambiguous: false,
    });
    expect(await effects()).toEqual([]);
    expect(await on.platform.publish.quota?.(by.session)).toMatchObject({ used: 0, limit: 0 });
  });

  test("a chain whose replies do not fit, or are not allowed, does not begin", async () => {
    const by = await login();
    await sandbox.control.settings({ network: "threads", quota: 0 });
    await expect(publish(by, chain())).rejects.toMatchObject({ userMessage: "THREADS_REPLY_LIMIT" });
    const without = await login(["threads_basic", "threads_content_publish"]);
    await expect(publish(without, chain())).rejects.toMatchObject({
      userMessage: "THREADS_REPLIES_PERMISSION",
    });
    expect(await effects()).toEqual([]);
  });

  test.each([
    ["missing.jpg", "THREADS_MEDIA_FETCH"],
    ["square-640.webp", "THREADS_MEDIA_FETCH"],
  ])("%s is refused in words a creator understands", async (name, userMessage) => {
    const what = content("image", { media: [on.media(name, Buffer.alloc(8))] });
    await expect(publish(await login(), what)).rejects.toMatchObject({ userMessage });
  });

  test.each([
    ["a text that is too long", { text: "a".repeat(501) }, "THREADS_TEXT_TOO_LONG"],
    [
      "six links",
      { text: [1, 2, 3, 4, 5, 6].map((n) => `https://a.test/${n}`).join(" ") },
      "THREADS_LINK_LIMIT",
    ],
    ["a topic with a full stop", { options: { topic_tag: "a.b" } }, "THREADS_TOPIC_TAG"],
  ])("%s is refused in words a creator understands", async (_, more, userMessage) => {
    await expect(publish(await login(), content("text", more))).rejects.toMatchObject({ userMessage });
  });
});

test("nothing secret of all this reached the log", async () => {
  const by = await login();
  await sandbox.control.settings({ network: "threads", quota: 0 });
  await publish(by, content("text")).catch(() => undefined);
  const lines = JSON.stringify(on.log.lines);
  expect(on.log.lines.length).toBeGreaterThan(5);
  expect(lines).not.toContain(by.tokens.accessToken);
  expect(lines).not.toMatch(/sandbox-threads-secret|THAAsandbox[A-Za-z]{20}/);
});
