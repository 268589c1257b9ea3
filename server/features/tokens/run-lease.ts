import type { Db } from "#server/features/unit-of-work.ts";

export interface RunLease {
  name: string;
  holder: string;
  now: Date;
  until: Date;
}

/** True when nobody holds this run, or who held it let its time pass. Decided by the row, so across processes. */
export async function takeRun(db: Db, { name, holder, now, until }: RunLease): Promise<boolean> {
  const rows = await db.$executeRaw`
    INSERT INTO run_leases (name, holder, until) VALUES (${name}, ${holder}, ${until})
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE run_leases.until <= ${now}`;
  return rows === 1;
}

/** Gives the run back, if it is still ours. */
export async function giveRunBack(
  db: Db,
  { name, holder }: Pick<RunLease, "name" | "holder">,
): Promise<void> {
  await db.runLease.deleteMany({ where: { name, holder } });
}
