import type { SecretBox } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { alertPlace, secretPlace } from "./deps.ts";
import * as repo from "./repo.ts";

export interface SealedReport {
  /** Sealed anew with the first key. */
  rotated: number;
  /** Could not be opened with any key we have, or were changed by somebody else meanwhile. */
  left: number;
}

/**
 * Seals every webhook secret and alert address anew that an older key sealed, each only where the old value still stands.
 * Repeatable, while the system runs.
 */
export async function rotateOutgoingKeys(deps: { db: Db; secretBox: SecretBox }): Promise<SealedReport> {
  const report: SealedReport = { rotated: 0, left: 0 };
  const anew = async (
    sealed: string | null,
    place: string,
    replace: (old: string, next: string) => Promise<number>,
  ) => {
    if (sealed === null || !deps.secretBox.needsRotation(sealed)) return;
    const plain = await deps.secretBox.open(sealed, place).catch(() => undefined);
    const replaced =
      plain !== undefined && (await replace(sealed, await deps.secretBox.seal(plain, place))) > 0;
    report[replaced ? "rotated" : "left"] += 1;
  };
  for (const row of await repo.listSealedEndpoints(deps.db)) {
    const { id, secret, previousSecret } = row;
    await anew(secret, secretPlace(row), (old, next) => repo.replaceSecret(deps.db, id, "secret", old, next));
    await anew(previousSecret, secretPlace(row), (old, next) =>
      repo.replaceSecret(deps.db, id, "previousSecret", old, next),
    );
  }
  for (const row of await repo.listSealedAlerts(deps.db))
    await anew(row.url, alertPlace(row), (old, next) => repo.replaceAlertUrl(deps.db, row.id, old, next));
  return report;
}
