import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixture } from "../testing/app-double.ts";
import { request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import {
  api,
  type Connected,
  connect,
  initVideo,
  paddedReel,
  putChunk,
  REEL,
  untilStatus,
} from "../testing/tiktok.ts";

let sandbox: TestSandbox;
let maya: Connected;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.settings({ network: "tiktok", rateLimits: false });
  maya = await connect(sandbox);
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

describe("uploading in chunks", () => {
  const size = 12_000_000;
  const chunk = 5_000_000;
  const video = paddedReel(size);
  const plan = { source: "FILE_UPLOAD", video_size: size, chunk_size: chunk, total_chunk_count: 2 };

  it("takes each range once, in order: 206, 416 with the progress, 201 for the last", async () => {
    const init = await initVideo(sandbox, maya.token, { source: plan });
    const url = init.string("data.upload_url");
    expect(url).toMatch(/\/open-upload\.tiktokapis\.com\/video\/\?upload_id=\d+&upload_token=/);
    expect(url.length).toBeLessThanOrEqual(256);
    const first = await putChunk(url, video.subarray(0, chunk), { first: 0, total: size });
    expect([first.status, first.headers.get("content-range")]).toEqual([206, `bytes 0-${chunk}/${size}`]);
    const again = await putChunk(url, video.subarray(0, chunk), { first: 0, total: size });
    expect([again.status, again.headers.get("content-range")]).toEqual([416, `bytes 0-${chunk}/${size}`]);
    const last = await putChunk(url, video.subarray(chunk), { first: chunk, total: size });
    expect([last.status, last.headers.get("content-range")]).toEqual([201, `bytes 0-${size}/${size}`]);
    const after = await putChunk(url, video.subarray(chunk), { first: chunk, total: size });
    expect(after.status).toBe(416);
    await untilStatus(sandbox, maya.token, init.string("data.publish_id"), "PUBLISH_COMPLETE");
    const [effect] = await sandbox.control.effects();
    expect(effect?.media[0]?.bytes).toBe(size);
  });

  it("refuses ranges that skip, and chunks of another size", async () => {
    const url = (await initVideo(sandbox, maya.token, { source: plan })).string("data.upload_url");
    expect((await putChunk(url, video.subarray(chunk), { first: chunk, total: size })).status).toBe(416);
    expect((await putChunk(url, video.subarray(0, chunk - 1), { first: 0, total: size })).status).toBe(400);
    expect((await putChunk(url, video.subarray(0, chunk), { first: 0, total: size + 1 })).status).toBe(400);
    const text = await putChunk(
      url,
      video.subarray(0, chunk),
      { first: 0, total: size },
      { "content-type": "text/plain" },
    );
    expect(text.status).toBe(400);
    const bare = await request(url, { method: "PUT", headers: { "content-type": "video/mp4" }, body: "x" });
    expect(bare.status).toBe(400);
    const short = await putChunk(
      url,
      video.subarray(0, 10),
      { first: 0, total: size },
      {
        "content-range": `bytes 0-${chunk - 1}/${size}`,
      },
    );
    expect(short.status).toBe(400);
  });

  it("knows only its own addresses, for one hour", async () => {
    const url = (await initVideo(sandbox, maya.token, { source: plan })).string("data.upload_url");
    const foreign = url.replace(/upload_token=.*/, "upload_token=0");
    expect((await putChunk(foreign, video.subarray(0, chunk), { first: 0, total: size })).status).toBe(404);
    await sandbox.control.clock({ advanceMs: 3_600_000 });
    expect((await putChunk(url, video.subarray(0, chunk), { first: 0, total: size })).status).toBe(403);
  });

  it("goes on where it stopped after a restart", async () => {
    const init = await initVideo(sandbox, maya.token, { source: plan });
    const url = init.string("data.upload_url");
    await putChunk(url, video.subarray(0, chunk), { first: 0, total: size });
    await sandbox.restart();
    expect((await putChunk(url, video.subarray(chunk), { first: chunk, total: size })).status).toBe(201);
    await untilStatus(sandbox, maya.token, init.string("data.publish_id"), "PUBLISH_COMPLETE");
  });

  it.each([
    ["a count that is not size ÷ chunk rounded down", { total_chunk_count: 3 }],
    ["chunks below 5 MB", { chunk_size: 4_000_000, total_chunk_count: 3 }],
    ["chunks above 64 MB", { video_size: 200_000_000, chunk_size: 100_000_000, total_chunk_count: 2 }],
    ["a small video in parts", { video_size: 4_000_000, chunk_size: 2_000_000, total_chunk_count: 2 }],
    ["a large video in one piece", { video_size: 70_000_000, chunk_size: 70_000_000, total_chunk_count: 1 }],
    ["no size", { video_size: undefined }],
    ["an unknown source", { source: "CARRIER_PIGEON" }],
  ])("refuses %s", async (_what, changes) => {
    const answer = await initVideo(sandbox, maya.token, { source: { ...plan, ...changes } });
    expect([answer.status, answer.at("error.code")]).toEqual([400, "invalid_params"]);
  });
});

describe("pulling from an address", () => {
  const pull = (name: string) =>
    initVideo(sandbox, maya.token, {
      source: { source: "PULL_FROM_URL", video_url: sandbox.app.media(name) },
    });

  it("fetches the video itself", async () => {
    const init = await pull("reel-1080x1920-3s.mp4");
    expect(init.at("data.upload_url")).toBeUndefined();
    expect(init.string("data.publish_id")).toMatch(/^v_pub_url~v2\.\d+$/);
    const done = await untilStatus(sandbox, maya.token, init.string("data.publish_id"), "PUBLISH_COMPLETE");
    expect(done.at("data.downloaded_bytes")).toBe(REEL.length);
  });

  it("fails for an address that does not answer or redirects", async () => {
    sandbox.app.serve("/moved.mp4", (response) =>
      response.writeHead(302, { location: "/reel-1080x1920-3s.mp4" }).end(),
    );
    for (const name of ["missing.mp4", "moved.mp4"]) {
      const init = await pull(name);
      const failed = await untilStatus(sandbox, maya.token, init.string("data.publish_id"), "FAILED");
      expect(failed.at("data.fail_reason")).toBe("video_pull_failed");
    }
  });

  it("refuses an address the app has not proved to own", async () => {
    const source = { source: "PULL_FROM_URL", video_url: "https://elsewhere.example/v.mp4" };
    const answer = await initVideo(sandbox, maya.token, { source });
    expect([answer.status, answer.at("error.code")]).toEqual([403, "url_ownership_unverified"]);
  });

  it("makes a photo post with title and description", async () => {
    sandbox.app.serve("/a.jpg", fixture("square-1080.jpg"));
    const init = await api(sandbox, maya.token, "post/publish/content/init/", {
      media_type: "PHOTO",
      post_mode: "DIRECT_POST",
      post_info: { title: "two", description: "of them", privacy_level: "PUBLIC_TO_EVERYONE" },
      source_info: {
        source: "PULL_FROM_URL",
        photo_cover_index: 0,
        photo_images: [sandbox.app.media("a.jpg"), sandbox.app.media("square-1080.jpg")],
      },
    });
    expect(init.string("data.publish_id")).toMatch(/^p_pub_url~v2\./);
    await untilStatus(sandbox, maya.token, init.string("data.publish_id"), "PUBLISH_COMPLETE");
    expect(await sandbox.control.effects()).toMatchObject([{ mediaCount: 2, text: "two\nof them" }]);
  });

  it.each([
    ["text.jpg", "file_format_check_failed"],
    ["square-640.png", "file_format_check_failed"],
    ["missing.jpg", "photo_pull_failed"],
    ["portrait-1080x1350.jpg", undefined],
  ])("judges the photo %s", async (name, reason) => {
    const init = await api(sandbox, maya.token, "post/publish/content/init/", {
      media_type: "PHOTO",
      post_mode: "DIRECT_POST",
      post_info: { title: "x", privacy_level: "SELF_ONLY" },
      source_info: { source: "PULL_FROM_URL", photo_cover_index: 0, photo_images: [sandbox.app.media(name)] },
    });
    const wanted = reason ? "FAILED" : "PUBLISH_COMPLETE";
    const answer = await untilStatus(sandbox, maya.token, init.string("data.publish_id"), wanted);
    expect(answer.at("data.fail_reason")).toBe(reason ?? "");
  });
});
