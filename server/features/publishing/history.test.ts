import { afterAll, beforeAll, describe, expect, it } from "vitest";
import errorsEn from "#app/i18n/locales/errors.en.ts";
import timelineEn from "#app/i18n/locales/timeline.en.ts";
import timelineFr from "#app/i18n/locales/timeline.fr.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type BenchOptions, publishingBench, untilUnknown } from "#e2e/support/publishing-bench.ts";
import { createPublishingService } from "./service.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const setUp = async (options?: BenchOptions) => {
  const b = await publishingBench(database, options);
  return { b, publishing: createPublishingService({ ...b, db: database.db }) };
};

describe("the timeline", () => {
  it("tells every event in both languages", async () => {
    const types = new Set<string>();
    const { b } = await setUp();
    await untilUnknown(b);
    for (const type of await b.timeline()) types.add(type);
    const sentence = (texts: object, type: string) =>
      type.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], texts);
    for (const type of types)
      for (const texts of [timelineEn, timelineFr]) expect(sentence(texts, type), type).toBeTypeOf("string");
    expect(Object.keys(timelineFr.publish)).toEqual(Object.keys(timelineEn.publish));
    expect(Object.keys(timelineFr.post)).toEqual(Object.keys(timelineEn.post));
  });

  it("has a sentence for every type the code can write, and none besides", async () => {
    const { readdirSync, readFileSync } = await import("node:fs");
    const sources = ["posts", "publishing", "tokens"].flatMap((feature) =>
      readdirSync(`server/features/${feature}`)
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
        .map((file) => readFileSync(`server/features/${feature}/${file}`, "utf8")),
    );
    const code = sources.join("\n");
    const written = new Set([...code.matchAll(/"((?:post|publish)\.[a-z_]+)"/g)].map((match) => match[1]));
    const notices = [
      "post.assisted",
      "post.broke_off",
      "post.failed",
      "post.late",
      "post.not_removed",
      "post.published",
      "post.unknown",
      "post.unconfirmed",
      "post.waiting_reconnect",
      "post.changed",
    ];
    for (const notice of notices) written.delete(notice);
    written.delete("publish.target");
    for (const news of ["complete", "delivered", "failed", "public", "seen", "withdrawn"])
      written.add(`publish.webhook_${news}`);
    const told = Object.entries(timelineEn).flatMap(([group, texts]) =>
      Object.keys(texts).map((key) => `${group}.${key}`),
    );
    expect([...written].sort()).toEqual(told.sort());
  });

  it("has words for every error that publishing itself reports", async () => {
    const { readdirSync, readFileSync } = await import("node:fs");
    const keys = readdirSync("server/features/publishing")
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .flatMap((file) => [
        ...readFileSync(`server/features/publishing/${file}`, "utf8").matchAll(
          /"((?:PUBLISH|TARGET|POST)_[A-Z_]+)"/g,
        ),
      ])
      .map((match) => match[1] ?? "");
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) expect(errorsEn).toHaveProperty(key);
  });

  it("joins the saves of one sitting into one event", async () => {
    const { b, publishing } = await setUp();
    const edit = async (fields: string[], actorUserId: string | null = b.actor.userId) => {
      await b.clock.advance(60_000);
      await database.db.timelineEvent.create({
        data: {
          workspaceId: b.actor.workspaceId,
          postId: b.postId,
          type: "post.edited",
          data: { fields },
          actorUserId,
          at: b.clock.now(),
        },
      });
    };
    await edit(["text"]);
    await edit(["text", "media"]);
    await b.clock.advance(3_600_000);
    await edit(["targets"]);
    const { events } = await publishing.timeline(b.actor, b.postId);
    expect(events.map((event) => event.data)).toEqual([
      { fields: ["text", "media"] },
      { fields: ["targets"] },
    ]);
  });
});
