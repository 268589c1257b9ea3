import { AppError, httpStatusOf, isAppError } from "#server/core/errors.ts";

const BASE_PATH = "/api/auth";
const MAX_BODY_BYTES = 64 * 1024;

/** What may be asked over HTTP; everything else the library can do stays shut. */
const OPEN: Record<string, ReadonlySet<string>> = {
  GET: new Set([
    "/ok",
    "/get-session",
    "/verify-email",
    "/passkey/generate-register-options",
    "/passkey/generate-authenticate-options",
    "/callback/google",
    "/callback/github",
  ]),
  POST: new Set([
    "/sign-up/email",
    "/sign-in/email",
    "/sign-in/social",
    "/link-social",
    "/sign-out",
    "/request-password-reset",
    "/reset-password",
    "/send-verification-email",
    "/change-password",
    "/two-factor/enable",
    "/two-factor/disable",
    "/two-factor/verify-totp",
    "/two-factor/verify-backup-code",
    "/two-factor/generate-backup-codes",
    "/passkey/verify-registration",
    "/passkey/verify-authentication",
    "/passkey/delete-passkey",
  ]),
};

/**
 * Stands before better-auth: lets through the endpoints we use, bounds what a body may be, and gives every refusal the
 * house's form `{ error: { code, message, params } }` beside better-auth's own `code` and `message`.
 */
export async function throughFrontDoor(
  request: Request,
  inner: (request: Request) => Promise<Response>,
): Promise<Response> {
  try {
    assertOpen(request);
    return await inHouseForm(await inner(await withBoundedBody(request)));
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { allow } = error.params;
    const headers = new Headers(allow === undefined ? {} : { allow: String(allow) });
    return refusal(httpStatusOf(error.code), error.code, headers);
  }
}

function assertOpen(request: Request): void {
  const { pathname, search } = new URL(request.url);
  const path = pathname.startsWith(`${BASE_PATH}/`) ? pathname.slice(BASE_PATH.length) : "";
  if (!OPEN[request.method]?.has(path)) {
    const allow = Object.keys(OPEN).filter((method) => OPEN[method]?.has(path));
    const why = `${request.method} ${path} is not open`;
    if (allow.length === 0) throw new AppError("NOT_FOUND", why);
    throw new AppError("METHOD_NOT_ALLOWED", why, { params: { allow: allow.join(", ") } });
  }
  if (/%00/.test(search)) throw new AppError("BAD_REQUEST", "a NUL byte in the query");
}

/** The same request with its body read under a limit. PostgreSQL stores no NUL characters, so they end here. */
async function withBoundedBody(request: Request): Promise<Request> {
  if (!request.body) return request;
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > MAX_BODY_BYTES) throw new AppError("PAYLOAD_TOO_LARGE", "declared body too large");
  const text = await readText(request.body);
  if (/\\u0000|%00|\0/.test(text)) throw new AppError("BAD_REQUEST", "a NUL character in the body");
  if (isJson(request) && !parsesToObject(text)) throw new AppError("BAD_REQUEST", "malformed JSON");
  return new Request(request.url, { method: request.method, headers: request.headers, body: text });
}

async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new AppError("PAYLOAD_TOO_LARGE", "body too large");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const isJson = (request: Request): boolean =>
  (request.headers.get("content-type") ?? "").toLowerCase().startsWith("application/json");

function parsesToObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The house's 429, with better-auth's own fields beside it. */
export async function tooMany({ response }: { response: Response }): Promise<Response> {
  const body = (await response.json()) as object;
  const code = CODE_OF_STATUS[429];
  return Response.json({ code, message: code, ...body }, response);
}

/** Our code for a status; better-auth's finer code travels beside it. */
const CODE_OF_STATUS: Record<number, string> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "VALIDATION_ERROR",
  429: "RATE_LIMITED",
};

/** What better-auth blames on itself though the request was at fault. */
const NOT_OUR_FAULT = new Set(["FAILED_TO_VERIFY_REGISTRATION"]);

async function inHouseForm(response: Response): Promise<Response> {
  if (response.status < 400) return response;
  const own = await response
    .json()
    .then((body: unknown) => (typeof body === "object" && body !== null ? body : {}))
    .catch(() => ({}));
  const headers = new Headers(response.headers);
  const wait = headers.get("x-retry-after");
  if (wait) headers.set("retry-after", wait);
  const code = "code" in own && typeof own.code === "string" ? own.code : undefined;
  const status = code && NOT_OUR_FAULT.has(code) ? 400 : response.status;
  return refusal(status, CODE_OF_STATUS[status] ?? "INTERNAL_ERROR", headers, code, own);
}

function refusal(
  status: number,
  code: string,
  headers = new Headers(),
  detail = code,
  own: object = {},
): Response {
  headers.set("content-type", "application/json");
  headers.set("cache-control", "no-store");
  headers.delete("content-length");
  const body = { code: detail, message: detail, ...own, error: { code, message: detail, params: {} } };
  return new Response(JSON.stringify(body), { status, headers });
}
