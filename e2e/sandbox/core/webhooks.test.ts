import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { signMeta } from "../meta/webhook.ts";
import { startAppDouble } from "../testing/app-double.ts";
import {
  connectFacebook,
  connectInstagram,
  FACEBOOK,
  finishedImage,
  graph,
  INSTAGRAM,
  MAYA,
  publish,
} from "../testing/instagram.ts";
import { eventually, request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { CLIENT, connect, uploadReel } from "../testing/tiktok.ts";
import { signTikTok } from "../tiktok/webhook.ts";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  sandbox.app.webhooks.length = 0;
  sandbox.app.answerWebhooks();
});
afterAll(() => sandbox.close());

const received = () => sandbox.app.webhooks;
const arrived = (count: number) => eventually(received, (all) => all.length >= count);
const eventNames = () => received().map(({ body }) => (JSON.parse(body) as { event: string }).event);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Maya’s post, on which a visitor has commented; resolves to the post’s id. */
async function commentOn(text: string): Promise<string> {
  const maya = await connectInstagram(sandbox);
  const post = await publish(sandbox, maya, await finishedImage(sandbox, maya));
  const node = await graph(sandbox, maya.token, `/${post.string("id")}`, { params: { fields: "permalink" } });
  const form = new URLSearchParams({ username: "léa", text });
  const answer = await request(`${node.string("permalink")}/comments`, { method: "POST", body: form });
  expect(answer.text).toContain("léa");
  return post.string("id");
}

describe("signatures", () => {
  it("match the published vectors", () => {
    expect(signMeta("test_secret", '{"object":"instagram","entry":[]}')["x-hub-signature-256"]).toBe(
      "sha256=03bbde25fda62361f489b5de6d02e3c1f93d250a00a85a1689620c4736a0e2ad",
    );
    expect(
      signTikTok("test_secret", '{"event":"post.publish.complete"}', 1_767_225_600)["tiktok-signature"],
    ).toBe("t=1767225600,s=4f226a1148a71cd6f88e2e8b7a9879ceb6ceabb27c2445c478fe94dbb6c9ebad");
  });

  it("of Meta cover the raw bytes, in which everything beyond ASCII is escaped", async () => {
    await commentOn("très joli 🏺 a/b");
    const [hook] = await arrived(1);
    expect(hook?.path).toBe("/api/webhooks/instagram");
    expect(hook?.body).toContain("tr\\u00e8s joli \\ud83c\\udffa a\\/b");
    const expected = createHmac("sha256", INSTAGRAM.clientSecret)
      .update(hook?.body ?? "")
      .digest("hex");
    expect(hook?.headers["x-hub-signature-256"]).toBe(`sha256=${expected}`);
  });

  it("of TikTok carry the time of sending by the real clock, however the sandbox’s is set", async () => {
    await sandbox.control.clock({ advanceMs: 30 * 86_400_000 });
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token, { privacy: "SELF_ONLY" });
    const [hook] = await arrived(1);
    const [, time, signature] =
      /^t=(\d+),s=([0-9a-f]{64})$/.exec(String(hook?.headers["tiktok-signature"])) ?? [];
    expect(Math.abs(Date.now() / 1000 - Number(time))).toBeLessThan(10);
    const expected = createHmac("sha256", CLIENT.clientSecret).update(`${time}.${hook?.body}`).digest("hex");
    expect(signature).toBe(expected);
    expect(JSON.parse(hook?.body ?? "{}")).toMatchObject({
      client_key: CLIENT.clientId,
      event: "post.publish.complete",
    });
  });
});

describe("Instagram comments", () => {
  it("arrive flat for Instagram Login, as its documentation shows them", async () => {
    const postId = await commentOn("nice");
    const [hook] = await arrived(1);
    expect(JSON.parse(hook?.body ?? "{}")).toMatchObject({
      object: "instagram",
      entry: [
        {
          id: MAYA,
          field: "comments",
          value: { text: "nice", media: { id: postId, media_product_type: "FEED" } },
        },
      ],
    });
  });

  it("arrive as changes, signed with the Facebook app’s secret, for Facebook Login", async () => {
    await connectFacebook(sandbox);
    await commentOn("nice");
    const hooks = await arrived(2);
    const changes = hooks.find(({ body }) => body.includes('"changes"'));
    expect(JSON.parse(changes?.body ?? "{}")).toMatchObject({
      entry: [{ changes: [{ field: "comments" }] }],
    });
    expect(changes?.headers["x-hub-signature-256"]).toBe(
      signMeta(FACEBOOK.clientSecret, changes?.body ?? "")["x-hub-signature-256"],
    );
  });

  it("can be written by a test without a browser, on posts that exist", async () => {
    const postId = await commentOn("first");
    await sandbox.control.comment({ network: "instagram", postId, text: "second" });
    const hooks = await arrived(2);
    expect(hooks[1]?.body).toContain('"text":"second"');
    const nowhere = { network: "instagram", postId: "1", text: "x" };
    await expect(sandbox.control.comment(nowhere)).rejects.toThrow("404");
  });

  it("can be listed by the app", async () => {
    const postId = await commentOn("nice");
    const { token } = await connectInstagram(sandbox);
    const answer = await graph(sandbox, token, `/${postId}/comments`);
    expect(answer.at("data.0")).toMatchObject({ text: "nice", username: "léa" });
  });
});

describe("deliveries", () => {
  it("are tried again with growing pauses until the app answers 2xx", async () => {
    sandbox.app.answerWebhooks(503, 500, 401);
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token, { privacy: "SELF_ONLY" });
    await arrived(4);
    const [delivery] = await eventually(
      () => sandbox.control.webhooks("tiktok"),
      ([one]) => one?.state === "delivered",
    );
    expect(delivery?.attempts.map((attempt) => attempt.status)).toEqual([503, 500, 401, 200]);
    expect(new Set(received().map(({ body }) => body)).size).toBe(1);
  });

  it("can be any event, batches and other shapes included, signed like the rest", async () => {
    const entry = {
      id: MAYA,
      time: 1,
      messaging: [{ sender: { id: "9" }, message: { mid: "m1", text: "hello" } }],
    };
    const body = { object: "instagram", entry: [entry, { ...entry, time: 2 }] };
    await sandbox.control.sendWebhook({ network: "instagram", flavor: "facebook-login", body });
    const [hook] = await arrived(1);
    expect(JSON.parse(hook?.body ?? "")).toEqual(body);
    expect(hook?.headers["x-hub-signature-256"]).toBe(
      signMeta(FACEBOOK.clientSecret, hook?.body ?? "")["x-hub-signature-256"],
    );
    const unknown = { network: "instagram", flavor: "login-kit", body };
    await expect(sandbox.control.sendWebhook(unknown)).rejects.toThrow("no login");
  });

  it("are given up after 72 hours", async () => {
    sandbox.app.answerWebhooks(...Array.from({ length: 100 }, () => 500));
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token, { privacy: "SELF_ONLY" });
    await arrived(1);
    await sandbox.control.clock({ advanceMs: 72 * 3_600_000 });
    const [delivery] = await eventually(
      () => sandbox.control.webhooks("tiktok"),
      ([one]) => one?.state === "gave-up",
    );
    expect(delivery?.attempts.length).toBeGreaterThan(1);
  });

  it("go on after a restart", async () => {
    sandbox.app.answerWebhooks(500);
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token, { privacy: "SELF_ONLY" });
    await arrived(1);
    await sandbox.restart();
    await arrived(2);
    expect(new Set(received().map(({ body }) => body)).size).toBe(1);
  });

  it("duplicate: every event twice, the same bytes", async () => {
    await sandbox.control.settings({ network: "tiktok", webhooks: "duplicate" });
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token);
    await arrived(4);
    expect(eventNames().sort()).toEqual([
      "post.publish.complete",
      "post.publish.complete",
      "post.publish.publicly_available",
      "post.publish.publicly_available",
    ]);
    expect(new Set(received().map(({ body }) => body)).size).toBe(2);
  });

  it("reordered: publicity is told before completion", async () => {
    await sandbox.control.settings({ network: "tiktok", webhooks: "reordered" });
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token);
    await arrived(2);
    expect(eventNames()).toEqual(["post.publish.publicly_available", "post.publish.complete"]);
  });

  it("late: nothing for a minute, then everything", async () => {
    await sandbox.control.settings({ network: "tiktok", webhooks: "late" });
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token, { privacy: "SELF_ONLY" });
    await wait(150);
    expect(received()).toEqual([]);
    await sandbox.control.clock({ advanceMs: 60_000 });
    await arrived(1);
  });

  it("off: nothing is sent, and a replay brings it later", async () => {
    await sandbox.control.settings({ network: "tiktok", webhooks: "off" });
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token, { privacy: "SELF_ONLY" });
    const suppressed = () => sandbox.control.webhooks("tiktok");
    expect((await eventually(suppressed, (all) => all.length === 1))[0]?.state).toBe("suppressed");
    expect(received()).toEqual([]);
    expect(await sandbox.control.replayWebhooks("tiktok")).toBe(1);
    await arrived(1);
  });

  it("replay: the last deliveries again, as often as asked", async () => {
    const { token } = await connect(sandbox);
    await uploadReel(sandbox, token, { privacy: "SELF_ONLY" });
    await eventually(
      () => sandbox.control.webhooks("tiktok"),
      ([one]) => one?.state === "delivered",
    );
    expect(await sandbox.control.replayWebhooks("tiktok", { times: 3 })).toBe(3);
    await arrived(4);
    expect(new Set(received().map(({ body }) => body)).size).toBe(1);
  });

  it("an app that is not there is tried again like one that fails", async () => {
    const gone = await startAppDouble();
    await gone.close();
    const lonely = await testSandbox({ appUrl: gone.url });
    const there = { ...lonely, app: { ...lonely.app, url: gone.url } };
    const { token } = await connect(there);
    await uploadReel(there, token, { privacy: "SELF_ONLY" });
    const [delivery] = await eventually(
      () => lonely.control.webhooks("tiktok"),
      ([one]) => (one?.attempts.length ?? 0) > 1,
    );
    expect(delivery?.state).toBe("pending");
    expect(delivery?.attempts.slice(0, 2)).toMatchObject([{ status: 0 }, { status: 0 }]);
    await lonely.close();
  });
});

describe("the check of the callback address", () => {
  it("wants the challenge back", async () => {
    sandbox.app.serve("/api/webhooks/instagram", (response) => response.writeHead(403).end());
    expect(await sandbox.control.verifyWebhook("instagram")).toMatchObject({ ok: false, status: 403 });
    let asked = "";
    sandbox.app.serve("/api/webhooks/instagram", (response) => {
      asked = response.req.url ?? "";
      response.end(new URL(asked, "http://app").searchParams.get("hub.challenge"));
    });
    expect(await sandbox.control.verifyWebhook("instagram")).toMatchObject({ ok: true, status: 200 });
    expect(asked).toContain("hub.mode=subscribe");
    expect(asked).toContain("hub.verify_token=sandbox-verify-token");
  });
});
