import type { Prisma } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import type { Db, Tx } from "#server/features/unit-of-work.ts";

type EventRow = Prisma.WebhookEventUncheckedCreateInput;

/**
 * An event in the ledger and the delivery that brought it, as the receiver leaves them: TikTok says that a post of `act.1` is
 * complete. Resolves to its id, by which it calls itself outside too.
 */
export async function storedEvent(
  db: Db,
  { publishId = "p1", ...more }: Partial<EventRow> & { publishId?: string } = {},
): Promise<string> {
  const id = newId();
  const when = more.receivedAt === undefined ? {} : { receivedAt: more.receivedAt };
  const usual = { id, source: "tiktok", externalId: id, type: "post.publish.complete", accountRef: "act.1" };
  const payload = { content: { publish_id: publishId } };
  await db.webhookDelivery.create({
    data: {
      ...{ source: "tiktok", rawBody: Buffer.from("{}"), headers: {}, signatureKeyId: "k", ...when },
      events: { create: { ...usual, payload, ...more } },
    },
  });
  return id;
}

/** Effects that can be counted: rows, written through the transaction an effect is given. */
export interface Traces {
  leave(tx: Tx): Promise<number>;
  count(): Promise<number | undefined>;
  clear(): Promise<number>;
}

export async function openTraces(db: Db): Promise<Traces> {
  await db.$executeRaw`CREATE TABLE traces (id serial PRIMARY KEY)`;
  return {
    leave: (tx) => tx.db.$executeRaw`INSERT INTO traces DEFAULT VALUES`,
    async count() {
      const [row] = await db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM traces`;
      return row?.n;
    },
    clear: () => db.$executeRaw`TRUNCATE traces`,
  };
}

/** Somebody has connected this account of TikTok's. */
export async function connectedAccount(db: Db, externalId: string): Promise<void> {
  const createdAt = new Date();
  await db.organization.create({ data: { id: "w1", name: "W", slug: "w1", createdAt } });
  await db.connection.create({
    data: {
      workspaceId: "w1",
      platform: "tiktok",
      flavor: "login-kit",
      externalId,
      handle: "maya",
      displayName: "Maya",
      tokenIssuedAt: createdAt,
      connectedByUserId: "u1",
    },
  });
}
