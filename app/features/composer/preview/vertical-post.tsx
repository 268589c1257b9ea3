import {
  IconBookmark,
  IconDots,
  IconHeart,
  IconMessageCircle,
  IconMusic,
  IconPlus,
  IconRepeat,
  IconSend,
  IconShare3,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Caption } from "./caption.tsx";
import { Face } from "./face.tsx";
import classes from "./preview.module.css";
import type { PreviewProps } from "./preview.tsx";
import { Stage } from "./stage.tsx";

export interface VerticalPostProps extends PreviewProps {
  look: "for-you" | "reel";
}

/** A full-screen post: everything lies over the media, the signs on the right, the words at the bottom. */
export function VerticalPost({ connection, text, media, options, look }: VerticalPostProps) {
  const { t } = useTranslation("composer");
  const [shown, setShown] = useState(0);
  const at = Math.min(shown, Math.max(0, media.length - 1));
  const title = typeof options.title === "string" ? options.title : "";
  return (
    <article
      className={classes.phone}
      data-look={look}
      aria-label={t("previewOf", { handle: connection.handle })}
    >
      <Stage media={media} ratio={9 / 16} shown={at} onShow={setShown} dark />
      <div className={classes.top} aria-hidden>
        {look === "for-you" ? (
          <>
            <span>{t("look.following")}</span>
            <strong>{t("look.forYou")}</strong>
          </>
        ) : (
          <strong>Reels</strong>
        )}
      </div>
      {look === "for-you" ? <VideoSigns connection={connection} /> : <ReelSigns />}
      <div className={classes.over}>
        <div className={classes.overName}>
          {look === "reel" ? <Face connection={connection} size={26} /> : null}
          <strong>{look === "for-you" ? connection.displayName : connection.handle}</strong>
          {look === "reel" ? <span className={classes.follow}>{t("look.follow")}</span> : null}
        </div>
        {title ? <p className={classes.overTitle}>{title}</p> : null}
        <Caption className={classes.overText} text={text} cut={90} />
        <p className={classes.sound} aria-hidden>
          <IconMusic size={13} />
          {t("look.sound", { name: look === "for-you" ? connection.displayName : connection.handle })}
        </p>
      </div>
    </article>
  );
}

function VideoSigns({ connection }: Pick<PreviewProps, "connection">) {
  return (
    <div className={classes.side} aria-hidden>
      <span className={classes.sideFace}>
        <Face connection={connection} size={38} />
        <span className={classes.plus}>
          <IconPlus size={11} stroke={3} />
        </span>
      </span>
      <IconHeart size={28} fill="currentColor" />
      <IconMessageCircle size={28} fill="currentColor" />
      <IconBookmark size={28} fill="currentColor" />
      <IconShare3 size={28} fill="currentColor" />
    </div>
  );
}

function ReelSigns() {
  return (
    <div className={classes.side} aria-hidden>
      <IconHeart size={26} stroke={1.7} />
      <IconMessageCircle size={26} stroke={1.7} />
      <IconRepeat size={26} stroke={1.7} />
      <IconSend size={26} stroke={1.7} />
      <IconDots size={22} stroke={1.7} />
    </div>
  );
}
