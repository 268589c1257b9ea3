import { AppError, isAppError, toAppError } from "./errors.ts";

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, https://www.prisma.io/docs/orm/reference/error-reference */
const CODES =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|08\w{3}|53300|57P0[1-3]|P1001|P1002|P1008|P1017|P2024|P2028)$/;
/** What the driver says of a connection that is gone; it gives these no code. */
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Connection ended unexpectedly)/;
const KINDS = ["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"];

interface DatabaseFault {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: { cause?: { kind?: unknown } } };
}

/** True for what is thrown when the database cannot be reached, went away, or does not answer. */
export function isDatabaseLost(thrown: unknown, depth = 3): boolean {
  if (typeof thrown !== "object" || thrown === null || isAppError(thrown) || depth === 0) return false;
  const { code, message, cause, meta } = thrown as DatabaseFault;
  const kind = meta?.driverAdapterError?.cause?.kind;
  return (
    (typeof code === "string" && CODES.test(code)) ||
    (typeof message === "string" && WORDS.test(message)) ||
    (typeof kind === "string" && KINDS.includes(kind)) ||
    isDatabaseLost(cause, depth - 1)
  );
}

/**
 * Anything thrown on the way to an answer of ours, as an AppError: a lost database is UNAVAILABLE and passes by itself.
 * For answers alone: work that had begun must not be judged repeatable because of it.
 */
export function toAnswerableError(thrown: unknown): AppError {
  if (!isDatabaseLost(thrown)) return toAppError(thrown);
  return new AppError("UNAVAILABLE", "the database does not answer", { retryable: true, cause: thrown });
}
