import {
  type AppError,
  type AppErrorOptions,
  type ErrorCode,
  ExternalServiceError,
  toAppError,
} from "#server/core/errors.ts";

/** One line of a provider's error table: what it says, what it means to us, what a person is told. */
export interface ProviderErrorRow {
  /** The provider's own code: `9007/2207027`, `spam_risk`. */
  code: string;
  is: ErrorCode;
  retryable: boolean;
  /** i18n key under `errors`. */
  message: string;
  /** Key under `connections.reason`; set where the grant is gone. */
  reason?: string;
  /** The provider says something broke on its side: on the irreversible call this does not prove that nothing happened. */
  inconclusive?: true;
  /** Least wait before the next try, in ms, where the provider documents one. */
  waitMs?: number;
}

export interface ProviderErrorContext {
  service: string;
  operation: string;
  status?: number;
  retryAfterMs?: number;
  /** True on the irreversible call. */
  irreversible?: boolean;
  params?: Record<string, string | number>;
}

/** The AppError of a table row. Its message is for the log: operation and code, never the provider's prose. */
export function providerError(row: ProviderErrorRow, context: ProviderErrorContext): AppError {
  const wait = Math.max(row.waitMs ?? 0, context.retryAfterMs ?? 0);
  const options: AppErrorOptions & { service: string } = {
    service: context.service,
    retryable: row.retryable,
    ambiguous: context.irreversible === true && row.inconclusive === true,
    userMessage: row.message,
    providerCode: row.code,
    params: { ...context.params, ...(row.reason ? { reason: row.reason } : {}) },
    ...(context.status === undefined ? {} : { status: context.status }),
    ...(wait > 0 ? { retryAfterMs: wait } : {}),
  };
  return new ExternalServiceError(row.is, `${context.service} ${context.operation}: ${row.code}`, options);
}

/**
 * Runs the irreversible call and sees to it that every error says whether it may have happened.
 *
 * Proven not to have happened: the provider refused with an error body of its own and a status below 500, or the
 * adapter says that no byte left the house (connection refused, breaker open). Everything else is ambiguous: 5xx,
 * timeouts, resets, an answer without the provider's envelope (a proxy spoke), a 2xx that cannot be read.
 */
export async function irreversible<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.ambiguous || provesNothingHappened(error)) throw error;
    throw new ExternalServiceError(error.code, error.message, {
      ...optionsOf(error),
      service: error.service ?? "unknown",
      ambiguous: true,
      cause: error,
    });
  }
}

/** Without a status these say that no byte left: refused or unreachable, breaker or bulkhead closed, no connection in time. */
const NOTHING_SENT: readonly ErrorCode[] = ["NETWORK_ERROR", "UNAVAILABLE", "RATE_LIMITED", "TIMEOUT"];

function provesNothingHappened(error: AppError): boolean {
  if (error.status !== undefined) return error.status < 500 && error.providerCode !== undefined;
  return NOTHING_SENT.includes(error.code);
}

function optionsOf(error: AppError): AppErrorOptions {
  return {
    retryable: error.retryable,
    userMessage: error.userMessage,
    params: error.params,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.providerCode === undefined ? {} : { providerCode: error.providerCode }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}
