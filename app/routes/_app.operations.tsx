import { NavLink, Outlet } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { useLiveOperations } from "#app/features/operations/use-operations.ts";
import classes from "#app/features/settings/settings.module.css";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";

export const handle = { i18n: ["operations", "errors"] };
export const meta = pageMeta("operations:title");

const TABS = ["webhooks", "jobs", "dead", "schedules"] as const;

/** For whoever runs the installation. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const session = await api(context).session(request);
  if (!session?.user.operator) throw new Response(null, { status: 403 });
  return null;
}

export { keepOnSearch as shouldRevalidate } from "#app/lib/keep-on-search.ts";

export default function Operations() {
  const { t } = useTranslation("operations");
  useLiveOperations();
  return (
    <Page>
      <PageHead title={t("title")} lead={t("lead")} />
      <nav aria-label={t("title")}>
        <ul className={classes.tabs}>
          {TABS.map((tab) => (
            <li key={tab}>
              <NavLink to={`/operations/${tab}`} className={classes.tab ?? ""} prefetch="intent">
                {t(`tab.${tab}`)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </Page>
  );
}
