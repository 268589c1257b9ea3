import { describe, expect, test } from "vitest";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import {
  api,
  content,
  looked,
  madePost,
  ok,
  type Scripted,
  scriptedReddit,
  session,
} from "#e2e/support/reddit-script.ts";
import { lostAnswer } from "#e2e/support/strict-http.ts";

const lookBefore = ({ http }: Scripted, children: object[] = []) =>
  http
    .expectCall({
      operation: "submitted",
      method: "GET",
      url: `${api}/user/demo/submitted`,
      query: { sort: "new", limit: "1", raw_json: "1" },
    })
    .reply(200, { data: { children } });

describe("a text", () => {
  test("notes the newest post, then submits with everything the rules need said", async () => {
    const on = scriptedReddit();
    lookBefore(on, [{ data: { id: "1old", title: "x", subreddit: "y", permalink: "/z", created_utc: 1 } }]);
    on.http
      .expectCall({
        operation: "submit",
        method: "POST",
        url: `${api}/api/submit`,
        idempotent: false,
        headers: { authorization: "Bearer at", "user-agent": "web:huntaze:1.0 (by /u/somebody)" },
        form: {
          api_type: "json",
          sr: "KilnLife",
          title: "Cone 6",
          kind: "self",
          nsfw: "true",
          spoiler: "false",
          sendreplies: "false",
          resubmit: "true",
          validate_on_submit: "true",
          text: "Slow *cooling*",
        },
      })
      .reply(200, madePost);
    const run = await takeSteps(on.publish, content("self", { nsfw: true, sendreplies: false }), session);
    expect(run.steps).toEqual(["look_before", "submit!"]);
    expect(run.live).toEqual({
      remoteId: "1demo1",
      remoteUrl: "https://www.reddit.com/r/kilnlife/comments/1demo1/cone_6/",
    });
    expect(run.handles).toMatchObject({ newest: "1old", postId: "1demo1" });
    on.http.assertDone();
  });

  test("a title alone is sent with an empty text", async () => {
    const on = scriptedReddit();
    on.http.expectCall({ operation: "submit" }).reply(200, madePost);
    await takeSteps(on.publish, content("self", {}, { text: "" }), session, looked);
    const form = on.http.seen[0]?.body as URLSearchParams;
    expect([form.get("text"), form.has("url"), form.has("flair_id")]).toEqual(["", false, false]);
  });
});

test("a link is guarded against a second submission", async () => {
  const on = scriptedReddit();
  on.http.expectCall({ operation: "submit" }).reply(200, madePost);
  await takeSteps(on.publish, content("link", { url: " https://example.com/a?b=1&c=2 " }), session, looked);
  const form = on.http.seen[0]?.body as URLSearchParams;
  expect(form.get("url")).toBe("https://example.com/a?b=1&c=2");
  expect([form.get("resubmit"), form.has("text")]).toEqual(["false", false]);
});

describe("flair", () => {
  const templates = [
    { id: "u-1", text: "News ", mod_only: true },
    { id: "u-2", text: "Work  in progress", text_editable: true },
    { id: "u-3", text: "", css_class: "blue" },
  ];
  const listFlairs = ({ http }: Scripted) =>
    http.expectCall({ operation: "link_flair", url: `${api}/r/KilnLife/api/link_flair_v2` });

  test("is found by its words and sent by its id, with the person's own words", async () => {
    const on = scriptedReddit();
    listFlairs(on).reply(200, templates);
    on.http.expectCall({ operation: "submit" }).reply(200, madePost);
    const what = content("self", { flair: "Work in progress", flair_text: "Bisque" });
    expect((await takeSteps(on.publish, what, session, looked)).steps).toEqual(["find_flair", "submit!"]);
    const form = on.http.seen[1]?.body as URLSearchParams;
    expect([form.get("flair_id"), form.get("flair_text")]).toEqual(["u-2", "Bisque"]);
  });

  test.each([
    ["blue", "u-3"],
    ["News", undefined],
    ["Gone", undefined],
  ])("%s is %s", async (flair, id) => {
    const on = scriptedReddit();
    listFlairs(on).reply(200, templates);
    const found = takeSteps(on.publish, content("self", { flair }), session, looked, 1);
    if (id) expect((await found).handles.flairId).toBe(id);
    else await expect(found).rejects.toMatchObject({ userMessage: "REDDIT_FLAIR_UNKNOWN", retryable: false });
  });

  test("that is hidden is said to be hidden", async () => {
    const on = scriptedReddit();
    listFlairs(on).reply(403, { message: "Forbidden", error: 403 });
    await expect(
      takeSteps(on.publish, content("self", { flair: "News" }), session, looked),
    ).rejects.toMatchObject({ userMessage: "REDDIT_FLAIR_HIDDEN" });
  });
});

// The first comment, deletion -------------------------------------------------------------------------------------

describe("the first comment", () => {
  const what = content("self", { firstComment: "Recipe below" });
  const posted = { handles: { newest: "-", postId: "1demo1", postUrl: "https://www.reddit.com/x" } };

  test("comes after the post as a call of its own", async () => {
    const on = scriptedReddit();
    on.http.expectCall({ operation: "submit" }).reply(200, madePost);
    on.http
      .expectCall({
        operation: "comment",
        url: `${api}/api/comment`,
        form: { api_type: "json", thing_id: "t3_1demo1", text: "Recipe below" },
        idempotent: false,
      })
      .reply(200, ok({ things: [{ kind: "t1", data: { id: "c1", name: "t1_c1" } }] }));
    const run = await takeSteps(on.publish, what, session, looked);
    expect(run.steps).toEqual(["submit!", "comment!"]);
    expect(run.handles).toMatchObject({ postId: "1demo1", commentId: "c1" });
    expect(run.live?.remoteId).toBe("1demo1");
  });

  test("is not sent again when its answer was lost: only the account's comments decide", async () => {
    const on = scriptedReddit();
    on.http.expectCall({ operation: "comment" }).fail(lostAnswer("reddit", "comment"));
    await expect(takeSteps(on.publish, what, session, posted)).rejects.toMatchObject({ ambiguous: true });
    const armedAt = new Date("2026-03-02T10:00:00Z");
    const said = (more: object) => ({
      data: { id: "c9", link_id: "t3_1demo1", body: "Recipe  below", created_utc: 1_772_445_601, ...more },
    });
    const answer = (children: object[]) =>
      on.http
        .expectCall({ operation: "user_comments", url: `${api}/user/demo/comments` })
        .reply(200, { data: { children } });
    const ask = () => on.publish.reconcile({ content: what, session, ...posted, armedAt });
    answer([said({ link_id: "t3_else" }), said({ body: "Other" }), said({ created_utc: 1_772_445_000 })]);
    expect(await ask()).toMatchObject({ verdict: "not-happened" });
    answer([said({})]);
    expect(await ask()).toMatchObject({ verdict: "live", live: { remoteId: "1demo1" } });
  });
});

describe("deleting", () => {
  const published = { remoteId: "1demo1", handles: { postId: "1demo1", commentId: "c1" }, parts: [] };
  const info = ({ http }: Scripted, children: object[]) =>
    http.expectCall({ operation: "info", url: `${api}/api/info` }).reply(200, { data: { children } });
  const del = ({ http }: Scripted, id: string) =>
    http
      .expectCall({
        operation: "del",
        url: `${api}/api/del`,
        form: { api_type: "json", id },
        idempotent: true,
      })
      .reply(200, {});

  test.each([
    [[], { removed: true }],
    [[{ data: { author: "[deleted]" } }], { removed: true }],
    [[{ data: { author: "Demo" } }], { removed: false, why: "REDDIT_NOT_DELETED" }],
  ])("is believed when the post has lost its author: %j", async (children, verdict) => {
    const on = scriptedReddit();
    del(on, "t1_c1");
    del(on, "t3_1demo1");
    info(on, children);
    expect(await on.publish.remove?.(session, published)).toEqual(verdict);
    on.http.assertDone();
  });
});

describe("an account that posts much", () => {
  const armedAt = new Date("2026-03-02T10:00:00Z");
  const at = armedAt.getTime() / 1000;
  const listed = (id: number, more: object = {}) => ({
    data: {
      id: `1z${id}`,
      title: `Other ${id}`,
      subreddit: "kilnlife",
      permalink: `/r/kilnlife/comments/1z${id}/x/`,
      created_utc: at + 500 - id,
      is_self: true,
      selftext: "Slow *cooling*",
      ...more,
    },
  });
  const pageOf = (on: Scripted, page: number, children: object[], after: string | null) =>
    on.http
      .expectCall({
        operation: "submitted",
        query: { sort: "new", limit: "100", raw_json: "1", ...(page > 0 ? { after: `t3_${page}` } : {}) },
      })
      .reply(200, { data: { after, children } });
  const hundred = (page: number) => Array.from({ length: 100 }, (_, index) => listed(page * 100 + index));
  const ask = (on: Scripted) =>
    on.publish.reconcile({ content: content("self"), session, handles: { newest: "1old" }, armedAt });

  test("has its post found on a later page", async () => {
    const on = scriptedReddit();
    pageOf(on, 0, hundred(0), "t3_1");
    pageOf(on, 1, [...hundred(1).slice(0, 99), listed(199, { title: "Cone 6", id: "1ours" })], "t3_2");
    pageOf(on, 2, [listed(200), listed(9_000)], "t3_3");
    expect(await ask(on)).toMatchObject({ verdict: "live", live: { remoteId: "1ours" } });
    on.http.assertDone();
  });

  test("is not told that nothing happened while the list ends before the call", async () => {
    const on = scriptedReddit();
    for (let page = 0; page < 10; page++) pageOf(on, page, [listed(page)], `t3_${page + 1}`);
    expect(await ask(on)).toMatchObject({
      verdict: "pending",
      evidence: 'reddit.too_many_listed {"posts":10}',
    });
    on.http.assertDone();
  });

  test("and two posts that could be it are left to a person", async () => {
    const on = scriptedReddit();
    const twins = [listed(1, { title: "Cone 6" }), listed(2, { title: " Cone  6" })];
    pageOf(on, 0, [...twins, listed(3, { id: "1old", title: "Cone 6" })], null);
    expect(await ask(on)).toMatchObject({
      verdict: "pending",
      evidence: 'reddit.several_listed {"posts":2}',
    });
  });
});
