import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type MediaLibrary, mediaLibrary, picture } from "#e2e/support/media-library.ts";
import type { Actor } from "#server/features/actor.ts";

let library: MediaLibrary;
let ada: Actor;
beforeAll(async () => {
  library = await mediaLibrary();
});
afterAll(() => library.close());
beforeEach(async () => {
  ada = await library.owner();
});

describe("removing a file", () => {
  it("is refused while a planned post needs it, and says how many do", async () => {
    const { id } = await library.upload(ada, await picture());
    const post = await library.post(ada, "scheduled", [id]);
    await expect(library.service.remove(ada, id)).rejects.toMatchObject({
      code: "CONFLICT",
      userMessage: "MEDIA_IN_USE",
      params: { count: 1 },
    });
    await library.db.post.update({ where: { id: post.id }, data: { status: "draft" } });
    await expect(library.service.remove(ada, id)).resolves.toBeUndefined();
  });

  it.each(["waiting", "unknown", "publishing"] as const)(
    "is refused while a target of a post is %s",
    async (status) => {
      const { id } = await library.upload(ada, await picture());
      const post = await library.post(ada, "draft", [id]);
      const { workspaceId } = ada;
      const connection = await library.db.connection.create({
        data: {
          ...{ workspaceId, platform: "tiktok", flavor: "login-kit", externalId: crypto.randomUUID() },
          ...{ handle: "ada", displayName: "Ada", connectedByUserId: ada.userId },
          tokenIssuedAt: library.clock.now(),
        },
      });
      await library.db.postTarget.create({
        data: { workspaceId, postId: post.id, connectionId: connection.id, kind: "video", status },
      });
      await expect(library.service.remove(ada, id)).rejects.toMatchObject({ code: "CONFLICT" });
    },
  );

  it("can be taken back within a week", async () => {
    const { id } = await library.upload(ada, await picture());
    await library.service.remove(ada, id);
    await expect(library.service.get(ada, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(library.service.serve(ada, id, "original")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await library.service.restore(ada, id)).id).toBe(id);
    await library.service.remove(ada, id);
    await library.clock.advance(7 * 86_400_000 + 1);
    await expect(library.service.restore(ada, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("leaves it visible where a post shows it", async () => {
    const { id } = await library.upload(ada, await picture());
    await library.post(ada, "draft", [id]);
    await library.service.remove(ada, id);
    expect(await library.service.serve(ada, id, "thumbnail")).toMatchObject({ contentType: "image/jpeg" });
    expect((await library.service.list(ada, { limit: 10 })).items).toEqual([]);
  });

  it("waits for a post that is being scheduled at this very moment, and then sees it", async () => {
    const { id } = await library.upload(ada, await picture());
    const post = await library.post(ada, "draft", [id]);
    const client = await library.database.pool.connect();
    await client.query("begin");
    await client.query("update posts set status = 'scheduled' where id = $1", [post.id]);
    const removal = library.service.remove(ada, id).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await client.query("commit");
    client.release();
    expect(await removal).toMatchObject({ code: "CONFLICT" });
  });
});
