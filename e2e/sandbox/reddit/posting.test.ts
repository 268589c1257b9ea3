import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixture } from "../testing/app-double.ts";
import { api, connect, submit, uploadPicture } from "../testing/reddit.ts";
import { eventually, request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";

let sandbox: TestSandbox;
let token: string;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  ({ token } = await connect(sandbox));
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const PICTURE = fixture("square-1080.jpg") as Buffer<ArrayBuffer>;
const effects = () => sandbox.control.effects({ network: "reddit" });
const listed = async (as = token) => {
  const answer = await api(sandbox, as, "/user/maya_delorme/submitted?raw_json=1");
  return (answer.at("data.children") as { data: Record<string, unknown> }[]).map(({ data }) => data);
};
const errorOf = (answer: { at(path: string): unknown }) => answer.at("json.errors.0.0");

describe("submitting", () => {
  test("without `api_type=json` is answered in jQuery, and does nothing", async () => {
    const answer = await submit(sandbox, token, { api_type: "" });
    expect([answer.status, answer.at("success")]).toEqual([200, false]);
    expect(await effects()).toEqual([]);
  });

  test.each([
    [{ sr: "" }, "SUBREDDIT_REQUIRED"],
    [{ sr: "nosuchplace" }, "SUBREDDIT_NOEXIST"],
    [{ sr: "membersbench" }, "SUBREDDIT_NOTALLOWED"],
    [{ kind: "poll" }, "INVALID_OPTION"],
    [{ title: " " }, "NO_TEXT"],
    [{ title: "x".repeat(301) }, "TOO_LONG"],
    [{ text: "x".repeat(40_001) }, "TOO_LONG"],
    [{ kind: "link", url: "" }, "NO_URL"],
    [{ kind: "link", url: "not an address" }, "BAD_URL"],
    [{ kind: "image", url: "https://elsewhere.test/a.jpg" }, "BAD_URL"],
    [{ kind: "video", url: "https://elsewhere.test/a.mp4" }, "MISSING_VIDEO_URLS"],
    [{ flair_id: "0a11c0de-0004-11ee-8c2f-0242ac120002" }, "BAD_FLAIR_TEMPLATE_ID"],
    [{ sr: "studio_notes" }, "SUBMIT_VALIDATION_FLAIR_REQUIRED"],
    [{ sr: "linkshelf" }, "NO_SELFS"],
    [{ sr: "quietcorner", kind: "link", url: "https://example.com" }, "NO_LINKS"],
  ])("%j is refused with %s, as a triple under HTTP 200", async (changes, code) => {
    const answer = await submit(sandbox, token, changes);
    expect([answer.status, errorOf(answer)]).toEqual([200, code]);
    expect(await effects()).toEqual([]);
  });

  test("the rules of a subreddit are judged where the client asks for it, with HTTP 400", async () => {
    const wanted = { sr: "ceramicsales", title: "A cup" };
    const refused = await submit(sandbox, token, { ...wanted, validate_on_submit: "true" });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      fields: ["title"],
      message: "Bad Request",
      reason: "SUBMIT_VALIDATION_TITLE_REQUIREMENT",
      error_type: "SUBMIT_VALIDATION_ERROR",
    });
    expect((await submit(sandbox, token, wanted)).at("json.errors")).toEqual([]);
  });

  test("a new account waits between posts, and is told how long in words and seconds", async () => {
    await sandbox.control.settings({ network: "reddit", rateLimits: true });
    const fresh = await connect(sandbox, "fresh_start_7");
    await submit(sandbox, fresh.token);
    const refused = await submit(sandbox, fresh.token, { title: "Again" });
    expect(refused.at("json.errors.0")).toEqual([
      "RATELIMIT",
      expect.stringMatching(/^you are doing that too much\. try again in \d+ (seconds|minutes)\.$/),
      "ratelimit",
    ]);
    expect(refused.at("json.ratelimit")).toBeGreaterThan(0);
    await sandbox.control.clock({ advanceMs: 9 * 60_000 });
    expect((await submit(sandbox, fresh.token, { title: "Again" })).at("json.errors")).toEqual([]);
  });

  test("texts are written as people wrote them, or escaped for the old", async () => {
    await submit(sandbox, token, { title: "A & B", text: "<x>" });
    const plain = await api(sandbox, token, "/user/maya_delorme/submitted?raw_json=1");
    const old = await api(sandbox, token, "/user/maya_delorme/submitted");
    expect(plain.at("data.children.0.data.title")).toBe("A & B");
    expect([old.at("data.children.0.data.title"), old.at("data.children.0.data.selftext")]).toEqual([
      "A &amp; B",
      "&lt;x&gt;",
    ]);
  });
});

describe("media", () => {
  test("go to the store with the fields of the lease, and are nobody's before they are submitted", async () => {
    const { answer, url } = await uploadPicture(sandbox, token, PICTURE);
    expect(answer.status).toBe(201);
    expect(answer.text).toContain("<PostResponse><Location>https://reddit-uploaded-media.s3-accelerate");
    expect(await effects()).toEqual([]);
    const made = await submit(sandbox, token, { kind: "image", url, text: "" });
    expect(made.at("json.data.id")).toBeUndefined();
    expect(made.at("json.data.user_submitted_page")).toContain("/user/maya_delorme/submitted/");
  });

  test("are listed only once they were worked on", async () => {
    await sandbox.control.settings({ network: "reddit", processingMs: 30_000 });
    const { url } = await uploadPicture(sandbox, token, PICTURE);
    await submit(sandbox, token, { kind: "image", url, title: "Later" });
    expect(await listed()).toEqual([]);
    expect(await effects()).toEqual([]);
    await sandbox.control.clock({ advanceMs: 300 });
    const [post] = await eventually(listed, (posts) => posts.length > 0);
    expect(post).toMatchObject({
      title: "Later",
      post_hint: "image",
      is_self: false,
      removed_by_category: null,
    });
    expect(await effects()).toMatchObject([{ kind: "post", remoteId: post?.id, mediaCount: 1 }]);
  });

  test("are made after a restart as well, once", async () => {
    await sandbox.control.settings({ network: "reddit", processingMs: 30_000 });
    const { url } = await uploadPicture(sandbox, token, PICTURE);
    await submit(sandbox, token, { kind: "image", url });
    await sandbox.restart();
    await eventually(listed, (posts) => posts.length > 0);
    expect(await effects()).toHaveLength(1);
  });

  test("that cannot be read never become a post", async () => {
    const { url } = await uploadPicture(sandbox, token, new Uint8Array(500));
    await submit(sandbox, token, { kind: "image", url });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([await listed(), await effects()]).toEqual([[], []]);
  });

  test.each([
    ["another key", "AccessDenied", (form: FormData) => form.set("key", "rte_images/other")],
    ["another signature", "AccessDenied", (form: FormData) => form.set("X-Amz-Signature", "0")],
    ["another type", "AccessDenied", (form: FormData) => form.set("content-type", "text/html")],
    ["a field missing", "AccessDenied", (form: FormData) => form.delete("policy")],
  ])("with %s are refused by the store: %s", async (_, code, change) => {
    const { answer } = await uploadPicture(sandbox, token, PICTURE, change);
    expect([answer.status, answer.text.includes(`<Code>${code}</Code>`)]).toEqual([403, true]);
  });

  test("that are too large are refused with both sizes", async () => {
    const { answer } = await uploadPicture(sandbox, token, new Uint8Array(20 * 1024 * 1024 + 1));
    expect(answer.text).toMatch(
      /<Code>EntityTooLarge<\/Code>.*<ProposedSize>20971521<.*<MaxSizeAllowed>20971520</,
    );
  });

  test("of one person cannot be submitted by another", async () => {
    const { url } = await uploadPicture(sandbox, token, PICTURE);
    const stranger = await connect(sandbox, "jonas-bakes");
    expect(errorOf(await submit(sandbox, stranger.token, { kind: "image", url }))).toBe("BAD_URL");
  });

  test("need a lease of a type Reddit takes", async () => {
    const refused = await api(sandbox, token, "/api/media/asset.json", {
      filepath: "a.exe",
      mimetype: "text/html",
    });
    expect(refused.status).toBe(400);
  });
});

describe("what visitors see", () => {
  const visit = (path: string) => request(`${sandbox.url}${path}`);

  test("a post has a page in its subreddit, at the address Reddit gave", async () => {
    const made = await submit(sandbox, token, {
      title: "Cone 6!",
      flair_id: "0a11c0de-0001-11ee-8c2f-0242ac120002",
    });
    const page = await request(made.string("json.data.url"));
    expect(page.text).toContain("Cone 6!");
    expect(page.text).toContain("Work in progress");
    expect((await visit("/reddit/r/kilnlife")).text).toContain("Cone 6!");
    expect((await visit("/reddit/r/linkshelf")).text).not.toContain("Cone 6!");
    expect((await visit("/reddit/r/privatewheel")).status).toBe(404);
  });

  test("a post that moderators remove is gone for everybody but its author", async () => {
    const made = await submit(sandbox, token, { title: "Cone 6!" });
    const id = made.string("json.data.id");
    await sandbox.control.moderate("reddit", id, "reject");
    expect((await request(made.string("json.data.url"))).status).toBe(404);
    expect(await listed()).toMatchObject([{ id, removed_by_category: "moderator" }]);
    const stranger = await connect(sandbox, "jonas-bakes");
    expect(await listed(stranger.token)).toEqual([]);
    await sandbox.control.moderate("reddit", id, "approve");
    expect((await request(made.string("json.data.url"))).status).toBe(200);
  });

  test("a robot removes what its subreddit does not like, while Reddit answers as if nothing were", async () => {
    const made = await submit(sandbox, token, { sr: "quietcorner", title: "Discount!" });
    expect(made.at("json.errors")).toEqual([]);
    expect(await listed()).toMatchObject([{ removed_by_category: "automod_filtered" }]);
    expect((await request(made.string("json.data.url"))).status).toBe(404);
  });

  test("a deleted post is out of every list, and has no author", async () => {
    const made = await submit(sandbox, token);
    const name = made.string("json.data.name");
    expect((await api(sandbox, token, "/api/del", { id: name })).body).toEqual({});
    expect(await listed()).toEqual([]);
    const read = await api(sandbox, token, `/api/info?id=${name}`);
    expect(read.at("data.children.0.data.author")).toBe("[deleted]");
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "delete"]);
  });
});

describe("limits", () => {
  test("every answer counts the calls, the rest as a float", async () => {
    const first = await api(sandbox, token, "/api/v1/me");
    const second = await api(sandbox, token, "/r/nosuchplace/about");
    expect([first, second].map(({ headers }) => headers.get("x-ratelimit-used"))).toEqual(["1", "2"]);
    expect(second.headers.get("x-ratelimit-remaining")).toBe("998.0");
    expect(Number(second.headers.get("x-ratelimit-reset"))).toBeGreaterThan(0);
  });

  test.each([
    ["privatewheel", 403, "private"],
    ["quarantinedclay", 403, "quarantined"],
    ["closedstudio", 404, "banned"],
    ["nosuchplace", 404, undefined],
  ])("r/%s cannot be looked into: %i %s", async (sub, status, reason) => {
    for (const path of [`/r/${sub}/about`, `/api/v1/${sub}/post_requirements`]) {
      const answer = await api(sandbox, token, path);
      expect([answer.status, answer.at("reason")]).toEqual([status, reason]);
    }
  });

  test("a day's posts have an end", async () => {
    await sandbox.control.settings({ network: "reddit", quota: 1 });
    await submit(sandbox, token);
    expect(errorOf(await submit(sandbox, token, { title: "Another" }))).toBe("QUOTA_FILLED");
  });
});
