import { type ErrorCode, ExternalServiceError, isAppError } from "#server/core/errors.ts";

/** S3 error codes and what they mean to us. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const MEANING: Record<string, ErrorCode> = {
  NoSuchKey: "NOT_FOUND",
  NotFound: "NOT_FOUND",
  InvalidRange: "BAD_REQUEST",
  AccessDenied: "CONFIG_INVALID",
  AuthorizationHeaderMalformed: "CONFIG_INVALID",
  CredentialsProviderError: "CONFIG_INVALID",
  ExpiredToken: "CONFIG_INVALID",
  InvalidAccessKeyId: "CONFIG_INVALID",
  NoSuchBucket: "CONFIG_INVALID",
  PermanentRedirect: "CONFIG_INVALID",
  SignatureDoesNotMatch: "CONFIG_INVALID",
  RequestTimeout: "TIMEOUT",
  TimeoutError: "TIMEOUT",
};

const SOCKET_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "EAI_AGAIN"]);

interface SdkError {
  name?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

/** What the SDK threw, as the house's error. Errors of the caller's own body pass through unchanged. */
export function s3Error(cause: unknown, operation: string): unknown {
  if (isAppError(cause)) return cause;
  const { name = "", code: socketCode = "", $metadata: metadata } = (cause ?? {}) as SdkError;
  const status = metadata?.httpStatusCode;
  const code = MEANING[name] ?? byTransport(status, socketCode);
  if (!code) return cause;
  return new ExternalServiceError(code, `${operation}: ${name || socketCode}`, {
    service: "s3",
    retryable: code === "TIMEOUT" || code === "NETWORK_ERROR" || code === "UNAVAILABLE",
    userMessage: code === "NOT_FOUND" || code === "BAD_REQUEST" ? code : "UNAVAILABLE",
    ...(status !== undefined && { status }),
    providerCode: name || socketCode,
    cause,
  });
}

function byTransport(status: number | undefined, socketCode: string): ErrorCode | undefined {
  if (SOCKET_CODES.has(socketCode)) return "NETWORK_ERROR";
  if (status === undefined) return undefined;
  if (status >= 500 || status === 429) return "UNAVAILABLE";
  return status === 403 ? "CONFIG_INVALID" : "UPSTREAM_ERROR";
}
