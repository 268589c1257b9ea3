import type { AppLoadContext } from "@remix-run/server-runtime";
import { api } from "#app/lib/api.server.ts";

export interface AuthAnswer {
  ok: boolean;
  status: number;
  /** better-auth's own code of a refusal, e.g. INVALID_EMAIL_OR_PASSWORD; empty when it went well. */
  code: string;
  body: Record<string, unknown>;
  /** Its Set-Cookie lines, to be sent on with whatever the route answers. */
  headers: Headers;
  /** After how many seconds another try makes sense. */
  retryAfterS: number;
}

interface Caller {
  request: Request;
  context: AppLoadContext;
}

/**
 * Asks the sign-in library on behalf of the browser behind `request`: through its HTTP door, so that its limits and
 * origin checks apply to forms as they do to scripts.
 */
export async function callAuth(
  { request, context }: Caller,
  path: `/${string}`,
  body?: Record<string, unknown>,
): Promise<AuthAnswer> {
  const headers = new Headers(request.headers);
  for (const name of ["content-length", "content-encoding", "transfer-encoding"]) headers.delete(name);
  headers.set("content-type", "application/json");
  const response = await api(context).auth(
    new Request(new URL(`/api/auth${path}`, request.url), {
      method: body ? "POST" : "GET",
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
  );
  return toAnswer(response);
}

async function toAnswer(response: Response): Promise<AuthAnswer> {
  const parsed: unknown = await response.json().catch(() => null);
  const body = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const headers = new Headers();
  for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return {
    ok: response.ok,
    status: response.status,
    code: response.ok ? "" : typeof body.code === "string" ? body.code : "INTERNAL_ERROR",
    body,
    headers,
    retryAfterS: Number(response.headers.get("retry-after") ?? 60),
  };
}
