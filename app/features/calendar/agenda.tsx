import { Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { HairlineList } from "#app/ui/states.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";
import classes from "./calendar.module.css";
import { dateOf } from "./period.ts";
import { PostLine } from "./post-chip.tsx";

/** The posts of a period by day: what the server renders, and what is there before or without scripts. */
export function Agenda({ posts }: { posts: readonly PostOutput[] }) {
  const { t } = useTranslation("calendar");
  const times = useTimes();
  const days = byDay(posts, times.timeZone);
  if (days.length === 0) return <Text c="dimmed">{t("emptyPeriod")}</Text>;
  return (
    <div className={classes.agenda}>
      {days.map(({ date, at, posts: ofDay }) => (
        <section key={date}>
          <Text component="h2" fw={600} mb="xs" suppressHydrationWarning>
            {times.day(at)}
          </Text>
          <HairlineList>
            {ofDay.map((post) => (
              <li key={post.id}>
                <Link to={paths.post(post.id)} className={classes.agendaRow}>
                  <PostLine post={post} />
                </Link>
              </li>
            ))}
          </HairlineList>
        </section>
      ))}
    </div>
  );
}

interface Day {
  date: string;
  /** An instant on it. */
  at: Date;
  posts: PostOutput[];
}

/** Posts come soonest first, so those of a day stand together. */
function byDay(posts: readonly PostOutput[], timeZone: string): Day[] {
  const days: Day[] = [];
  for (const post of posts) {
    if (!post.scheduledAt) continue;
    const date = dateOf(post.scheduledAt, timeZone);
    const last = days.at(-1);
    if (last?.date === date) last.posts.push(post);
    else days.push({ date, at: post.scheduledAt, posts: [post] });
  }
  return days;
}
