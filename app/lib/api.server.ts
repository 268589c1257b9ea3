import type { AppLoadContext } from "@remix-run/server-runtime";
import type { Api } from "#server/entry/api.ts";

export type { Api };

/** The only door from app/ to the server: what the entry put into the load context. */
export function api(context: AppLoadContext): Api {
  return (context as unknown as { api: Api }).api;
}
