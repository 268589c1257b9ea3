import { IconVideo } from "@tabler/icons-react";
import { formatLength } from "./format-media.ts";
import classes from "./media.module.css";

export interface StillProps {
  media: {
    kind: "image" | "video" | null;
    url: string;
    thumbnailUrl: string | null;
    durationMs: number | null;
  };
}

/** A file as a square picture. It says nothing to screen readers: the button around it does. */
export function Still({ media }: StillProps) {
  const { kind, url, thumbnailUrl, durationMs } = media;
  if (kind !== "video" || thumbnailUrl)
    return <img src={thumbnailUrl ?? url} alt="" className={classes.still} loading="lazy" decoding="async" />;
  return (
    <>
      {/* The fragment makes Safari draw the first frame. */}
      <video
        src={`${url}#t=0.1`}
        className={classes.still}
        preload="metadata"
        muted
        playsInline
        tabIndex={-1}
        aria-hidden
      />
      <span className={classes.length} aria-hidden>
        <IconVideo size={12} />
        {durationMs === null ? null : formatLength(durationMs)}
      </span>
    </>
  );
}
