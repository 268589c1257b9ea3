import { describe, expect, test } from "vitest";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import { lostAnswer, type StrictHttp } from "#e2e/support/strict-http.ts";
import { threadsErrors } from "./errors.ts";
import {
  armedAt,
  chain,
  content,
  created,
  graph,
  graphError,
  ME,
  publishCall,
  session,
  set,
  status,
} from "./publish.fixture.ts";

/** A body that Threads would answer with for a row. */
function bodyOf(code: string): object {
  const words: Record<string, string> = {
    "100:text_too_long": "Param text must be at most 500 characters long.",
    "100:media_not_fetched": "The media could not be fetched from this URI.",
    "100:topic_tag": "Param topic_tag is invalid",
    THREADS_API__LINK_LIMIT_EXCEEDED: "THREADS_API__LINK_LIMIT_EXCEEDED",
  };
  if (words[code]) return graphError(100, undefined, { message: words[code] });
  const [main, subcode] = code.split("/").map(Number);
  return graphError(main ?? 0, subcode);
}

const leadsBack = ["24/4279009", "-2/2207020"];
const answered = threadsErrors.filter(({ code }) => /^-?\d/.test(code) || code.startsWith("THREADS_API"));

describe("what a refused publish proves", () => {
  const ready = { handles: { "container:0": "c1", "ready:0": 1, round: 1 } };

  test.each(answered.filter(({ code }) => !leadsBack.includes(code)))(
    "$code: $is",
    async ({ code, is, retryable, message, reason, inconclusive }) => {
      const { http, publish } = set();
      publishCall(http, "c1").reply(400, bodyOf(code));
      const failed = takeSteps(publish, content("text"), session, ready);
      await expect(failed).rejects.toMatchObject({
        code: is,
        retryable,
        userMessage: message,
        ambiguous: inconclusive === true,
        ...(reason ? { params: { reason } } : {}),
      });
    },
  );

  test.each(leadsBack)("%s: nothing happened, the container is asked again", async (code) => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(400, bodyOf(code));
    const run = await takeSteps(publish, content("text"), session, ready, 1);
    expect([run.armedAt, run.handles["ready:0"], run.handles.refused]).toEqual([undefined, 0, 1]);
    status(http, "c1", "FINISHED");
    const again = await takeSteps(publish, content("text"), session, run, 1);
    expect(again.handles["ready:0"]).toBe(1);
  });

  test("unknown twice though finished: made anew, but only after its status said that nothing came of it", async () => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(400, graphError(24, 4279009));
    status(http, "c1", "FINISHED");
    publishCall(http, "c1").reply(400, graphError(24, 4279009));
    status(http, "c1", "FINISHED");
    created(http, "c2", { media_type: "TEXT", text: "Hello" });
    const run = await takeSteps(publish, content("text"), session, ready, 5);
    expect(run.handles).toMatchObject({ "container:0": "c2", round: 2 });
    http.assertDone();
  });

  test("unknown because it is public already: looked for, not made again", async () => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(400, graphError(24, 4279009));
    status(http, "c1", "PUBLISHED");
    const run = await takeSteps(publish, content("text"), session, ready, 2);
    expect(run.handles["published:0"]).toBe(1);
  });

  test.each([
    ["a transient error in a 400", 400, graphError(999, undefined, { is_transient: true })],
    ["a 500", 500, graphError(1)],
    ["a 403 that is not Meta's", 403, "<html>blocked</html>"],
    ["a 200 without an id", 200, {}],
  ])("%s leaves it open", async (_, code, body) => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(code, body);
    await expect(takeSteps(publish, content("text"), session, ready)).rejects.toMatchObject({
      ambiguous: true,
    });
  });

  test("a lost answer leaves it open", async () => {
    const { http, publish } = set();
    publishCall(http, "c1").fail(lostAnswer("threads", "threads_publish"));
    await expect(takeSteps(publish, content("text"), session, ready)).rejects.toMatchObject({
      ambiguous: true,
    });
  });
});

describe("settling a lost answer", () => {
  const lost = (what = content("text"), more: Record<string, string | number> = {}) => ({
    content: what,
    session,
    armedAt,
    handles: { "container:0": "c1", "ready:0": 1, ...more },
  });
  const post = (id: string, more: object = {}) => ({
    id,
    text: "Hello",
    media_type: "TEXT_POST",
    permalink: `https://www.threads.net/@demo/post/${id}`,
    timestamp: "2026-03-02T10:00:01+0000",
    ...more,
  });
  const listed = (http: StrictHttp, data: object[], which = "threads") =>
    http.expectCall({ operation: `list_${which}`, url: `${graph}/${ME}/${which}` }).reply(200, { data });

  test("published: the post with our text made since is adopted", async () => {
    const { http, publish } = set();
    status(http, "c1", "PUBLISHED");
    listed(http, [
      post("other", { text: "Something else" }),
      post("picture", { media_type: "IMAGE" }),
      post("ours"),
      post("older", { timestamp: "2026-03-01T10:00:00+0000" }),
    ]);
    expect(await publish.reconcile(lost())).toEqual({
      verdict: "live",
      live: { remoteId: "ours", remoteUrl: "https://www.threads.net/@demo/post/ours" },
      evidence: 'threads.published {"container":"c1","post":"ours"}',
    });
  });

  test("the post is found behind a hundred that were made after it", async () => {
    const { http, publish } = set();
    status(http, "c1", "PUBLISHED");
    const url = `${graph}/${ME}/threads`;
    const others = Array.from({ length: 100 }, (_, nth) => post(`other${nth}`, { text: "Something else" }));
    const paging = { cursors: { after: "c100" }, next: `${url}?after=c100` };
    const query = {
      access_token: "THAAtoken",
      fields: "id,text,media_type,permalink,timestamp",
      limit: "100",
      since: String(armedAt.getTime() / 1000 - 60),
    };
    http.expectCall({ operation: "list_threads", url, query }).reply(200, { data: others, paging });
    http
      .expectCall({ operation: "list_threads", url, query: { ...query, after: "c100" } })
      .reply(200, { data: [post("ours")] });
    expect(await publish.reconcile(lost())).toMatchObject({ verdict: "live", live: { remoteId: "ours" } });
    http.assertDone();
  });

  test("a tag in the text comes back without its sign, and is ours all the same", async () => {
    const { http, publish } = set();
    status(http, "c1", "PUBLISHED");
    listed(http, [post("ours", { text: "Hello kilns" })]);
    const verdict = await publish.reconcile(lost(content("text", { text: "Hello #kilns" })));
    expect(verdict).toMatchObject({ verdict: "live", live: { remoteId: "ours" } });
  });

  test("a later part is found among the replies, by what it answers, and the chain goes on", async () => {
    const { http, publish } = set();
    const what = { ...chain, parts: ["One", "Hello", "Three"] };
    const handles = { "post:0": "p1", "container:1": "c2", "ready:1": 1 };
    status(http, "c2", "PUBLISHED");
    const replies = [
      post("elsewhere", { replied_to: { id: "p9" } }),
      post("ours", { replied_to: { id: "p1" } }),
    ];
    listed(http, replies, "replies");
    expect(await publish.reconcile(lost(what, handles))).toMatchObject({
      verdict: "settled",
      handles: { "post:1": "ours" },
      live: { remoteId: "ours" },
    });
  });

  test("published, but two posts could be it: live all the same, without guessing which", async () => {
    const { http, publish } = set();
    status(http, "c1", "PUBLISHED");
    listed(http, [post("a"), post("b")]);
    const verdict = await publish.reconcile(lost());
    expect(verdict).toMatchObject({ verdict: "accepted", handles: { "published:0": 1 } });
    for (let look = 0; look < 5; look++) listed(http, [post("a"), post("b")]);
    const handles = { "container:0": "c1", "published:0": 1 };
    const run = await takeSteps(publish, content("text"), session, { handles, armedAt });
    expect(run.live).toEqual({});
    expect(new Set(run.steps)).toEqual(new Set(["find_post"]));
  });

  test("a chain does not go on below a part that cannot be told from another", async () => {
    const { http, publish } = set();
    for (let look = 0; look < 5; look++) listed(http, []);
    const handles = { room: 1, "container:0": "c1", "published:0": 1 };
    await expect(takeSteps(publish, chain, session, { handles, armedAt })).rejects.toMatchObject({
      userMessage: "THREADS_PART_LOST",
      params: { part: 1 },
    });
  });

  test.each([
    ["FINISHED", "not-happened", 'threads.ready_unpublished {"container":"c1"}'],
    ["EXPIRED", "not-happened", 'threads.no_longer_usable {"container":"c1","status":"EXPIRED"}'],
    ["ERROR", "not-happened", 'threads.no_longer_usable {"container":"c1","status":"ERROR"}'],
    ["IN_PROGRESS", "pending", 'threads.undecided {"container":"c1","status":"IN_PROGRESS"}'],
  ])("%s means %s", async (state, verdict, evidence) => {
    const { http, publish } = set();
    status(http, "c1", state);
    expect(await publish.reconcile(lost())).toEqual({ verdict, evidence });
  });

  test("nothing was handed in yet: it did not happen", async () => {
    const { publish } = set();
    const nothing = { ...lost(), handles: {} };
    expect(await publish.reconcile(nothing)).toMatchObject({ verdict: "not-happened" });
  });
});

describe("deletion", () => {
  const deletion = (http: StrictHttp, id: string) =>
    http.expectCall({
      operation: "delete_post",
      method: "DELETE",
      url: `${graph}/${id}`,
      query: { access_token: "THAAtoken" },
      idempotent: true,
    });
  const live = { remoteId: "p1", handles: { "post:0": "p1", "post:1": "p2" }, parts: [{ remoteId: "p1" }] };

  test("takes the last reply first; what is gone already is what was wanted", async () => {
    const { http, publish } = set();
    deletion(http, "p2").reply(200, { success: true, deleted_id: "p2" });
    deletion(http, "p1").reply(400, graphError(100, 33));
    expect(await publish.remove?.(session, live)).toEqual({ removed: true });
    http.assertDone();
  });

  test("that was refused for now may be asked for again", async () => {
    const { http, publish } = set();
    deletion(http, "p2").reply(403, graphError(9, 2207042));
    await expect(publish.remove?.(session, live)).rejects.toMatchObject({
      code: "QUOTA_EXHAUSTED",
      retryable: true,
    });
  });

  test("of a post whose id is not known is refused", async () => {
    const { publish } = set();
    expect(await publish.remove?.(session, { handles: {}, parts: [] })).toEqual({
      removed: false,
      why: "THREADS_OBJECT_MISSING",
    });
  });
});
