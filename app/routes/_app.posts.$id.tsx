import { type MetaFunction, useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { z } from "zod";
import { PostPage, titleOf } from "#app/features/post/post-page.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";

export const handle = { i18n: ["post", "series", "composer", "timeline", "platforms", "errors", "evidence"] };

const untitled = pageMeta("post:title");

/** The post's first words are its title, so that tabs and history tell posts apart. */
export const meta: MetaFunction<typeof loader> = (args) => {
  const title = args.data ? titleOf(args.data.post) : "";
  return title ? [{ title: `${title} · Huntaze` }] : untitled(args);
};

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const postId = z.uuid().safeParse(params.id);
  if (!postId.success) throw new Response(null, { status: 404 });
  const caller = await api(context).caller(request);
  const [post, timeline] = await answered(
    Promise.all([
      caller.posts.get({ postId: postId.data }),
      caller.publishing.timeline({ postId: postId.data }),
    ]),
  );
  return { post, timeline };
}

export default function PostRoute() {
  const loaded = useLoaderData<typeof loader>();
  // Another post is another page: nothing of the last one stays open.
  return <PostPage key={loaded.post.id} loaded={loaded} />;
}
