import { IconBookmark, IconDots, IconHeart, IconMessageCircle, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Caption } from "./caption.tsx";
import { Face } from "./face.tsx";
import classes from "./preview.module.css";
import type { PreviewProps } from "./preview.tsx";
import { Stage } from "./stage.tsx";

/** Feeds show 4:5 to 1.91:1; the first item sets the frame of all. */
function feedRatio(media: PreviewProps["media"]): number {
  const first = media[0];
  return first ? Math.min(1.91, Math.max(0.8, first.width / first.height)) : 1;
}

/** A card in a feed: the account on top, the media, a row of signs, the caption. */
export function FeedPost({ connection, text, media }: PreviewProps) {
  const { t } = useTranslation("composer");
  const [shown, setShown] = useState(0);
  const at = Math.min(shown, Math.max(0, media.length - 1));
  return (
    <article className={classes.feed} aria-label={t("previewOf", { handle: connection.handle })}>
      <header className={classes.feedHead}>
        <Face connection={connection} size={32} ring />
        <strong>{connection.handle}</strong>
        <IconDots size={18} aria-hidden />
      </header>
      <Stage media={media} ratio={feedRatio(media)} shown={at} onShow={setShown} />
      <div className={classes.signs} aria-hidden>
        <IconHeart size={23} stroke={1.6} />
        <IconMessageCircle size={23} stroke={1.6} />
        <IconSend size={23} stroke={1.6} />
        {media.length > 1 ? (
          <span className={classes.dots}>
            {media.map((item, index) => (
              <span key={item.id} data-on={index === at || undefined} />
            ))}
          </span>
        ) : null}
        <IconBookmark size={23} stroke={1.6} className={classes.signsEnd ?? ""} />
      </div>
      <Caption className={classes.feedCaption} handle={connection.handle} text={text} cut={125} />
    </article>
  );
}
