import { describe, expect, test } from "vitest";
import { expectList, ID, now, picture, post, scriptedX, session } from "#e2e/support/x-script.ts";
import type { Handles, PublishContent } from "../platform.ts";

const begun = now.getTime();
const other = "1990000000000000002";
const tweet = (id: string, text: string, more: object = {}) => ({
  id,
  text,
  created_at: "2026-03-02T10:00:03.000Z",
  ...more,
});
const repliedTo = (id: string) => ({ referenced_tweets: [{ type: "replied_to", id }] });

async function ask(
  listed: object[],
  { content = post(), handles = {} }: { content?: PublishContent; handles?: Handles } = {},
  armedAt = now,
) {
  const { http, publish } = scriptedX();
  expectList(http).reply(200, { data: listed, meta: { result_count: listed.length } });
  return publish.reconcile({ content, session, handles: { begun, ...handles }, armedAt });
}

describe("a post of words", () => {
  test("is known by its words, links expanded, letters unescaped", async () => {
    const text = "Tea & <clay>: example.com/Kiln https://a.test/b/ bye";
    const shown = tweet(ID, "Tea &amp; &lt;clay&gt;: https://t.co/AAAAAAAAAA https://t.co/BBBBBBBBBB bye", {
      entities: {
        urls: [
          { url: "https://t.co/AAAAAAAAAA", expanded_url: "http://example.com/Kiln" },
          { url: "https://t.co/BBBBBBBBBB", expanded_url: "https://a.test/b" },
        ],
      },
    });
    expect(await ask([tweet(other, "Something else"), shown], { content: post({ text }) })).toMatchObject({
      verdict: "live",
      live: { remoteId: ID, remoteUrl: `https://x.com/demo/status/${ID}` },
      evidence: `x.listed {"post":"${ID}","madeAt":"2026-03-02T10:00:03.000Z"}`,
    });
  });

  test("is not a reply or a part of a thread with the same words", async () => {
    const verdict = await ask([tweet(ID, "Hello #tag", repliedTo("5"))]);
    expect(verdict).toEqual({ verdict: "not-happened", evidence: "x.not_listed" });
  });

  test("that two could be stays open", async () => {
    const verdict = await ask([tweet(ID, "Hello #tag"), tweet(other, "Hello #tag")]);
    expect(verdict).toEqual({ verdict: "pending", evidence: 'x.several_listed {"posts":2}' });
  });

  test("is searched for from where the publication began, page by page", async () => {
    const { http, publish } = scriptedX();
    const early = new Date(begun - 3_600_000);
    expectList(http).reply(200, { data: [tweet(other, "Later")], meta: { next_token: "p2" } });
    expectList(http).reply(200, { data: [tweet(ID, "Hello #tag")], meta: {} });
    const handles = { begun: early.getTime() };
    const verdict = await publish.reconcile({ content: post(), session, handles, armedAt: now });
    expect(verdict.verdict).toBe("live");
    const asked = http.seen.map(({ url }) => new URL(url).searchParams);
    expect(asked.map((query) => query.get("start_time"))).toEqual([
      "2026-03-02T08:59:00Z",
      "2026-03-02T08:59:00Z",
    ]);
    expect(asked.map((query) => query.get("pagination_token"))).toEqual([null, "p2"]);
  });
});

describe("a post of media", () => {
  const handles = { media1: "1880000000000000001", media1Key: "3_1880000000000000001", media1Ready: 1 };
  const media = [picture()];
  const withMedia = (keys: string[]) => ({
    attachments: { media_keys: keys },
    entities: {
      urls: keys.map((media_key) => ({
        url: "https://t.co/CCCCCCCCCC",
        expanded_url: `https://x.com/demo/status/${ID}/photo/1`,
        media_key,
      })),
    },
  });

  test("is known by the keys of its media, whatever became of its words", async () => {
    const shown = tweet(ID, "Hello https://t.co/CCCCCCCCCC", withMedia(["3_1880000000000000001"]));
    expect(await ask([shown], { content: post({ text: "Héllo", media }), handles })).toMatchObject({
      verdict: "live",
      evidence: `x.media_listed {"post":"${ID}","madeAt":"2026-03-02T10:00:03.000Z"}`,
    });
  });

  test("is not another post with the same words and other media", async () => {
    const shown = tweet(ID, "Hello #tag https://t.co/CCCCCCCCCC", withMedia(["3_5"]));
    expect((await ask([shown], { content: post({ media }), handles })).verdict).toBe("not-happened");
  });

  test("is known by its words where X gave no keys; the link to the media is none of them", async () => {
    const shown = tweet(ID, "Hello #tag https://t.co/CCCCCCCCCC", { entities: withMedia(["3_5"]).entities });
    const verdict = await ask([shown], { content: post({ media }), handles: { ...handles, media1Key: "" } });
    expect(verdict.verdict).toBe("live");
  });

  test("without words has to be missing for a quarter of an hour, as X refuses no repeat of it", async () => {
    const content = post({ text: "", media });
    expect((await ask([], { content, handles })).verdict).toBe("pending");
    const quarterAgo = new Date(begun - 15 * 60_000);
    expect((await ask([], { content, handles }, quarterAgo)).verdict).toBe("not-happened");
  });
});

describe("a part of a thread", () => {
  const content = post({ kind: "thread", text: "One", parts: ["One", "Two", "Three"] });

  test("is settled with its id, and the next may follow", async () => {
    const verdict = await ask([tweet(other, "Two", repliedTo(ID))], { content, handles: { post1: ID } });
    expect(verdict).toMatchObject({
      verdict: "settled",
      handles: { post2: other },
      live: { remoteId: other },
    });
  });

  test("is searched for among what came after the part before, and replies to it", async () => {
    const { http, publish } = scriptedX();
    expectList(http, {
      max_results: "100",
      "tweet.fields": "created_at,entities,referenced_tweets,attachments",
      since_id: ID,
    }).reply(200, { data: [tweet(other, "Two", repliedTo("5")), tweet("7", "Two")], meta: {} });
    const context = { content, session, handles: { begun, post1: ID }, armedAt: now };
    expect((await publish.reconcile(context)).verdict).toBe("not-happened");
  });
});
