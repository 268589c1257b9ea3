import { ActionIcon, Anchor, Button, Menu, Text } from "@mantine/core";
import { Link, useLoaderData, useNavigate } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconArrowLeft, IconCopy, IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Attempts } from "#app/features/post/attempts.tsx";
import classes from "#app/features/post/post.module.css";
import { TargetCard } from "#app/features/post/target-card.tsx";
import { Timeline } from "#app/features/post/timeline.tsx";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { Page, PageHead } from "#app/ui/page-head.tsx";
import { StatusBadge } from "#app/ui/status-badge.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";

export const handle = { i18n: ["post", "timeline", "platforms", "errors"] };
export const meta = pageMeta("post:title");

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const postId = z.uuid().safeParse(params.id);
  if (!postId.success) throw new Response(null, { status: 404 });
  const caller = await api(context).caller(request);
  const [post, timeline] = await Promise.all([
    caller.posts.get({ postId: postId.data }),
    caller.publishing.timeline({ postId: postId.data }),
  ]);
  return { post, timeline };
}

export default function PostPage() {
  const loaded = useLoaderData<typeof loader>();
  const { t } = useTranslation(["post", "common"]);
  const trpc = useTRPC();
  const postId = loaded.post.id;
  const post = useQuery({ ...trpc.posts.get.queryOptions({ postId }), initialData: loaded.post }).data;
  const timeline = useQuery({
    ...trpc.publishing.timeline.queryOptions({ postId }),
    initialData: loaded.timeline,
  }).data;
  const times = useTimes();
  const lead = post.scheduledAt
    ? t(post.state === "scheduled" ? "goesOut" : "wasPlanned", { time: times.exact(post.scheduledAt) })
    : t("noTime");
  return (
    <Page>
      <PageHead
        title={t("title")}
        before={
          <Anchor component={Link} to={paths.calendar} size="sm">
            <IconArrowLeft size={14} style={{ verticalAlign: -2 }} aria-hidden /> {t("back")}
          </Anchor>
        }
        beside={<StatusBadge state={post.state} />}
        lead={lead}
        action={<PostActions post={post} />}
      />
      <div className={classes.layout}>
        <div>
          <section className={classes.section}>
            <h2 className={classes.title}>{t("accounts")}</h2>
            <ul className={classes.targets}>
              {post.targets.map((target) => (
                <TargetCard key={target.id} target={target} />
              ))}
            </ul>
            {post.targets.length === 0 ? <Text c="dimmed">{t("noTargets")}</Text> : null}
          </section>
          <section className={classes.section}>
            <h2 className={classes.title}>{t("content")}</h2>
            <Text className={classes.text}>{post.text || t("noText")}</Text>
            <Media post={post} />
          </section>
          <section className={classes.section}>
            <h2 className={classes.title}>{t("attempts")}</h2>
            <Attempts attempts={timeline.attempts} targets={post.targets} />
          </section>
        </div>
        <section>
          <h2 className={classes.title}>{t("timeline")}</h2>
          <Timeline events={timeline.events} targets={post.targets} />
        </section>
      </div>
    </Page>
  );
}

function Media({ post }: { post: PostOutput }) {
  if (post.media.length === 0) return null;
  return (
    <div className={classes.media}>
      {post.media.map((item) =>
        item.kind === "image" ? (
          <img key={item.id} src={item.thumbnailUrl ?? item.url} alt={item.altText} loading="lazy" />
        ) : (
          <video key={item.id} src={item.url} controls muted playsInline preload="metadata" />
        ),
      )}
    </div>
  );
}

function PostActions({ post }: { post: PostOutput }) {
  const { t } = useTranslation(["post", "common"]);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toasts = useToasts();
  const may = useMay("editor");
  const [removing, setRemoving] = useState(false);
  const onError = (error: unknown) => toasts.failed(error);
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.posts.pathKey() });
  const duplicate = useMutation(
    trpc.posts.duplicate.mutationOptions({ onSuccess: (copy) => navigate(paths.edit(copy.id)), onError }),
  );
  const unschedule = useMutation(trpc.posts.unschedule.mutationOptions({ onSuccess: refresh, onError }));
  const remove = useMutation(
    trpc.posts.remove.mutationOptions({
      onSuccess: async () => {
        await refresh();
        toasts.done(t("removed"));
        navigate(paths.calendar);
      },
      onError,
    }),
  );
  if (!may) return null;
  const { id: postId } = post;
  return (
    <>
      {post.editable ? (
        <Button component={Link} to={paths.edit(postId)} leftSection={<IconPencil size={16} aria-hidden />}>
          {t("edit")}
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t("moreActions")}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCopy size={15} aria-hidden />}
            onClick={() => duplicate.mutate({ postId })}
          >
            {t("duplicate")}
          </Menu.Item>
          {post.state === "scheduled" ? (
            <Menu.Item onClick={() => unschedule.mutate({ postId })}>{t("unschedule")}</Menu.Item>
          ) : null}
          <Menu.Item
            color="red.8"
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={() => setRemoving(true)}
          >
            {t("remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t("removeTitle")}
        confirmLabel={t("remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ postId })}
      >
        {t("removeText")}
      </ConfirmDialog>
    </>
  );
}
