import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./accounts.module.css";
import type { TokenLife } from "./token-life.ts";

/** A login's life as a line: what has passed, and a notch where it will be renewed. */
export function TokenBar({ life, thick = false }: { life: TokenLife; thick?: boolean }) {
  const { t } = useTranslation("accounts");
  return (
    <div className={classes.bar}>
      <Progress
        value={Math.round(life.passed * 100)}
        size={thick ? 8 : 4}
        color={life.leftMs > 0 ? "var(--tone-success-line)" : "var(--tone-danger-line)"}
        aria-label={t("token.bar")}
      />
      {life.renewal === null ? null : (
        <span className={classes.notch} style={{ left: `${life.renewal * 100}%` }} title={t("token.next")} />
      )}
    </div>
  );
}
