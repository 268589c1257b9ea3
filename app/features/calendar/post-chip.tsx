import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import { stateLooks } from "#app/ui/status.ts";
import type { PostOutput } from "#server/features/posts/schema.ts";
import classes from "./calendar.module.css";
import { excerptOf, platformsOf } from "./post-events.ts";

export interface PostChipProps {
  post: PostOutput;
  /** `line` where there is room for one line only. */
  shape: "card" | "line";
}

/** A post as the calendar shows it: picture, time, state, networks, first words. */
export function PostChip({ post, shape }: PostChipProps) {
  const { t } = useTranslation(["calendar", "common"]);
  const times = useTimes();
  const { tone, icon: Icon } = stateLooks[post.state];
  const platforms = platformsOf(post);
  const text = <span className={classes.chipText}>{excerptOf(post) || t("noText")}</span>;
  const state = t(`common:state.${post.state}`);
  return (
    <span className={classes.chip} data-shape={shape} data-tone={tone} title={state}>
      {shape === "card" ? <Thumbnail post={post} /> : null}
      <span className={classes.chipBody}>
        <span className={classes.chipTop}>
          <Icon size={13} stroke={2.2} className={classes.chipIcon} aria-hidden />
          <VisuallyHidden>{state}</VisuallyHidden>
          {post.scheduledAt ? (
            <time dateTime={post.scheduledAt.toISOString()} suppressHydrationWarning>
              {times.time(post.scheduledAt)}
            </time>
          ) : null}
          {shape === "line" ? text : null}
          <span className={classes.chipMarks}>
            {platforms.map((platform) => (
              <PlatformMark key={platform} platform={platform} size={12} />
            ))}
          </span>
        </span>
        {shape === "card" ? text : null}
      </span>
    </span>
  );
}

/** The post's first picture; nothing where there is none, so that the words get the room. */
export function Thumbnail({ post, size = 30 }: { post: PostOutput; size?: number }) {
  const media = post.media[0];
  const url = media?.thumbnailUrl ?? (media?.kind === "image" ? media.url : null);
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
