import { useLoaderData, useLocation } from "@remix-run/react";
import { type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { useMemo } from "react";
import { z } from "zod";
import { Composer } from "#app/features/composer/composer.tsx";
import { draftOfPost, draftOfSeries, emptyDraft } from "#app/features/composer/draft.ts";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useSession } from "#app/lib/session.ts";
import { Page } from "#app/ui/page-head.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";

export const handle = { i18n: ["composer", "platforms", "issues", "media", "series"] };
export const meta = pageMeta("composer:title");

const query = z.object({
  post: z.uuid().nullable().catch(null),
  series: z.uuid().nullable().catch(null),
  at: z.coerce.date().nullable().catch(null),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const search = new URL(request.url).searchParams;
  const read = (name: string) => search.get(name);
  const {
    post: postId,
    series: seriesId,
    at,
  } = query.parse({
    ...{ post: read("post"), series: read("series"), at: read("at") },
  });
  const session = await api(context).session(request);
  if (session?.role === "viewer") throw redirect(postId ? paths.post(postId) : paths.calendar);
  const caller = await api(context).caller(request);
  const [post, detail, connections, rules] = await answered(
    Promise.all([
      postId ? caller.posts.get({ postId }) : null,
      seriesId && !postId ? caller.series.get({ seriesId }) : null,
      caller.accounts.list(),
      caller.publishing.rules(),
    ]),
  );
  const { issues } = post ? await answered(caller.posts.validate(contentOf(post))) : { issues: [] };
  const usable = connections.filter((connection) => connection.status !== "disconnected");
  const series = detail?.series.status === "ended" ? null : (detail?.series ?? null);
  return { post, series, issues, at: post ? null : at, connections: usable, rules };
}

/** A stored post as the judge of drafts reads it. */
const contentOf = ({ id, state, text, media, targets, timeZone, scheduledAt }: PostOutput) => ({
  text,
  mediaIds: media.map(({ id }) => id),
  targets: targets.map(({ connectionId, kind, text: own, mediaIds, options }) => ({
    connectionId,
    kind,
    text: own,
    mediaIds,
    options,
  })),
  timeZone,
  postId: id,
  // A post in line has its place already; what a draft is planned for is judged like everything else about it.
  scheduledAt: state === "draft" ? scheduledAt : null,
});

export default function ComposePage() {
  const { post, series, issues, at, connections, rules } = useLoaderData<typeof loader>();
  const { timeZone } = useSession().workspace;
  // A visit of its own for every navigation: the same address may mean another new post.
  const { key } = useLocation();
  const draft = useMemo(() => {
    if (series) return draftOfSeries(series);
    return post ? draftOfPost(post, rules) : emptyDraft(timeZone, at);
  }, [post, series, rules, at, timeZone]);
  return (
    <Page>
      <Composer
        key={key}
        post={post}
        series={series}
        initialIssues={issues}
        initialDraft={draft}
        connections={connections}
        rules={rules}
      />
    </Page>
  );
}
