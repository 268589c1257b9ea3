import { VisuallyHidden } from "@mantine/core";
import { IconAlignLeft, IconRepeat } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import { stateLooks } from "#app/ui/status.ts";
import { StatusBadge } from "#app/ui/status-badge.tsx";
import { ZoneNote } from "#app/ui/zone-note.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";
import classes from "./calendar.module.css";
import { excerptOf, pictureOf, platformsOf } from "./post-events.ts";

export interface PostChipProps {
  post: PostOutput;
  /** `dot` where a column is too narrow for words: the state alone, the rest is a tap away. */
  shape: "card" | "dot";
}

/** A post as the calendar's grids show it: picture, state, time, networks, first words. */
export function PostChip({ post, shape }: PostChipProps) {
  const { t } = useTranslation(["calendar", "common"]);
  const times = useTimes();
  const { tone, icon: Icon } = stateLooks[post.state];
  const state = t(`common:state.${post.state}`);
  const icon = (
    <>
      <Icon size={13} stroke={2.2} className={classes.chipIcon} aria-hidden />
      <VisuallyHidden>{state}, </VisuallyHidden>
    </>
  );
  const time = post.scheduledAt ? (
    <time dateTime={post.scheduledAt.toISOString()}>{times.time(post.scheduledAt)}</time>
  ) : null;
  const text = excerptOf(post) || t("noText");
  if (shape === "dot")
    return (
      <span className={classes.dot} data-tone={tone}>
        {icon}
        <VisuallyHidden>
          {time} {text}
        </VisuallyHidden>
      </span>
    );
  return (
    <span className={classes.chipBox}>
      <span className={classes.chip} data-tone={tone} title={`${state} · ${text}`}>
        <Thumbnail post={post} />
        <span className={classes.chipBody}>
          <span className={classes.chipTop}>
            {icon}
            {time}
            <SeriesMark post={post} size={12} />
            <Marks post={post} size={12} className={classes.chipMarks} />
          </span>
          <span className={classes.chipText}>{text}</span>
        </span>
      </span>
    </span>
  );
}

/** Says that a post is one of many; one that a person changed stands by itself. */
function SeriesMark({ post: { series }, size }: { post: PostOutput; size: number }) {
  const { t } = useTranslation("calendar");
  if (!series) return null;
  const label = t(series.detached ? "ofSeriesDetached" : "ofSeries");
  return (
    <span className={classes.seriesMark} title={label}>
      <IconRepeat size={size} stroke={2.2} opacity={series.detached ? 0.5 : 1} aria-hidden />
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
}

function Marks({
  post,
  size,
  className,
}: {
  post: PostOutput;
  size: number;
  className?: string | undefined;
}) {
  return (
    <span className={className}>
      {platformsOf(post).map((platform) => (
        <PlatformMark key={platform} platform={platform} size={size} />
      ))}
    </span>
  );
}

/** A post as a row of a list: picture, first words, time and networks, and its state in a word. */
export function PostLine({ post }: { post: PostOutput }) {
  const { t } = useTranslation("calendar");
  const times = useTimes();
  return (
    <span className={classes.line}>
      <ThumbnailBox post={post} size={40} />
      <span className={classes.lineBody}>
        <span className={classes.lineText}>{excerptOf(post) || t("noText")}</span>
        <span className={classes.lineFacts}>
          {post.scheduledAt ? (
            <time dateTime={post.scheduledAt.toISOString()} suppressHydrationWarning>
              {times.time(post.scheduledAt)}
            </time>
          ) : null}
          {post.scheduledAt ? <ZoneNote at={post.scheduledAt} timeZone={post.timeZone} /> : null}
          <SeriesMark post={post} size={13} />
          <Marks post={post} size={13} className={classes.lineMarks} />
        </span>
      </span>
      <StatusBadge state={post.state} hint={false} />
    </span>
  );
}

/** The post's first picture; nothing where there is none, so that the words get the room. */
function Thumbnail({ post, size = 30 }: { post: PostOutput; size?: number }) {
  const url = pictureOf(post);
  return url ? (
    <img
      src={url}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      decoding="async"
      className={classes.thumbnail}
    />
  ) : null;
}

/** The same in a place that is kept free for it: a clip's first frame, or a sign for "words only". */
export function ThumbnailBox({ post, size }: { post: PostOutput; size: number }) {
  const first = post.media[0];
  return (
    <span className={classes.pictureBox} style={{ width: size, height: size }}>
      {pictureOf(post) ? (
        <Thumbnail post={post} size={size} />
      ) : first ? (
        // The fragment makes Safari draw the first frame.
        <video
          src={`${first.url}#t=0.1`}
          width={size}
          height={size}
          preload="metadata"
          muted
          playsInline
          tabIndex={-1}
          aria-hidden
          className={classes.thumbnail}
        />
      ) : (
        <IconAlignLeft size={Math.round(size * 0.45)} stroke={1.6} aria-hidden />
      )}
    </span>
  );
}
