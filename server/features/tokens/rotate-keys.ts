import type { Db } from "#server/features/unit-of-work.ts";
import {
  type Replacement,
  replaceSealed,
  type SealedColumn,
  type SealedRow,
  sealedPage,
} from "./keys-repo.ts";
import type { TokenVault } from "./vault.ts";

export interface RotationReport {
  /** Sealed anew with the first key. */
  rotated: number;
  /** Sealed with it already. */
  current: number;
  /** Changed by somebody else meanwhile: a refresh, a login. */
  overtaken: number;
  /** Could not be opened with any key we have; left as they were. */
  unreadable: number;
}

export interface RotateKeysDeps {
  db: Db;
  vault: TokenVault;
  /** Told after every page how many values were looked at. */
  onProgress?(looked: number): void;
}

const PAGE = 500;
const COLUMNS: readonly SealedColumn[] = ["accessToken", "refreshToken"];

/**
 * Seals every network token anew that an older key sealed, while the system runs: each value is replaced only where the
 * old one still stands, so that a refresh at the same moment wins, and readers, who hold both keys, notice nothing. Ended
 * anywhere, it goes on where it stopped when run again, because what is current is passed over.
 */
export async function rotateKeys(deps: RotateKeysDeps): Promise<RotationReport> {
  const report: RotationReport = { rotated: 0, current: 0, overtaken: 0, unreadable: 0 };
  let after: string | undefined;
  let looked = 0;
  for (;;) {
    const rows = await sealedPage(deps.db, after, PAGE);
    for (const column of COLUMNS) await rotateColumn(deps, rows, column, report);
    looked = report.rotated + report.current + report.overtaken + report.unreadable;
    deps.onProgress?.(looked);
    after = rows.at(-1)?.id;
    if (rows.length < PAGE) return report;
  }
}

async function rotateColumn(
  { db, vault }: RotateKeysDeps,
  rows: SealedRow[],
  column: SealedColumn,
  report: RotationReport,
): Promise<void> {
  const replacements: Replacement[] = [];
  for (const { id, workspaceId, [column]: old } of rows) {
    if (old === null) continue;
    if (!vault.isOutdated(old)) {
      report.current += 1;
      continue;
    }
    const place = { workspaceId, connectionId: id, column };
    const token = await vault.open(place, old).catch(() => undefined);
    if (token === undefined) report.unreadable += 1;
    else replacements.push({ id, old, next: await vault.seal(place, token) });
  }
  if (replacements.length === 0) return;
  const stored = await replaceSealed(db, column, replacements);
  report.rotated += stored;
  report.overtaken += replacements.length - stored;
}
