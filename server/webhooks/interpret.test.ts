import { describe, expect, it } from "vitest";
import { interpret } from "./interpret.ts";
import type { EventToApply } from "./meaning.ts";

const occurredAt = new Date("2026-01-01T00:00:00Z");
const receivedAt = new Date("2026-01-01T00:00:05Z");
const tiktok = (type: string, content: unknown): EventToApply => ({
  id: "e1",
  source: "tiktok",
  type,
  accountRef: "act.example",
  payload: { event: type, content },
  occurredAt,
  receivedAt,
});
const instagram = (type: string, payload: unknown): EventToApply => ({
  id: "e1",
  source: "instagram",
  type,
  accountRef: "17841400000000001",
  payload,
  occurredAt,
  receivedAt,
});

describe("what an event means", () => {
  it.each([
    ["post.publish.complete", "complete"],
    ["post.publish.failed", "failed"],
    ["post.publish.inbox_delivered", "delivered"],
    ["post.publish.publicly_available", "public"],
    ["post.publish.no_longer_publicaly_available", "withdrawn"],
    ["video.publish.complete", "complete"],
    ["video.inbox.received", "delivered"],
  ])("TikTok's %s is news of the publication with that publish_id: %s", (type, news) => {
    expect(interpret(tiktok(type, { publish_id: "p1" }))).toEqual({
      effect: "settlePublication",
      notice: {
        platform: "tiktok",
        accountRef: "act.example",
        handle: { name: "publishId", value: "p1" },
        event: { id: "e1", type, occurredAt, receivedAt, news },
      },
    });
  });

  it("carries the public id and the reason where TikTok tells them", () => {
    const failed = tiktok("post.publish.failed", { publish_id: "p1", reason: "spam_risk" });
    expect(interpret(failed)).toMatchObject({ notice: { event: { reason: "spam_risk" } } });
    const open = tiktok("post.publish.publicly_available", {
      publish_id: "p1",
      post_id: "7512345678901234567",
    });
    expect(interpret(open)).toMatchObject({ notice: { event: { remoteId: "7512345678901234567" } } });
  });

  it("is a revocation when TikTok says that access was removed", () => {
    expect(interpret(tiktok("authorization.removed", { reason: 1 }))).toEqual({
      effect: "connectionRevoked",
      notice: {
        platform: "tiktok",
        accountRef: "act.example",
        reason: "1",
        event: { id: "e1", type: "authorization.removed", occurredAt, receivedAt },
      },
    });
  });

  it.each([
    ["comments", { id: "1", media: { id: "1792" }, text: "nice" }],
    ["comments", { comment_id: "1", media_id: "1792" }],
    ["live_comments", { id: "1", media: { id: "1792" } }],
    ["mentions", { media_id: "1792", comment_id: "3" }],
    ["story_insights", { media_id: "1792", reach: 5 }],
  ])("Instagram's %s shows that the media is there", (type, payload) => {
    expect(interpret(instagram(type, payload))).toMatchObject({
      effect: "settlePublication",
      notice: {
        platform: "instagram",
        handle: { name: "mediaId", value: "1792" },
        event: { news: "seen", remoteId: "1792" },
      },
    });
  });

  it.each([
    ["a type nobody acts on", instagram("messages", { message: { mid: "m" } })],
    ["a name every object has", tiktok("constructor", {})],
    ["no publish_id", tiktok("post.publish.complete", {})],
    ["no account", { ...tiktok("post.publish.complete", { publish_id: "p1" }), accountRef: null }],
    ["a payload of another shape", { ...tiktok("post.publish.complete", null), payload: null }],
    ["no media", instagram("comments", { id: "1" })],
  ])("is nothing with %s, and says why", (_what, event) => {
    expect(interpret(event)).toEqual({ effect: "none", why: expect.stringMatching(/\w/) });
  });
});
