import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPhoto, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DraftMedia } from "../draft.ts";
import classes from "./preview.module.css";

export interface StageProps {
  media: DraftMedia[];
  /** Width by height; the room is kept before anything is loaded. */
  ratio: number;
  /** Index of the item on show. */
  shown: number;
  onShow: (index: number) => void;
  dark?: boolean;
}

/** The media of a post, one at a time. */
export function Stage({ media, ratio, shown, onShow, dark = false }: StageProps) {
  const { t } = useTranslation("composer");
  const item = media[shown];
  return (
    <div className={classes.stage} data-dark={dark || undefined} style={{ aspectRatio: String(ratio) }}>
      {item ? null : <IconPhoto size={32} stroke={1.2} aria-label={t("noMedia")} />}
      {item?.kind === "image" ? <img key={item.id} src={item.url} alt={item.altText} /> : null}
      {item?.kind === "video" ? <Clip key={item.id} item={item} /> : null}
      {media.length > 1 ? (
        <>
          <Turn side="left" disabled={shown === 0} onClick={() => onShow(shown - 1)} />
          <Turn side="right" disabled={shown === media.length - 1} onClick={() => onShow(shown + 1)} />
          <span className={classes.page}>
            {shown + 1}/{media.length}
          </span>
        </>
      ) : null}
    </div>
  );
}

/** A video that plays when it is asked to, without sound, as it does in a feed. */
function Clip({ item }: { item: DraftMedia }) {
  const { t } = useTranslation("composer");
  const video = useRef<HTMLVideoElement>(null);
  const [playing, setPlaying] = useState(false);
  const toggle = () => {
    if (playing) video.current?.pause();
    // A browser that refuses to play leaves the still.
    else void video.current?.play().catch(() => undefined);
  };
  return (
    <>
      <video
        ref={video}
        src={`${item.url}#t=0.1`}
        {...(item.thumbnailUrl ? { poster: item.thumbnailUrl } : {})}
        preload="metadata"
        muted
        loop
        playsInline
        tabIndex={-1}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
      />
      <button
        type="button"
        className={classes.play}
        data-playing={playing || undefined}
        aria-label={t(playing ? "pause" : "play")}
        onClick={toggle}
      >
        <IconPlayerPlayFilled size={30} aria-hidden />
      </button>
    </>
  );
}

function Turn({
  side,
  disabled,
  onClick,
}: {
  side: "left" | "right";
  disabled: boolean;
  onClick: () => void;
}) {
  const { t } = useTranslation("composer");
  const Icon = side === "left" ? IconChevronLeft : IconChevronRight;
  return (
    <ActionIcon
      className={classes.turn ?? ""}
      data-side={side}
      variant="default"
      radius="xl"
      size={28}
      disabled={disabled}
      aria-label={t(side === "left" ? "previousMedia" : "nextMedia")}
      onClick={onClick}
    >
      <Icon size={15} />
    </ActionIcon>
  );
}
