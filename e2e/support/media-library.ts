import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { createDiskStore } from "#server/adapters/disk-store/disk-store.ts";
import { createMediaTools } from "#server/adapters/media-tools/media-tools.ts";
import { createMediaUrlSigner } from "#server/core/media-url.ts";
import type { DomainEvent } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { MediaOutput } from "#server/features/media/schema.ts";
import { createMediaService } from "#server/features/media/service.ts";
import { createUnitOfWork, type Db } from "#server/features/unit-of-work.ts";
import { type TestClock, testClock } from "./clock.ts";
import { testDatabase } from "./database.ts";
import { silentLog } from "./log.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A media library on a real database and a real folder, with helpers named after what people do. */
export async function mediaLibrary(clock: TestClock = testClock()) {
  const database = await testDatabase();
  const { db } = database;
  const root = await mkdtemp(path.join(os.tmpdir(), "media-library-"));
  const log = silentLog();
  const events: DomainEvent[] = [];
  const uow = createUnitOfWork({
    db,
    queue: { arm: async () => {}, start: async () => {}, stop: async () => {} },
    events: { publish: async (event) => void events.push(event), subscribe: async function* () {} },
    clock,
    log,
  });
  const signer = createMediaUrlSigner({ appUrl: "http://localhost:3000", secret: "a secret of the house" });
  const store = createDiskStore({ root, signer, clock });
  const tools = createMediaTools();
  const service = createMediaService({ db, uow, store, tools, clock, log });
  return {
    ...{ database, db, uow, root, clock, log, events, signer, store, tools, service },
    ...peopleAndPosts(db, clock),
    ...filesUnder(root),
    upload: (actor: Actor, bytes: Uint8Array, name = "picture.jpg"): Promise<MediaOutput> =>
      service.upload(actor, { name, contentType: "", body: bodyOf(bytes) }),
    async close() {
      await database.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

const peopleAndPosts = (db: Db, clock: TestClock) => ({
  /** A workspace of its own and its owner. */
  async owner(): Promise<Actor> {
    const id = crypto.randomUUID();
    const createdAt = clock.now();
    await db.user.create({ data: { id: `u-${id}`, name: "Ada", email: `${id}@example.com` } });
    await db.organization.create({ data: { id: `w-${id}`, name: "Studio", slug: id, createdAt } });
    const member = { id, organizationId: `w-${id}`, userId: `u-${id}`, role: "owner", createdAt };
    await db.member.create({ data: member });
    return { userId: `u-${id}`, workspaceId: `w-${id}`, role: "owner" };
  },
  /** A post that uses these media. */
  async post(actor: Actor, status: "draft" | "scheduled" | "canceled", mediaIds: string[]) {
    const { workspaceId, userId: createdByUserId } = actor;
    return db.post.create({
      data: {
        ...{ workspaceId, createdByUserId, status, timeZone: "UTC" },
        media: { create: mediaIds.map((mediaId, position) => ({ mediaId, position })) },
      },
    });
  },
});

const filesUnder = (root: string) => ({
  /** Every object in the store. */
  async objects(): Promise<string[]> {
    const names = await readdir(path.join(root, "objects"), { recursive: true }).catch(() => []);
    return names.filter((name) => path.extname(name) !== "").sort();
  },
  drafts: () => readdir(path.join(root, "tmp")).catch(() => []),
});

export type MediaLibrary = Awaited<ReturnType<typeof mediaLibrary>>;

/** A picture with something in it; `seed` makes it another one. */
export async function picture(
  options: { width?: number; height?: number; format?: "jpeg" | "png" | "webp"; seed?: number } = {},
): Promise<Bytes> {
  const { width = 320, height = 240, format = "jpeg", seed = 128 } = options;
  const noise = { type: "gaussian" as const, mean: seed, sigma: 30 };
  const image = sharp({ create: { width, height, channels: 3, background: "#888", noise } });
  return new Uint8Array(await image.toFormat(format).toBuffer());
}

const videos = new URL("../../server/adapters/media-tools/fixtures/", import.meta.url);
export const video = async (name = "portrait-h264.mp4"): Promise<Bytes> =>
  new Uint8Array(await readFile(new URL(name, videos)));

/** A file of `e2e/fixtures/media`, as the journeys use them. */
export const fixture = async (name: string): Promise<Bytes> =>
  new Uint8Array(await readFile(new URL(`../fixtures/media/${name}`, import.meta.url)));

/** A body that arrives in pieces. */
export function bodyOf(bytes: Uint8Array, piece = 4_096): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + piece));
      at += piece;
    },
  });
}
