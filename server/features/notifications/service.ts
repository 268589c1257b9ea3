import type { z } from "zod";
import type { Notification } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import type { Clock } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { Db, Tx } from "#server/features/unit-of-work.ts";
import {
  countUnread,
  findPeopleWhoAct,
  insertNew,
  listOwn,
  markOwnRead,
  type PersonWhoActs,
} from "./repo.ts";
import type {
  markReadInput,
  notificationListInput,
  notificationListOutput,
  notificationOutput,
} from "./schema.ts";

export interface NotifyInput {
  workspaceId: string;
  type: string;
  severity: "info" | "success" | "warning" | "error";
  params: Record<string, string | number>;
  href?: string;
  /** The same cause notifies each person once. */
  dedupeKey: string;
  /** Also by mail, to members who may act on it. */
  mail?: boolean;
}

export interface NotificationsService {
  /** Writes one row per member who may act (editor and above), inside the caller's transaction. */
  notify(tx: Tx, input: NotifyInput): Promise<void>;
  list(
    actor: Actor,
    input: z.infer<typeof notificationListInput>,
  ): Promise<z.infer<typeof notificationListOutput>>;
  markRead(actor: Actor, input: z.infer<typeof markReadInput>): Promise<{ unread: number }>;
}

export interface NotificationsDeps {
  db: Db;
  clock: Clock;
  /** Public origin, for the links in mails. */
  appUrl: string;
}

export function createNotificationsService(deps: NotificationsDeps): NotificationsService {
  const { db, clock } = deps;
  return {
    async notify(tx, input) {
      const people = await findPeopleWhoAct(tx.db, input.workspaceId);
      const rows = people.map(({ user }) => rowFor(user.id, input, clock.now()));
      for (const { id, userId } of await insertNew(tx.db, rows)) {
        tx.emit({ workspaceId: input.workspaceId, userId, type: "notification.created", id });
        const person = people.find(({ user }) => user.id === userId);
        // An address nobody has confirmed may be somebody else's.
        if (input.mail && person?.user.emailVerified) await enqueueMail(tx, deps, id, person, input);
      }
    },
    async list(actor, input) {
      const [rows, unread] = await Promise.all([listOwn(db, actor, input), countUnread(db, actor)]);
      const items = rows.slice(0, input.limit).map(toOutput);
      return { items, nextCursor: rows.length > input.limit ? (items.at(-1)?.id ?? null) : null, unread };
    },
    async markRead(actor, { ids, all }) {
      if (all || (ids && ids.length > 0)) await markOwnRead(db, actor, all ? undefined : ids, clock.now());
      return { unread: await countUnread(db, actor) };
    },
  };
}

function rowFor(userId: string, input: NotifyInput, createdAt: Date) {
  const { workspaceId, type, severity, params, href } = input;
  return {
    id: newId(createdAt.getTime()),
    ...{ workspaceId, userId, type, severity, params, createdAt },
    href: href ?? null,
    // A person of two workspaces may be told of the same cause in each.
    dedupeKey: `${workspaceId}:${input.dedupeKey}`,
  };
}

async function enqueueMail(
  tx: Tx,
  { appUrl }: NotificationsDeps,
  notificationId: string,
  { user, organization }: PersonWhoActs,
  { workspaceId, type, params, href }: NotifyInput,
): Promise<void> {
  await tx.enqueue(
    "mail.send",
    {
      to: user.email,
      template: "notification",
      locale: user.locale === "fr" ? "fr" : "en",
      params: {
        type,
        name: user.name,
        workspace: organization.name,
        url: `${appUrl}${href ?? "/notifications"}`,
        values: JSON.stringify(params),
      },
    },
    { workspaceId, key: `notification:${notificationId}` },
  );
}

const toOutput = (row: Notification): z.infer<typeof notificationOutput> => ({
  id: row.id,
  type: row.type,
  severity: row.severity as NotifyInput["severity"],
  params: row.params as Record<string, string | number>,
  href: row.href,
  readAt: row.readAt,
  createdAt: row.createdAt,
});
