import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { type Run, takeSteps } from "#e2e/support/publishing-run.ts";
import { type Login, type SandboxPlatform, sandboxPlatform } from "#e2e/support/sandbox-platforms.ts";
import type { PublishContent } from "../platform.ts";

/** A comment of one's own under a fresh post: the second irreversible call, over real HTTP, judged by the ledger. */

const WAIT_MS = 20;
const STEPS = 200;
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

const COMMENT = "Recipe below: #glaze 🏺";
const content = (kind = "image"): PublishContent => ({
  kind,
  text: "Glaze day",
  media: [on.media("portrait-1080x1350.jpg")],
  options: { firstComment: ` ${COMMENT} ` },
});
const publish = (by: Login, what: PublishContent, run: Partial<Run> = {}) =>
  takeSteps(on.platform.publish, what, by.session, run, STEPS, WAIT_MS);
const effects = async () =>
  (await sandbox.control.effects({ network: "instagram" })).map(({ kind, text }) => `${kind} ${text}`);
const BOTH = ["post Glaze day", `comment ${COMMENT}`];

describe.each(["instagram-login", "facebook-login"])("%s", (flavor) => {
  test("the post goes out, then the comment, each once", async () => {
    const run = await publish(await on.login(flavor, "maya.delorme"), content());
    expect(run.steps.filter((step) => step.endsWith("!"))).toEqual(["media_publish!", "first_comment!"]);
    expect(await effects()).toEqual(BOTH);
    expect(await (await fetch(run.live?.remoteUrl ?? "")).text()).toContain(COMMENT);
  });
});

test("a story takes no comment", async () => {
  await publish(await on.login("instagram-login", "maya.delorme"), content("story"));
  expect(await effects()).toEqual(["story "]);
});

test("without the permission to comment nothing goes out at all", async () => {
  const scopes = ["instagram_business_basic", "instagram_business_content_publish"];
  const by = await on.login("instagram-login", "maya.delorme", scopes);
  await expect(publish(by, content())).rejects.toMatchObject({
    code: "PERMISSION_MISSING",
    userMessage: "INSTAGRAM_COMMENT_PERMISSION",
  });
  expect(await effects()).toEqual([]);
});

describe("a lost answer", () => {
  const lost = [
    ["the wire broke after it was applied", { kind: "apply-then-drop" }, true],
    ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }, true],
    ["the wire broke before it was applied", { kind: "drop" }, false],
    ["a gateway answered 503 instead", { kind: "status", status: 503 }, false],
  ] as const;

  test.each(
    lost.flatMap(([name, fault, applied]) =>
      ["media_publish", "create_comment"].map((operation) => [operation, name, fault, applied] as const),
    ),
  )("to %s, %s: one post, one comment", async (operation, _, fault, applied) => {
    const by = await on.login("instagram-login", "maya.delorme");
    const what = content();
    const commit = operation === "media_publish" ? "media_publish" : "first_comment";
    let run = await takeSteps(on.platform.publish, what, by.session, {}, 0, WAIT_MS);
    for (let taken = 0; taken < STEPS; taken += 1) {
      const { handles } = run;
      const next = on.platform.publish.plan({ content: what, session: by.session, handles });
      if (next.type === "commit" && next.name === commit) break;
      run = await takeSteps(on.platform.publish, what, by.session, run, 1, WAIT_MS);
    }
    await sandbox.control.fault({ network: "instagram", operation, fault });
    const armedAt = new Date();
    await expect(publish(by, what, run)).rejects.toMatchObject({ ambiguous: true });
    const armed = { content: what, session: by.session, handles: run.handles, armedAt };
    const verdict = await on.platform.publish.reconcile(armed);
    expect(verdict.verdict).toBe(applied ? "settled" : "not-happened");
    const known = verdict.verdict === "settled" ? verdict.handles : {};
    await publish(by, what, { ...run, handles: { ...run.handles, ...known } });
    expect(await effects()).toEqual(BOTH);
  });
});
