import { useTranslation } from "react-i18next";
import { Face } from "./face.tsx";
import classes from "./preview.module.css";
import type { PreviewProps } from "./preview.tsx";
import { Stage } from "./stage.tsx";

/** A video that goes to the creator's inbox: the rest is decided in the network's own app. */
export function InboxNote({ connection, media }: PreviewProps) {
  const { t } = useTranslation("composer");
  return (
    <article className={classes.inbox} aria-label={t("previewOf", { handle: connection.handle })}>
      <header className={classes.feedHead}>
        <Face connection={connection} size={32} />
        <strong>@{connection.handle}</strong>
      </header>
      <div className={classes.inboxStage}>
        <Stage media={media.slice(0, 1)} ratio={9 / 16} shown={0} onShow={() => undefined} dark />
      </div>
      <p className={classes.inboxText}>{t("look.inbox")}</p>
    </article>
  );
}
