import { AppError } from "#server/core/errors.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { findByEmail, listOperatorEmails, lockOperators, setOperator } from "./repo.ts";

/** Addresses of all who run the installation. */
export const operators = (db: Db): Promise<string[]> => listOperatorEmails(db);

/**
 * Makes the person of this address an operator, or takes it from them, from their next request on. False when nothing
 * changed. Throws NOT_FOUND for an address nobody has; CONFLICT when it is not confirmed although mail reaches people
 * here, and for the last operator: without one the next person who enters would become it.
 */
export async function appoint(
  db: Db,
  email: string,
  { operator, requiresVerifiedEmail }: { operator: boolean; requiresVerifiedEmail: boolean },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    await lockOperators(tx);
    const user = await findByEmail(tx, email);
    if (!user) throw new AppError("NOT_FOUND", `nobody here has the address ${email}`);
    if (user.operator === operator) return false;
    if (operator && requiresVerifiedEmail && !user.emailVerified)
      throw new AppError("CONFLICT", `${email} is not confirmed`);
    if (!operator && (await listOperatorEmails(tx)).length === 1)
      throw new AppError("CONFLICT", `${email} is the last operator: appoint another one first`);
    await setOperator(tx, user.id, operator);
    return true;
  });
}
