import { ActionIcon, Menu, Text } from "@mantine/core";
import { Link, useNavigate } from "@remix-run/react";
import { IconCopy, IconDots, IconEye, IconPencil, IconTrash, type TablerIcon } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ThumbnailBox } from "#app/features/calendar/post-chip.tsx";
import { excerptOf } from "#app/features/calendar/post-events.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import { StatusBadge } from "#app/ui/status-badge.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import { ZoneNote } from "#app/ui/zone-note.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";
import classes from "./drafts.module.css";

export interface PostRowProps {
  post: PostOutput;
  onRemove: (postId: string) => void;
}

/** A post in a list: what it says, where it goes, when, and how it stands. */
export function PostRow({ post, onRemove }: PostRowProps) {
  const { t } = useTranslation(["drafts", "calendar"]);
  const mayEdit = useMay("editor");
  const text = excerptOf(post) || t("calendar:noText");
  const to = post.state === "draft" && mayEdit ? paths.edit(post.id) : paths.post(post.id);
  return (
    <div className={classes.row}>
      <ThumbnailBox post={post} size={44} />
      <div className={classes.words}>
        <Link to={to} className={classes.link}>
          {text}
        </Link>
        <div className={classes.facts}>
          {post.targets.length === 0 ? t("noAccounts") : null}
          {post.targets.map(({ id, platform, handle }) => (
            <span key={id} className={classes.target}>
              <PlatformMark platform={platform} size={13} />@{handle}
            </span>
          ))}
          <Moment post={post} />
        </div>
      </div>
      <span className={classes.status}>
        <StatusBadge state={post.state} />
      </span>
      {mayEdit ? <Actions post={post} label={text.slice(0, 40)} onRemove={onRemove} /> : null}
    </div>
  );
}

/** When it went out; else when it will; else when it was last written on. */
function Moment({ post: { scheduledAt, targets, timeZone, updatedAt } }: { post: PostOutput }) {
  const { t } = useTranslation("drafts");
  const times = useTimes();
  const published = targets.flatMap(({ publishedAt }) => publishedAt ?? []).sort((a, b) => +a - +b)[0];
  const at = published ?? scheduledAt ?? updatedAt;
  const words = published
    ? t("published", { time: times.dateTime(at) })
    : scheduledAt
      ? t("planned", { time: times.dateTime(at) })
      : t("edited", { time: times.relative(at) });
  return (
    <Text component="span" size="xs" c="dimmed" title={times.exact(at)} suppressHydrationWarning>
      {words} {scheduledAt && !published ? <ZoneNote at={scheduledAt} timeZone={timeZone} /> : null}
    </Text>
  );
}

function Actions({ post, label, onRemove }: PostRowProps & { label: string }) {
  const { t } = useTranslation("drafts");
  const navigate = useNavigate();
  const duplicate = useDuplicate();
  const icon = (Icon: TablerIcon) => <Icon size={16} aria-hidden />;
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("actions", { text: label })}
          className={classes.actions ?? ""}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={icon(post.editable ? IconPencil : IconEye)}
          onClick={() => navigate(post.editable ? paths.edit(post.id) : paths.post(post.id))}
        >
          {t(post.editable ? "edit" : "open")}
        </Menu.Item>
        <Menu.Item leftSection={icon(IconCopy)} onClick={() => duplicate(post.id)}>
          {t("duplicate")}
        </Menu.Item>
        {post.editable ? (
          <Menu.Item
            color="var(--tone-danger-foreground)"
            leftSection={icon(IconTrash)}
            onClick={() => onRemove(post.id)}
          >
            {t("remove")}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function useDuplicate(): (postId: string) => void {
  const { t } = useTranslation("drafts");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const { mutate } = useMutation(
    trpc.posts.duplicate.mutationOptions({
      onSuccess: () => toasts.done(t("duplicated")),
      onError: (error) => toasts.failed(error),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.posts.pathKey() }),
    }),
  );
  return (postId) => mutate({ postId });
}
