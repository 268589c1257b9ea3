import type { PrismaClient } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import type { DomainEvent, EventBus, Queue, QueueMessage } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { Role } from "#server/features/session/schema.ts";

/** A person and the workspace they act in. */
export async function seedWorkspace(db: PrismaClient, name = "Ann", role: Role = "owner"): Promise<Actor> {
  const userId = newId();
  const workspaceId = newId();
  await db.user.create({ data: { id: userId, name, email: `${userId}@example.com` } });
  await db.organization.create({
    data: { id: workspaceId, name: `${name}'s`, slug: workspaceId, createdAt: new Date() },
  });
  await db.member.create({
    data: { id: newId(), organizationId: workspaceId, userId, role, createdAt: new Date() },
  });
  return { userId, workspaceId, role };
}

export interface ConnectionSeed {
  platform?: string;
  flavor?: string;
  handle?: string;
  status?: "active" | "needs_reconnect" | "disconnected";
  scopes?: string[];
}

/** A connected account. Returns its id. */
export async function seedConnection(
  db: PrismaClient,
  actor: Actor,
  { platform = "instagram", flavor = "instagram-login", handle = "ann", ...more }: ConnectionSeed = {},
): Promise<string> {
  const id = newId();
  await db.connection.create({
    data: {
      id,
      workspaceId: actor.workspaceId,
      platform,
      flavor,
      externalId: `ext-${id}`,
      handle,
      displayName: handle,
      scopes: [],
      tokenIssuedAt: new Date(),
      connectedByUserId: actor.userId,
      ...more,
    },
  });
  return id;
}

/** An image that is ready to go out. Returns its id. */
export async function seedImage(
  db: PrismaClient,
  actor: Actor,
  more: { bytes?: bigint; status?: "uploading" | "ready" | "rejected"; deletedAt?: Date } = {},
): Promise<string> {
  const id = newId();
  await db.mediaAsset.create({
    data: {
      id,
      workspaceId: actor.workspaceId,
      uploadedByUserId: actor.userId,
      status: "ready",
      kind: "image",
      contentType: "image/jpeg",
      bytes: 200_000n,
      width: 1080,
      height: 1080,
      storageKey: `media/${id}`,
      originalName: "photo.jpg",
      ...more,
    },
  });
  return id;
}

/** A queue and a bus that only remember. */
export function rememberingTransport(): {
  queue: Queue;
  events: EventBus;
  armed: QueueMessage[];
  published: DomainEvent[];
} {
  const armed: QueueMessage[] = [];
  const published: DomainEvent[] = [];
  return {
    armed,
    published,
    queue: {
      arm: async (messages) => void armed.push(...messages),
      start: async () => undefined,
      stop: async () => undefined,
    },
    events: {
      publish: async (event) => void published.push(event),
      subscribe: () => (async function* () {})(),
    },
  };
}
