import { IconDots, IconHeart, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Face } from "./face.tsx";
import classes from "./preview.module.css";
import type { PreviewProps } from "./preview.tsx";
import { Stage } from "./stage.tsx";

/** A story: the media alone, the account above it, gone after a day. */
export function Story({ connection, media }: PreviewProps) {
  const { t } = useTranslation("composer");
  return (
    <article
      className={classes.phone}
      data-look="story"
      aria-label={t("previewOf", { handle: connection.handle })}
    >
      <Stage media={media.slice(0, 1)} ratio={9 / 16} shown={0} onShow={() => undefined} dark />
      <div className={classes.storyHead}>
        <span className={classes.storyBar} aria-hidden />
        <div className={classes.overName}>
          <Face connection={connection} size={28} />
          <strong>{connection.handle}</strong>
          <span className={classes.storyAge}>{t("look.justNow")}</span>
          <IconDots size={18} className={classes.signsEnd ?? ""} aria-hidden />
        </div>
      </div>
      <div className={classes.storyFoot} aria-hidden>
        <span>{t("look.message")}</span>
        <IconHeart size={24} stroke={1.7} />
        <IconSend size={24} stroke={1.7} />
      </div>
    </article>
  );
}
