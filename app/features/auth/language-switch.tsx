import { Form, useLocation } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { supportedLngs } from "#app/i18n/i18n.ts";
import classes from "./auth.module.css";

/** Chooses the language before anybody is signed in. A plain form: it works before, and without, any script. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation("nav");
  const { pathname, search } = useLocation();
  return (
    <Form method="post" action="/language" className={classes.languages} aria-label={t("language.label")}>
      <input type="hidden" name="returnTo" value={pathname + search} />
      {supportedLngs.map((id) => (
        <button
          key={id}
          type="submit"
          name="locale"
          value={id}
          lang={id}
          aria-current={i18n.language === id}
          className={classes.language}
        >
          {t(`language.${id}`)}
        </button>
      ))}
    </Form>
  );
}
