import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Connected,
  connectInstagram,
  finishedImage,
  graph,
  INSTAGRAM,
  MAYA,
  publish,
} from "../testing/instagram.ts";
import { request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";

let sandbox: TestSandbox;
let maya: Connected;
const posts: string[] = [];
beforeAll(async () => {
  sandbox = await testSandbox();
  maya = await connectInstagram(sandbox);
  for (const caption of ["one", "two", "three"]) {
    posts.push((await publish(sandbox, maya, await finishedImage(sandbox, maya, caption))).string("id"));
    await sandbox.control.clock({ advanceMs: 1_000 });
  }
});
afterAll(() => sandbox.close());

const list = (params: Record<string, string>) => graph(sandbox, maya.token, `/${MAYA}/media`, { params });
const captions = (answer: { at(path: string): unknown }) =>
  (answer.at("data") as { caption: string }[]).map((post) => post.caption);

describe("reads", () => {
  it("list posts newest first, page by page, until there is no next", async () => {
    const first = await list({ fields: "id,caption", limit: "2" });
    expect(captions(first)).toEqual(["three", "two"]);
    const second = await request(first.string("paging.next"));
    expect(captions(second)).toEqual(["one"]);
    expect(second.at("paging.next")).toBeUndefined();
    const back = await list({
      fields: "caption",
      limit: "2",
      before: second.string("paging.cursors.before"),
    });
    expect(captions(back)).toEqual(["three", "two"]);
  });

  it("narrow a list by since and until in seconds", async () => {
    const all = await list({ fields: "timestamp" });
    const middle = Math.floor(Date.parse(all.string("data.1.timestamp")) / 1000);
    expect(captions(await list({ fields: "caption", since: String(middle + 1) }))).toEqual(["three"]);
    expect(captions(await list({ fields: "caption", until: String(middle) }))).toEqual(["one"]);
  });

  it("show a post with Graph’s date format and a permalink that opens", async () => {
    const answer = await graph(sandbox, maya.token, `/${posts[0]}`, {
      params: { fields: "id,caption,media_type,media_product_type,permalink,timestamp,shortcode,username" },
    });
    expect(answer.body).toMatchObject({
      id: posts[0],
      caption: "one",
      media_type: "IMAGE",
      media_product_type: "FEED",
      username: "maya.delorme",
    });
    expect(answer.string("timestamp")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
    expect(answer.string("permalink")).toBe(`${sandbox.url}/instagram/p/${answer.string("shortcode")}`);
    const page = await request(answer.string("permalink"));
    expect(page.status).toBe(200);
    expect(page.text).toContain("one");
  });

  it("tell both ids of the account, with the fields asked for", async () => {
    const answer = await graph(sandbox, maya.token, "/me", {
      params: { fields: "user_id,username,account_type,media_count" },
    });
    expect(answer.body).toEqual({
      id: "24918837402916453",
      user_id: MAYA,
      username: "maya.delorme",
      account_type: "BUSINESS",
      media_count: 3,
    });
  });

  it.each([
    ["/me", { fields: "shoe_size" }, 100],
    ["/me", { fields: "id,{" }, 2500],
    ["/17999999999999999", {}, 100],
    [`/${MAYA}/nonsense`, {}, 2500],
  ])("GET %s %j is an error of code %i in the envelope", async (path, params, code) => {
    const answer = await graph(sandbox, maya.token, path, { params: params as Record<string, string> });
    expect(answer.status).toBe(400);
    expect(answer.at("error.code")).toBe(code);
  });

  it("know no version of the future, and work without one", async () => {
    const at = (version: string) =>
      request(`${sandbox.url}/graph.instagram.com${version}/me?access_token=${maya.token}`);
    expect((await at("/v99.0")).at("error.code")).toBe(2500);
    expect((await at("")).status).toBe(200);
    expect((await at("/v26.0")).status).toBe(200);
  });

  it("carry usage headers per app and per account", async () => {
    const answer = await list({});
    expect(JSON.parse(answer.headers.get("x-app-usage") ?? "{}")).toMatchObject({
      call_count: expect.any(Number),
    });
    const business = JSON.parse(answer.headers.get("x-business-use-case-usage") ?? "{}") as Record<
      string,
      unknown
    >;
    expect(business[MAYA]).toMatchObject([{ type: "instagram", estimated_time_to_regain_access: 0 }]);
  });

  it("accept a right appsecret_proof and refuse a wrong one", async () => {
    const proof = createHmac("sha256", INSTAGRAM.clientSecret).update(maya.token).digest("hex");
    expect((await graph(sandbox, maya.token, "/me", { params: { appsecret_proof: proof } })).status).toBe(
      200,
    );
    const wrong = await graph(sandbox, maya.token, "/me", { params: { appsecret_proof: "0".repeat(64) } });
    expect(wrong.at("error.code")).toBe(100);
  });

  it("throttle with 80002 once the account’s budget is spent, and say when it comes back", async () => {
    const quick = await testSandbox({ pace: 1 });
    const connected = await connectInstagram(quick);
    let last = await graph(quick, connected.token, `/${MAYA}/media`);
    for (let calls = 0; calls < 2_001 && last.status === 200; calls += 1) {
      last = await graph(quick, connected.token, `/${MAYA}/media`);
    }
    expect(last.at("error.code")).toBe(80002);
    expect(last.headers.get("x-business-use-case-usage")).toContain('"estimated_time_to_regain_access":60');
    await quick.close();
  });
});
