import { NavLink, Outlet } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import classes from "#app/features/settings/settings.module.css";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useMay } from "#app/lib/session.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";

export const handle = { i18n: ["settings", "auth", "nav", "errors"] };
export const meta = pageMeta("settings:title");

const TABS = ["profile", "security", "workspace", "slots", "members"] as const;
/** Pages that only admins may open. */
const ADMIN_TABS = ["webhooks"] as const;

export default function Settings() {
  const { t } = useTranslation("settings");
  const isAdmin = useMay("admin");
  return (
    <Page width="reading">
      <PageHead title={t("title")} lead={t("lead")} />
      <nav aria-label={t("title")}>
        <ul className={classes.tabs}>
          {[...TABS, ...(isAdmin ? ADMIN_TABS : [])].map((tab) => (
            <li key={tab}>
              <NavLink to={`/settings/${tab}`} className={classes.tab ?? ""} prefetch="intent">
                {t(`${tab}.title`)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div>
        <Outlet />
      </div>
    </Page>
  );
}
