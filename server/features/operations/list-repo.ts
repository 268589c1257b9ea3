import { Prisma } from "#prisma/generated/client.ts";

/** A place in a list that runs from the newest to the oldest. */
export interface Position {
  at: Date;
  id: string;
}

/** A part of such a list. */
export interface Slice {
  /** Begins behind it. */
  after?: Position | undefined;
  /** Nothing newer than this. */
  until?: Date | undefined;
  limit: number;
}

/** An error without what differs from row to row: every word with a digit in it, which is what ids and numbers are. */
export const reasonOf = (error: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`left(regexp_replace(coalesce(${error}, ''), '[[:alnum:]_~.:/-]*[0-9][[:alnum:]_~.:/-]*', '…', 'g'), 200)`;

/** Conditions to go on with after `WHERE …`. */
export const andAll = (parts: readonly Prisma.Sql[]): Prisma.Sql =>
  parts.length === 0 ? Prisma.empty : Prisma.sql`AND ${Prisma.join([...parts], " AND ")}`;

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Rows that died of the same. */
export interface DeadGroupRow {
  name: string;
  reason: string;
  code: string | null;
  count: number;
  oldest: Date;
  newest: Date;
}
