import { useRouteLoaderData } from "@remix-run/react";
import type { SessionOutput } from "#server/features/session/schema.ts";
import { ROLES, type Role } from "#server/features/session/schema.ts";

/** The signed-in person and their workspace; only for pages behind sign-in (`_app.*`). */
export function useSession(): SessionOutput {
  const data = useRouteLoaderData<{ session: SessionOutput }>("routes/_app");
  if (!data) throw new Error("useSession is for routes under _app");
  return data.session;
}

/** True when the person holds at least this role here: owner > admin > editor > viewer. */
export function useMay(least: Role): boolean {
  return ROLES.indexOf(useSession().role) <= ROLES.indexOf(least);
}
