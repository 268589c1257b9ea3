import { Prisma } from "#prisma/generated/client.ts";
import type { Db } from "#server/features/unit-of-work.ts";

/** The columns of a connection that hold sealed tokens, of all workspaces: a key belongs to the installation. */
export type SealedColumn = "accessToken" | "refreshToken";

export interface SealedRow {
  id: string;
  workspaceId: string;
  accessToken: string | null;
  refreshToken: string | null;
}

/** The next rows that hold a token, by id. */
export const sealedPage = (db: Db, after: string | undefined, take: number): Promise<SealedRow[]> =>
  db.connection.findMany({
    where: {
      ...(after === undefined ? {} : { id: { gt: after } }),
      OR: [{ accessToken: { not: null } }, { refreshToken: { not: null } }],
    },
    select: { id: true, workspaceId: true, accessToken: true, refreshToken: true },
    orderBy: { id: "asc" },
    take,
  });

export interface Replacement {
  id: string;
  old: string;
  next: string;
}

/** One statement per page, each row by compare-and-set. Returns how many still held the old value. */
export function replaceSealed(db: Db, column: SealedColumn, replacements: Replacement[]): Promise<number> {
  const name = Prisma.raw(`"${column}"`);
  const [ids, olds, nexts] = [
    replacements.map(({ id }) => id),
    replacements.map(({ old }) => old),
    replacements.map(({ next }) => next),
  ];
  return db.$executeRaw`
    UPDATE connections SET ${name} = sealed.next
    FROM unnest(${ids}::uuid[], ${olds}::text[], ${nexts}::text[]) AS sealed(id, old, next)
    WHERE connections.id = sealed.id AND connections.${name} = sealed.old`;
}
