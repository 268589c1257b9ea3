import { Outlet, useRouteLoaderData } from "@remix-run/react";
import { type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { VerifyBanner } from "#app/features/auth/verify-banner.tsx";
import { NotificationBell } from "#app/features/notifications/notification-bell.tsx";
import { api } from "#app/lib/api.server.ts";
import { paths } from "#app/lib/paths.ts";
import { useLiveUpdates } from "#app/lib/use-live-updates.ts";
import { ProblemPage } from "#app/ui/problem-page.tsx";
import { AppFrame } from "#app/ui/shell/app-frame.tsx";

/** Every page under it is for people who are signed in; the others are sent to sign in and come back. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const session = await api(context).session(request);
  if (!session) {
    const { pathname, search } = new URL(request.url);
    throw redirect(paths.signIn(pathname + search));
  }
  return { session };
}

export { keepOnSearch as shouldRevalidate } from "#app/lib/keep-on-search.ts";

export default function AppLayout() {
  useLiveUpdates();
  return (
    <AppFrame bell={<NotificationBell />}>
      <VerifyBanner />
      <Outlet />
    </AppFrame>
  );
}

/** Trouble on a page leaves the navigation standing, where there is a session to draw it for. */
export function ErrorBoundary() {
  const framed = useRouteLoaderData<typeof loader>("routes/_app");
  return framed ? (
    <AppFrame bell={<NotificationBell />}>
      <ProblemPage framed />
    </AppFrame>
  ) : (
    <ProblemPage />
  );
}
