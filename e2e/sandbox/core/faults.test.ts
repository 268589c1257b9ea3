import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  connectInstagram,
  containerStatus,
  createContainer,
  finishedImage,
  graph,
  type Connected as Instagram,
  MAYA,
  publish,
} from "../testing/instagram.ts";
import { type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { connect, initVideo, putChunk, REEL, refresh, status } from "../testing/tiktok.ts";
import type { Fault } from "./faults.ts";

let sandbox: TestSandbox;
let maya: Instagram;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  maya = await connectInstagram(sandbox);
});
afterAll(() => sandbox.close());

const arm = (operation: string, fault: Fault, times = 1) =>
  sandbox.control.fault({ network: "instagram", operation, times, fault });
const statusCode = async (id: string) => (await containerStatus(sandbox, maya, id)).at("status_code");

describe("faults of one operation", () => {
  it("apply-then-drop publishes and closes the connection without a byte", async () => {
    const id = await finishedImage(sandbox, maya);
    await arm("media_publish", { kind: "apply-then-drop" });
    await expect(publish(sandbox, maya, id)).rejects.toThrow("fetch failed");
    expect(await statusCode(id)).toBe("PUBLISHED");
    expect(await sandbox.control.effects()).toMatchObject([{ containerId: id }]);
  });

  it("drop closes the connection and publishes nothing", async () => {
    const id = await finishedImage(sandbox, maya);
    await arm("media_publish", { kind: "drop" });
    await expect(publish(sandbox, maya, id)).rejects.toThrow("fetch failed");
    expect(await statusCode(id)).toBe("FINISHED");
    expect(await sandbox.control.effects()).toEqual([]);
    expect((await publish(sandbox, maya, id)).status).toBe(200);
  });

  it("apply-then-status publishes and answers 500 in Graph’s envelope", async () => {
    const id = await finishedImage(sandbox, maya);
    await arm("media_publish", { kind: "apply-then-status", status: 500 });
    const answer = await publish(sandbox, maya, id);
    expect(answer.status).toBe(500);
    expect(answer.at("error")).toMatchObject({ code: 2, is_transient: true });
    expect(await sandbox.control.effects()).toHaveLength(1);
  });

  it("status answers so and does nothing, with body and headers when given", async () => {
    const id = await finishedImage(sandbox, maya);
    const fault: Fault = {
      kind: "status",
      status: 503,
      body: { busy: true },
      headers: { "retry-after": "7" },
    };
    await arm("media_publish", fault);
    const answer = await publish(sandbox, maya, id);
    expect([answer.status, answer.body, answer.headers.get("retry-after")]).toEqual([
      503,
      { busy: true },
      "7",
    ]);
    expect(await statusCode(id)).toBe("FINISHED");
  });

  it("hang neither acts nor answers, and the journal already knows", async () => {
    const id = await finishedImage(sandbox, maya);
    await arm("media_publish", { kind: "hang" });
    const url = `${sandbox.url}/graph.instagram.com/v23.0/${MAYA}/media_publish?creation_id=${id}&access_token=${maya.token}`;
    await expect(fetch(url, { method: "POST", signal: AbortSignal.timeout(200) })).rejects.toThrow();
    const [entry] = await sandbox.control.journal({ operation: "media_publish" });
    expect(entry).toMatchObject({ fault: "hang", status: 0 });
    expect(await sandbox.control.effects()).toEqual([]);
  });

  it("delay answers late and rightly", async () => {
    await arm("me", { kind: "delay", ms: 150 });
    const startedAt = performance.now();
    expect((await graph(sandbox, maya.token, "/me")).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it("count down, meet their own operation alone, and can be cleared", async () => {
    await arm("list_media", { kind: "status", status: 500 }, 2);
    const list = () => graph(sandbox, maya.token, `/${MAYA}/media`);
    expect((await graph(sandbox, maya.token, "/me")).status).toBe(200);
    expect([(await list()).status, (await list()).status, (await list()).status]).toEqual([500, 500, 200]);
    await arm("list_media", { kind: "status", status: 500 }, 5);
    await sandbox.control.clearFaults();
    expect((await list()).status).toBe(200);
  });

  it("apply-then-drop on a container leaves an orphan and nothing public", async () => {
    await arm("create_container", { kind: "apply-then-drop" });
    const params = { image_url: sandbox.app.media("square-1080.jpg") };
    await expect(createContainer(sandbox, maya, params)).rejects.toThrow("fetch failed");
    expect((await createContainer(sandbox, maya, params)).status).toBe(200);
    expect(await sandbox.control.effects()).toEqual([]);
  });

  it.each(["exchange", "refresh"])("TikTok’s %s fails in the flat OAuth shape", async (operation) => {
    const connected = await connect(sandbox);
    await sandbox.control.fault({ network: "tiktok", operation, fault: { kind: "status", status: 500 } });
    if (operation === "refresh") {
      expect((await refresh(sandbox, connected.refreshToken)).at("error")).toBe("server_error");
      expect((await refresh(sandbox, connected.refreshToken)).status).toBe(200);
    } else {
      await expect(connect(sandbox)).rejects.toThrow("500");
    }
  });

  it("a rotated refresh token can be lost on the way back", async () => {
    const connected = await connect(sandbox);
    await sandbox.control.fault({
      network: "tiktok",
      operation: "refresh",
      fault: { kind: "apply-then-drop" },
    });
    await expect(refresh(sandbox, connected.refreshToken)).rejects.toThrow("fetch failed");
    expect((await refresh(sandbox, connected.refreshToken)).at("error")).toBe("invalid_grant");
  });

  it("the last chunk can be taken and its answer lost; the progress is told afterwards", async () => {
    const { token } = await connect(sandbox);
    const init = await initVideo(sandbox, token);
    await sandbox.control.fault({
      network: "tiktok",
      operation: "upload_chunk",
      fault: { kind: "apply-then-drop" },
    });
    const put = () => putChunk(init.string("data.upload_url"), REEL, { first: 0, total: REEL.length });
    await expect(put()).rejects.toThrow("fetch failed");
    expect((await put()).status).toBe(416);
    const answer = await status(sandbox, token, init.string("data.publish_id"));
    expect(answer.at("data.uploaded_bytes")).toBe(REEL.length);
  });

  it("TikTok’s other operations fail in the nested shape", async () => {
    const { token } = await connect(sandbox);
    await sandbox.control.fault({
      network: "tiktok",
      operation: "video_init",
      fault: { kind: "status", status: 429 },
    });
    const answer = await initVideo(sandbox, token);
    expect([answer.status, answer.at("error.code")]).toEqual([429, "rate_limit_exceeded"]);
  });
});
