import { IconBookmark, IconHeart, IconMessageCircle, IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Caption } from "./caption.tsx";
import { Face } from "./face.tsx";
import classes from "./preview.module.css";
import type { PreviewProps } from "./preview.tsx";
import { Stage } from "./stage.tsx";

/** Words first: the account, the text, media under it where there are any. */
export function TextPost({ connection, parts, media, options }: PreviewProps) {
  const { t } = useTranslation("composer");
  const [shown, setShown] = useState(0);
  const title = typeof options.title === "string" ? options.title : "";
  return (
    <article className={classes.feed} aria-label={t("previewOf", { handle: connection.handle })}>
      <header className={classes.feedHead}>
        <Face connection={connection} size={36} />
        <strong>
          {connection.displayName} @{connection.handle}
        </strong>
      </header>
      {title ? <p className={classes.words}>{title}</p> : null}
      <Caption className={classes.words} text={parts[0] ?? ""} cut={500} />
      {media.length > 0 ? (
        <Stage media={media} ratio={16 / 9} shown={Math.min(shown, media.length - 1)} onShow={setShown} />
      ) : null}
      <div className={classes.wordsSigns} aria-hidden>
        <IconMessageCircle size={19} stroke={1.6} />
        <IconRepeat size={19} stroke={1.6} />
        <IconHeart size={19} stroke={1.6} />
        <IconBookmark size={19} stroke={1.6} />
      </div>
      {parts.length > 1 ? <Chain parts={parts} handle={connection.handle} /> : null}
    </article>
  );
}

/** The parts after the first, as answers to it, in the order in which they go out. */
function Chain({ parts, handle }: { parts: readonly string[]; handle: string }) {
  const { t } = useTranslation("composer");
  return (
    <ol className={classes.chain}>
      {parts.slice(1).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name than their place
        <li key={index}>
          <span className={classes.chainHead}>
            <strong>@{handle}</strong> · {t("thread.of", { part: index + 2, count: parts.length })}
          </span>
          <Caption className={classes.words} text={part} cut={500} />
        </li>
      ))}
    </ol>
  );
}
