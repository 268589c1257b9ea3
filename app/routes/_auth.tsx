import { Link, Outlet } from "@remix-run/react";
import { type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import classes from "#app/features/auth/auth.module.css";
import { LanguageSwitch } from "#app/features/auth/language-switch.tsx";
import { betterAddress } from "#app/features/auth/own-address.ts";
import { api } from "#app/lib/api.server.ts";
import { paths } from "#app/lib/paths.ts";
import { BrandMark } from "#app/ui/brand.tsx";

export const handle = { i18n: ["auth", "nav", "errors"] };

/** The pages before sign-in. They are opened at the address the installation calls its own. */
export function loader({ request, context }: LoaderFunctionArgs) {
  const { appUrl, mailboxUrl } = api(context).public;
  const better = betterAddress(request.url, appUrl);
  if (better) throw redirect(better);
  return { mailboxUrl: mailboxUrl ?? null };
}

export default function AuthLayout() {
  const { t } = useTranslation("common");
  return (
    <div className={classes.frame}>
      <header className={classes.top}>
        <Link to={paths.home} className={classes.home}>
          <BrandMark />
          {t("appName")}
        </Link>
        <LanguageSwitch />
      </header>
      <main className={classes.main}>
        <Outlet />
      </main>
    </div>
  );
}
