import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixture } from "../testing/app-double.ts";
import {
  type Connected,
  connectFacebook,
  connectInstagram,
  containerStatus,
  createContainer,
  finishedImage,
  graph,
  MAYA,
  publish,
  settled,
} from "../testing/instagram.ts";
import { request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { paddedReel } from "../testing/tiktok.ts";

const DAY = 24 * 3_600_000;
let sandbox: TestSandbox;
let maya: Connected;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  maya = await connectInstagram(sandbox);
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const image = (name = "portrait-1080x1350.jpg") => ({ image_url: sandbox.app.media(name) });
const reel = (name = "reel-1080x1920-3s.mp4") => ({
  media_type: "REELS",
  video_url: sandbox.app.media(name),
});

describe("containers", () => {
  it("go from IN_PROGRESS to FINISHED, and the post comes with another id", async () => {
    await sandbox.control.settings({ network: "instagram", processingMs: 30_000 });
    const created = await createContainer(sandbox, maya, { ...image(), caption: "hi" });
    expect(created.status).toBe(200);
    const id = created.string("id");
    expect(id).toMatch(/^\d{17}$/);
    expect((await containerStatus(sandbox, maya, id)).body).toEqual({
      id,
      status_code: "IN_PROGRESS",
      status: "In Progress: Media is still being processed.",
    });
    expect((await settled(sandbox, maya, id)).at("status_code")).toBe("FINISHED");
    const published = await publish(sandbox, maya, id);
    expect(published.status).toBe(200);
    expect(published.string("id")).not.toBe(id);
    expect((await containerStatus(sandbox, maya, id)).at("status_code")).toBe("PUBLISHED");
  });

  it("refuse to be published before they are finished: 9007/2207027", async () => {
    await sandbox.control.settings({ network: "instagram", processingMs: 3_600_000 });
    const created = await createContainer(sandbox, maya, image());
    const early = await publish(sandbox, maya, created.string("id"));
    expect(early.status).toBe(400);
    expect(early.at("error")).toMatchObject({ code: 9007, error_subcode: 2207027, is_transient: false });
    expect(await sandbox.control.effects()).toEqual([]);
  });

  it("expire after 24 hours", async () => {
    const id = await finishedImage(sandbox, maya);
    await sandbox.control.clock({ advanceMs: DAY });
    expect((await containerStatus(sandbox, maya, id)).at("status_code")).toBe("EXPIRED");
    expect((await publish(sandbox, maya, id)).at("error.error_subcode")).toBe(2207020);
  });

  it("are limited to 400 in 24 hours", async () => {
    await sandbox.control.settings({ network: "instagram", rateLimits: false });
    for (let made = 0; made < 400; made += 1)
      await createContainer(sandbox, maya, { media_type: "REELS", video_url: "http://127.0.0.1:1/" });
    expect((await createContainer(sandbox, maya, image())).at("error.code")).toBe(9);
    await sandbox.control.clock({ advanceMs: DAY });
    expect((await createContainer(sandbox, maya, image())).status).toBe(200);
  });

  it("take parameters as a form, as JSON with numeric ids, or in the query", async () => {
    const url = `${sandbox.url}/graph.instagram.com/v23.0/${MAYA}/media`;
    const headers = { authorization: `Bearer ${maya.token}`, "content-type": "application/json" };
    const json = await request(url, { method: "POST", headers, body: JSON.stringify(image()) });
    expect(json.status).toBe(200);
    const query = await request(`${url}?${new URLSearchParams({ ...image(), access_token: maya.token })}`, {
      method: "POST",
    });
    await settled(sandbox, maya, query.string("id"));
    const published = await request(`${sandbox.url}/graph.instagram.com/v23.0/${MAYA}/media_publish`, {
      method: "POST",
      headers,
      body: `{"creation_id":${query.string("id")}}`,
    });
    expect(published.status).toBe(200);
  });

  it("finish after a restart, a cut-off download included", async () => {
    let asked = 0;
    sandbox.app.serve("/slow.mp4", (response) => {
      asked += 1;
      if (asked > 1) response.end(fixture("reel-1080x1920-3s.mp4"));
    });
    const created = await createContainer(sandbox, maya, reel("slow.mp4"));
    await sandbox.restart();
    expect((await settled(sandbox, maya, created.string("id"))).at("status_code")).toBe("FINISHED");
    expect(asked).toBe(2);
  });
});

describe("media are really fetched and judged", () => {
  it.each([
    ["a PNG", "square-640.png", 36001, 2207005],
    ["a text called .jpg", "text.jpg", 9004, 2207052],
    ["a picture outside 4:5 to 1.91:1", "too-wide-1200x400.jpg", 36003, 2207009],
    ["an address that answers 404", "missing.jpg", 9004, 2207052],
  ])("%s is refused at once", async (_what, name, code, subcode) => {
    const answer = await createContainer(sandbox, maya, image(name));
    expect(answer.status).toBe(400);
    expect(answer.at("error")).toMatchObject({ code, error_subcode: subcode });
    expect(answer.string("error.error_user_title")).not.toBe("");
  });

  it("a picture above 8 MiB is too large", async () => {
    sandbox.app.serve(
      "/large.jpg",
      Buffer.concat([fixture("square-1080.jpg"), Buffer.alloc(8 * 1024 * 1024)]),
    );
    const answer = await createContainer(sandbox, maya, image("large.jpg"));
    expect(answer.at("error")).toMatchObject({ code: 36000, error_subcode: 2207004 });
  });

  it("a redirect is not followed", async () => {
    sandbox.app.serve("/moved.jpg", (response) =>
      response.writeHead(302, { location: sandbox.app.media("square-1080.jpg") }).end(),
    );
    expect((await createContainer(sandbox, maya, image("moved.jpg"))).at("error.error_subcode")).toBe(
      2207052,
    );
  });

  it("nothing is fetched from another machine", async () => {
    const answer = await createContainer(sandbox, maya, { image_url: "http://192.0.2.1/x.jpg" });
    expect(answer.at("error.error_subcode")).toBe(2207052);
  });

  it.each([
    ["a video cut short", "truncated.mp4", 2207026],
    ["a picture called a video", "square-1080.jpg", 2207026],
    ["a video that is not there", "missing.mp4", 2207052],
  ])("%s ends in ERROR with its subcode in the status", async (_what, name, subcode) => {
    const created = await createContainer(sandbox, maya, reel(name));
    expect(created.status).toBe(200);
    const answer = await settled(sandbox, maya, created.string("id"));
    expect(answer.at("status_code")).toBe("ERROR");
    expect(answer.string("status")).toBe(`Error: Media upload has failed with error code ${subcode}`);
  });

  it("a cover frame beyond the end of the video fails it: 2207057", async () => {
    const beyond = await createContainer(sandbox, maya, { ...reel(), thumb_offset: "3000" });
    expect((await settled(sandbox, maya, beyond.string("id"))).string("status")).toContain("2207057");
    const within = await createContainer(sandbox, maya, { ...reel(), thumb_offset: "2999" });
    expect((await settled(sandbox, maya, within.string("id"))).body).toMatchObject({
      status_code: "FINISHED",
    });
  });

  it("a padded video of 12 MB is taken, and the ledger knows its very bytes", async () => {
    sandbox.app.serve("/large.mp4", paddedReel(12_000_000));
    const created = await createContainer(sandbox, maya, reel("large.mp4"));
    await settled(sandbox, maya, created.string("id"));
    await publish(sandbox, maya, created.string("id"));
    const [effect] = await sandbox.control.effects();
    expect(effect?.media).toMatchObject([{ bytes: 12_000_000, contentType: "video/mp4" }]);
  });

  it.each([
    ["a caption of 2,201 characters", { caption: "x".repeat(2_201) }, 36004],
    ["31 hashtags", { caption: "#a ".repeat(31) }, 100],
    ["21 mentions", { caption: "@a ".repeat(21) }, 100],
    ["an unknown media type", { media_type: "POSTER" }, 100],
    ["the retired VIDEO for a single post", { media_type: "VIDEO", video_url: "http://127.0.0.1:1/" }, 100],
    ["a reel without an address", { media_type: "REELS" }, 100],
  ])("%s is refused before anything is fetched", async (_what, params, code) => {
    const answer = await createContainer(sandbox, maya, {
      ...image(),
      ...(params as Record<string, string>),
    });
    expect(answer.status).toBe(400);
    expect(answer.at("error.code")).toBe(code);
  });
});

describe("publishing", () => {
  it("the same container twice never makes two posts", async () => {
    const id = await finishedImage(sandbox, maya);
    const answers = await Promise.all([1, 2, 3, 4].map(() => publish(sandbox, maya, id)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.at("error.error_subcode") === 2207008)).toHaveLength(3);
    expect(await sandbox.control.effects()).toHaveLength(1);
  });

  it("a second time can also answer with the first post’s id", async () => {
    await sandbox.control.settings({ network: "instagram", republish: "same-id" });
    const id = await finishedImage(sandbox, maya);
    const first = await publish(sandbox, maya, id);
    expect((await publish(sandbox, maya, id)).body).toEqual(first.body);
    expect(await sandbox.control.effects()).toHaveLength(1);
  });

  it("stops at the daily quota, which counts down and comes back", async () => {
    await sandbox.control.settings({ network: "instagram", quota: 1 });
    await publish(sandbox, maya, await finishedImage(sandbox, maya));
    const next = await finishedImage(sandbox, maya);
    const refused = await publish(sandbox, maya, next);
    expect(refused.at("error")).toMatchObject({ code: 9, error_subcode: 2207042 });
    const limit = await graph(sandbox, maya.token, `/${MAYA}/content_publishing_limit`, {
      params: { fields: "quota_usage,config" },
    });
    expect(limit.body).toEqual({
      data: [{ quota_usage: 1, config: { quota_total: 1, quota_duration: 86_400 } }],
    });
    await sandbox.control.clock({ advanceMs: DAY });
    expect((await publish(sandbox, maya, await finishedImage(sandbox, maya))).status).toBe(200);
  });

  it("the documented default quota is 50 a day", async () => {
    const limit = await graph(sandbox, maya.token, `/${MAYA}/content_publishing_limit`, {
      params: { fields: "config" },
    });
    expect(limit.at("data.0.config.quota_total")).toBe(50);
  });

  it("a carousel takes two to ten finished children of its own", async () => {
    const child = async (params: Record<string, string>) => {
      const created = await createContainer(sandbox, maya, { is_carousel_item: "true", ...params });
      await settled(sandbox, maya, created.string("id"));
      return created.string("id");
    };
    const picture = await child(image());
    const video = await child({ media_type: "VIDEO", video_url: sandbox.app.media("reel-1080x1920-3s.mp4") });
    const carousel = (children: string) =>
      createContainer(sandbox, maya, { media_type: "CAROUSEL", children, caption: "both" });
    expect((await carousel(picture)).at("error.error_subcode")).toBe(2207028);
    expect(
      (await carousel(`${picture},${await finishedImage(sandbox, maya)}`)).at("error.error_subcode"),
    ).toBe(2207006);
    expect((await publish(sandbox, maya, picture)).at("error.error_subcode")).toBe(2207006);
    const parent = await carousel(`${picture},${video}`);
    await settled(sandbox, maya, parent.string("id"));
    const post = await publish(sandbox, maya, parent.string("id"));
    const node = await graph(sandbox, maya.token, `/${post.string("id")}`, {
      params: { fields: "media_type,media_product_type,children" },
    });
    expect(node.body).toMatchObject({ media_type: "CAROUSEL_ALBUM", media_product_type: "FEED" });
    expect(node.at("children.data")).toHaveLength(2);
    const limit = await graph(sandbox, maya.token, `/${MAYA}/content_publishing_limit`);
    expect(limit.at("data.0.quota_usage")).toBe(1);
    expect(await sandbox.control.effects()).toMatchObject([{ kind: "post", mediaCount: 2, text: "both" }]);
  });

  it("a carousel waits for its children", async () => {
    await sandbox.control.settings({ network: "instagram", processingMs: 3_600_000 });
    const made = await Promise.all(
      [1, 2].map(() => createContainer(sandbox, maya, { ...image(), is_carousel_item: "true" })),
    );
    const children = JSON.stringify(made.map((one) => one.string("id")));
    const early = await createContainer(sandbox, maya, { media_type: "CAROUSEL", children });
    expect(early.at("error.error_subcode")).toBe(2207027);
  });

  it("stories show under /stories for 24 hours and never under /media", async () => {
    const created = await createContainer(sandbox, maya, {
      media_type: "STORIES",
      ...image("too-wide-1200x400.jpg"),
    });
    await settled(sandbox, maya, created.string("id"));
    await publish(sandbox, maya, created.string("id"));
    const stories = () =>
      graph(sandbox, maya.token, `/${MAYA}/stories`, { params: { fields: "media_product_type" } });
    expect((await stories()).at("data.0.media_product_type")).toBe("STORY");
    expect((await graph(sandbox, maya.token, `/${MAYA}/media`)).at("data")).toEqual([]);
    expect(await sandbox.control.effects()).toMatchObject([{ kind: "story" }]);
    await sandbox.control.clock({ advanceMs: DAY });
    expect((await stories()).at("data")).toEqual([]);
  });

  it("a foreign account’s paths do not exist, and neither does the app-scoped id", async () => {
    for (const id of ["17841407719560287", "24918837402916453", "1"]) {
      const answer = await createContainer(sandbox, { ...maya, id }, image());
      expect(answer.at("error")).toMatchObject({ code: 100, error_subcode: 33 });
    }
  });

  it("Facebook Login publishes with the user’s token or the Page’s, and may delete", async () => {
    const host = "graph.facebook.com";
    const { token } = await connectFacebook(sandbox);
    const pages = await graph(sandbox, token, "/me/accounts", { host, params: { fields: "access_token" } });
    const pageToken = pages.string("data.0.access_token");
    const post = (path: string, params: Record<string, string>, by: string) =>
      graph(sandbox, by, path, { host, method: "POST", params });
    const created = await post(`/${MAYA}/media`, image(), token);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const published = await post(`/${MAYA}/media_publish`, { creation_id: created.string("id") }, pageToken);
    expect(published.status).toBe(200);
    const removed = await graph(sandbox, pageToken, `/${published.string("id")}`, { host, method: "DELETE" });
    expect(removed.body).toEqual({ success: true });
    expect((await graph(sandbox, token, `/${MAYA}/media`, { host })).at("data")).toEqual([]);
    expect((await sandbox.control.effects()).map((effect) => effect.kind)).toEqual(["post", "delete"]);
  });

  it("a resumable upload goes to rupload in parts, for Facebook Login alone", async () => {
    const { token } = await connectFacebook(sandbox);
    const params = { media_type: "REELS", upload_type: "resumable" };
    expect((await createContainer(sandbox, maya, params)).at("error.code")).toBe(100);
    const host = "graph.facebook.com";
    const created = await graph(sandbox, token, `/${MAYA}/media`, { host, method: "POST", params });
    const bytes = fixture("reel-1080x1920-3s.mp4");
    const send = (from: number, to: number) =>
      request(created.string("uri"), {
        method: "POST",
        headers: { authorization: `OAuth ${token}`, offset: String(from), file_size: String(bytes.length) },
        body: new Uint8Array(bytes.subarray(from, to)),
      });
    expect((await send(0, 10_000)).body).toEqual({ success: true, message: "Upload successful." });
    expect((await send(5_000, 10_000)).at("debug_info.type")).toBe("OffsetInvalidError");
    expect((await send(10_000, bytes.length)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 80));
    const status = await graph(sandbox, token, `/${created.string("id")}`, {
      host,
      params: { fields: "status_code" },
    });
    expect(status.at("status_code")).toBe("FINISHED");
  });
});
