import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { prepare, takeSteps } from "#e2e/support/publishing-run.ts";
import { type Login, type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { Handles, PublishContent, Verdict } from "../platform.ts";

/** Every call of Reddit lost in every way, over real HTTP: each post ends up there once. */

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

describe("what gets lost on the way", () => {
  const lost = [
    ["the wire broke after it was applied", { kind: "apply-then-drop" }, true],
    ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }, true],
    ["the wire broke before it was applied", { kind: "drop" }, false],
    ["a gateway answered 503 instead", { kind: "status", status: 503 }, false],
  ] as const;
  const cases = KINDS.flatMap((kind) =>
    lost.map(([how, fault, applied]) => [kind, how, fault, applied] as const),
  );

  /** What the engine does with a verdict: the handles that stand, and whether the call may be made. */
  function believed(handles: Handles, armedAt: Date, verdict: Verdict) {
    const known = "handles" in verdict ? { ...handles, ...verdict.handles } : handles;
    return { handles: known, armedAt: verdict.verdict === "pending" ? armedAt : undefined };
  }

  test.each(cases)("a %s, %s: settled by the account's list, one post", async (kind, _, fault, applied) => {
    const as = await login();
    const what = content(kind);
    const run = await prepare(on.platform.publish, what, as.session, WAIT_MS);
    const operation = kind === "gallery" ? "submit_gallery" : "submit";
    await sandbox.control.fault({ network: "reddit", operation, fault });
    const armedAt = new Date();
    await expect(publish(as, what, run)).rejects.toMatchObject({ ambiguous: true });
    const ask = () =>
      on.platform.publish.reconcile({ content: what, session: as.session, handles: run.handles, armedAt });
    if (applied) {
      await expect.poll(async () => (await ask()).verdict, { timeout: 5_000 }).toBe("live");
    } else {
      const verdict = await ask();
      expect(verdict.verdict).toBe("not-happened");
      await publish(as, what, { ...run, ...believed(run.handles, armedAt, verdict) });
    }
    expect(await effects()).toHaveLength(1);
    expect(await ask()).toMatchObject({ live: { remoteId: (await effects())[0]?.remoteId } });
  });

  test.each(lost)("the first comment, %s: one post and one comment", async (_, fault, applied) => {
    const as = await login();
    const what = content("self", { firstComment: "Recipe below" });
    await sandbox.control.fault({ network: "reddit", operation: "comment", fault });
    const before = await prepare(on.platform.publish, what, as.session, WAIT_MS);
    const posted = await takeSteps(on.platform.publish, what, as.session, before, 1);
    const armedAt = new Date();
    await expect(publish(as, what, posted)).rejects.toMatchObject({ ambiguous: true });
    const verdict = await on.platform.publish.reconcile({
      content: what,
      session: as.session,
      handles: posted.handles,
      armedAt,
    });
    expect(verdict.verdict).toBe(applied ? "live" : "not-happened");
    if (!applied) await publish(as, what, { ...posted, ...believed(posted.handles, armedAt, verdict) });
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "comment"]);
  });

  test("a lost post with a comment to come is settled, and the comment follows", async () => {
    const as = await login();
    const what = content("self", { firstComment: "Recipe below" });
    const run = await prepare(on.platform.publish, what, as.session, WAIT_MS);
    await sandbox.control.fault({
      network: "reddit",
      operation: "submit",
      fault: { kind: "apply-then-drop" },
    });
    const armedAt = new Date();
    await expect(publish(as, what, run)).rejects.toMatchObject({ ambiguous: true });
    const asked = { content: what, session: as.session, handles: run.handles, armedAt };
    const verdict = await on.platform.publish.reconcile(asked);
    expect(verdict).toMatchObject({ verdict: "settled", live: { remoteId: expect.any(String) } });
    await publish(as, what, { ...run, ...believed(run.handles, armedAt, verdict) });
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "comment"]);
  });

  test("a post the moderators' robot took away is found, and said to be hidden", async () => {
    const as = await login();
    const what = content("self", { subreddit: "quietcorner", title: "Discount on bowls" });
    const run = await prepare(on.platform.publish, what, as.session, WAIT_MS);
    await sandbox.control.fault({
      network: "reddit",
      operation: "submit",
      fault: { kind: "apply-then-drop" },
    });
    const armedAt = new Date();
    await expect(publish(as, what, run)).rejects.toMatchObject({ ambiguous: true });
    const asked = { content: what, session: as.session, handles: run.handles, armedAt };
    expect(await on.platform.publish.reconcile(asked)).toMatchObject({
      verdict: "live",
      evidence: expect.stringMatching(/^reddit\.listed_removed .*automod_filtered/),
    });
  });

  test("the same post made by hand just before is not taken for ours", async () => {
    const as = await login();
    const what = content("self");
    await publish(as, what);
    const run = await prepare(on.platform.publish, what, as.session, WAIT_MS);
    await sandbox.control.fault({ network: "reddit", operation: "submit", fault: { kind: "drop" } });
    const armedAt = new Date();
    await expect(publish(as, what, run)).rejects.toMatchObject({ ambiguous: true });
    const asked = { content: what, session: as.session, handles: run.handles, armedAt };
    expect((await on.platform.publish.reconcile(asked)).verdict).toBe("not-happened");
  });

  test.each(["media_lease", "media_upload"])(
    "a lost %s is done again, and the post is one",
    async (operation) => {
      const as = await login();
      for (const fault of [{ kind: "apply-then-drop" }, { kind: "status", status: 503 }] as const) {
        await sandbox.control.fault({ network: "reddit", operation, fault });
        const what = content("image", { title: fault.kind });
        await expect(publish(as, what)).rejects.toMatchObject({ code: expect.any(String) });
        await publish(as, what);
      }
      expect((await effects()).map(({ text }) => text.split("\n")[0])).toEqual(["apply-then-drop", "status"]);
    },
  );
});
