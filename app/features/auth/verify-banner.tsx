import { Anchor, Button, Text } from "@mantine/core";
import { Link, useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import { useSession } from "#app/lib/session.ts";
import type { action } from "#app/routes/_auth.verify-email.tsx";
import classes from "./auth.module.css";

/** Above every page until the person has confirmed their address; nothing is withheld meanwhile. */
export function VerifyBanner() {
  const { t } = useTranslation("auth");
  const { user } = useSession();
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  if (user.emailVerified) return null;
  return (
    <aside className={classes.banner} aria-label={t("banner.label")}>
      <Text component="span" size="sm" className={classes.bannerText}>
        {t("banner.text", { email: user.email })}{" "}
        <Anchor component={Link} to="/verify-email" size="sm">
          {t("banner.more")}
        </Anchor>
      </Text>
      <fetcher.Form method="post" action="/verify-email">
        {fetcher.data?.sent ? (
          <Text component="span" size="sm" role="status">
            {t("verify.sentAgain")}
          </Text>
        ) : (
          <Button type="submit" variant="subtle" size="compact-sm" loading={fetcher.state !== "idle"}>
            {t("verify.sendAgain")}
          </Button>
        )}
      </fetcher.Form>
      <Text component="span" size="sm" c="red" role="alert">
        {problem.form}
      </Text>
    </aside>
  );
}
