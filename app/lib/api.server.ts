import type { AppLoadContext } from "@remix-run/server-runtime";
import type { Api } from "#server/entry/api.ts";

export type { Api };

/** The only door from app/ to the server: what the entry put into the load context. */
export function api(context: AppLoadContext): Api {
  return (context as unknown as { api: Api }).api;
}

/**
 * The request as it came in, for routes that read their own body: the host shows the framework one without a body, which it
 * may copy as it likes. A host that does not is one whose request is whole.
 */
export function incoming({ request, context }: { request: Request; context: AppLoadContext }): Request {
  return (context as unknown as { incoming?: Request }).incoming ?? request;
}
