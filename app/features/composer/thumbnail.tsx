import { IconVideo } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./composer.module.css";
import type { DraftMedia } from "./draft.ts";

/** A small still of an item; a video without one shows its first frame. */
export function Thumbnail({ item }: { item: DraftMedia }) {
  const { t } = useTranslation("composer");
  const still = item.thumbnailUrl ?? (item.kind === "image" ? item.url : null);
  return (
    <span className={classes.thumbnail}>
      {still ? (
        <img src={still} alt={item.altText} loading="lazy" decoding="async" />
      ) : (
        // The fragment makes Safari draw the first frame.
        <video src={`${item.url}#t=0.1`} preload="metadata" muted playsInline tabIndex={-1} aria-hidden />
      )}
      {item.kind === "video" ? (
        <IconVideo size={15} className={classes.thumbnailSign ?? ""} aria-label={t("video")} />
      ) : null}
    </span>
  );
}
