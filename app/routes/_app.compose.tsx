import { type ShouldRevalidateFunction, useLoaderData } from "@remix-run/react";
import { type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Composer } from "#app/features/composer/composer.tsx";
import { draftOfPost, emptyDraft } from "#app/features/composer/draft.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useSession } from "#app/lib/session.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";

export const handle = { i18n: ["composer", "platforms", "issues", "media"] };
export const meta = pageMeta("composer:title");

const query = z.object({
  post: z.uuid().nullable().catch(null),
  at: z.coerce.date().nullable().catch(null),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const search = new URL(request.url).searchParams;
  const { post: postId, at } = query.parse({ post: search.get("post"), at: search.get("at") });
  const caller = await api(context).caller(request);
  const session = await api(context).session(request);
  if (session?.role === "viewer") throw redirect(postId ? paths.post(postId) : paths.calendar);
  const [post, connections, rules] = await Promise.all([
    postId ? caller.posts.get({ postId }) : null,
    caller.accounts.list(),
    caller.publishing.rules(),
  ]);
  const usable = connections.filter((connection) => connection.status !== "disconnected");
  return { post, at: post ? null : at, connections: usable, rules };
}

/** The composer holds the truth while it is open; its own saves must not reload it. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ currentUrl, nextUrl }) =>
  currentUrl.pathname !== nextUrl.pathname;

export default function ComposePage() {
  const { post, at, connections, rules } = useLoaderData<typeof loader>();
  const { t } = useTranslation("composer");
  const { timeZone } = useSession().workspace;
  const draft = useMemo(() => (post ? draftOfPost(post) : emptyDraft(timeZone, at)), [post, at, timeZone]);
  return (
    <Page>
      <PageHead title={post ? t("editTitle") : t("title")} lead={t("lead")} />
      <Composer post={post} initialIssues={[]} initialDraft={draft} connections={connections} rules={rules} />
    </Page>
  );
}
