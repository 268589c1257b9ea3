import type { SecretBox } from "#server/core/ports.ts";

export interface SealedRow {
  sealed: string;
  additionalData: string;
  /** Stores the new value only where the old one still stands; resolves to false when somebody was faster. */
  replace(next: string): Promise<boolean>;
}

export interface RotationReport {
  rotated: number;
  current: number;
  /** Changed by somebody else meanwhile: whoever wrote it sealed with the current key. */
  overtaken: number;
  /** Could not be opened; left as they were. */
  unreadable: number;
}

/**
 * Seals every row anew that an older key sealed, while the system runs: each row is its own compare-and-set, so a
 * refresh that writes at the same moment wins. Run it twice: the second report shows `rotated: 0` before the old key
 * may be taken away.
 */
export async function rotateSealed(
  box: SecretBox,
  rows: AsyncIterable<SealedRow> | Iterable<SealedRow>,
): Promise<RotationReport> {
  const report: RotationReport = { rotated: 0, current: 0, overtaken: 0, unreadable: 0 };
  for await (const row of rows) report[await rotateRow(box, row)] += 1;
  return report;
}

async function rotateRow(box: SecretBox, row: SealedRow): Promise<keyof RotationReport> {
  if (!box.needsRotation(row.sealed)) return "current";
  const plaintext = await box.open(row.sealed, row.additionalData).catch(() => undefined);
  if (plaintext === undefined) return "unreadable";
  const stored = await row.replace(await box.seal(plaintext, row.additionalData));
  return stored ? "rotated" : "overtaken";
}
