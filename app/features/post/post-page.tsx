import { Anchor, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { excerptOf } from "#app/features/calendar/post-events.ts";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { BackLink, Page, PageHead } from "#app/ui/page-head.tsx";
import { StatusBadge } from "#app/ui/status-badge.tsx";
import { ZoneNote } from "#app/ui/zone-note.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";
import { Attempts, type TimelineOutput } from "./attempts.tsx";
import classes from "./post.module.css";
import { PostActions } from "./post-actions.tsx";
import { PostContent } from "./post-content.tsx";
import { TargetCard } from "./target-card.tsx";
import { Timeline } from "./timeline.tsx";

export interface LoadedPost {
  post: PostOutput;
  timeline: TimelineOutput;
}

/** One post: where it stands on each account, what goes out, and everything that has happened to it. */
export function PostPage({ loaded }: { loaded: LoadedPost }) {
  const { t } = useTranslation("post");
  const { post, timeline } = useCurrent(loaded);
  return (
    <Page>
      <PageHead
        title={titleOf(post) || t("noText")}
        before={<BackLink to={paths.calendar}>{t("back")}</BackLink>}
        beside={<StatusBadge state={post.state} />}
        lead={
          <>
            <WhenLine post={post} />
            <SeriesLine post={post} />
          </>
        }
        action={<PostActions post={post} />}
      />
      <div className={classes.layout}>
        <div className={classes.column}>
          <section aria-labelledby="post-accounts">
            <h2 id="post-accounts" className={classes.title}>
              {t("accounts")}
            </h2>
            <ul className={classes.targets}>
              {post.targets.map((target) => (
                <TargetCard key={target.id} target={target} post={post} />
              ))}
            </ul>
            {post.targets.length === 0 ? <Text c="dimmed">{t("noTargets")}</Text> : null}
          </section>
          <PostContent post={post} />
          {timeline.attempts.length > 0 ? (
            <section aria-labelledby="post-attempts">
              <h2 id="post-attempts" className={classes.title}>
                {t("attempts")}
              </h2>
              <Attempts attempts={timeline.attempts} targets={post.targets} />
            </section>
          ) : null}
        </div>
        <Timeline events={timeline.events} targets={post.targets} />
      </div>
    </Page>
  );
}

/**
 * The page as the server rendered it, kept current by the workspace's live updates. It is asked once more when it
 * appears: what happened since it was rendered was told to no page that was there.
 */
function useCurrent({ post, timeline }: LoadedPost): LoadedPost {
  const trpc = useTRPC();
  const postId = post.id;
  const rendered = { initialDataUpdatedAt: 0 };
  const current = useQuery({ ...trpc.posts.get.queryOptions({ postId }), initialData: post, ...rendered });
  const events = useQuery({
    ...trpc.publishing.timeline.queryOptions({ postId }),
    initialData: timeline,
    ...rendered,
  });
  return { post: current.data, timeline: events.data };
}

const LONGEST_TITLE = 70;

/** The first words of the post: what its author would call it. */
export function titleOf(post: PostOutput): string {
  const line = excerptOf(post).split("\n")[0] ?? "";
  const characters = [...line];
  if (characters.length <= LONGEST_TITLE) return line;
  const cut = characters.slice(0, LONGEST_TITLE).join("");
  return `${cut.slice(0, cut.lastIndexOf(" ") > 0 ? cut.lastIndexOf(" ") : undefined)}…`;
}

/** That it is one of many, and the way to all of them. */
function SeriesLine({ post: { series } }: { post: PostOutput }) {
  const { t } = useTranslation("series");
  if (!series) return null;
  return (
    <Text component="span" size="sm" display="block" mt={4}>
      {t(series.detached ? "ofDetached" : "of")}
      {" · "}
      <Anchor component={Link} to={paths.oneSeries(series.id)} size="sm">
        {t("toSeries")}
      </Anchor>
    </Text>
  );
}

/** When it goes or went out, in words, with the zone named. */
function WhenLine({ post }: { post: PostOutput }) {
  const { t } = useTranslation("post");
  const times = useTimes();
  const at = post.scheduledAt;
  if (!at) return t("noTime");
  const future = post.state === "scheduled" || post.state === "waiting" || post.state === "draft";
  const words = { time: times.dateTime(at), zone: times.zone(at), relative: times.relative(at) };
  return (
    <time dateTime={at.toISOString()} title={times.exact(at)} suppressHydrationWarning>
      {t(future ? (post.state === "draft" ? "meantFor" : "goesOut") : "wasPlanned", words)}{" "}
      <ZoneNote at={at} timeZone={post.timeZone} />
    </time>
  );
}
