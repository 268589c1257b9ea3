import { ActionIcon, Avatar, Group, Text } from "@mantine/core";
import {
  IconBookmark,
  IconChevronLeft,
  IconChevronRight,
  IconHeart,
  IconMessageCircle,
  IconMusic,
  IconPhoto,
  IconSend,
  IconShare3,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import type { DraftMedia } from "./draft.ts";
import classes from "./preview.module.css";

export interface PreviewProps {
  connection: ConnectionOutput;
  kind: string;
  text: string;
  media: DraftMedia[];
  options: Record<string, string | boolean>;
}

/** How the post will look on one account, as far as a network's ever-changing app can be foretold. */
export function Preview(props: PreviewProps) {
  const { connection, kind } = props;
  if (connection.platform === "tiktok") return <FullScreen {...props} look="tiktok" />;
  if (kind.includes("reel") || kind.includes("story")) return <FullScreen {...props} look="instagram" />;
  return <FeedCard {...props} />;
}

/** A card in a feed: media on top, caption below. */
function FeedCard({ connection, text, media }: PreviewProps) {
  const { t } = useTranslation("composer");
  return (
    <article className={classes.feed} aria-label={t("previewOf", { handle: connection.handle })}>
      <Group gap="sm" p="sm" wrap="nowrap">
        <Avatar src={connection.avatarUrl} alt="" size={32} name={connection.displayName} color="initials" />
        <Text size="sm" fw={600} truncate>
          {connection.handle}
        </Text>
      </Group>
      <Stage media={media} ratio={feedRatio(media)} />
      <Group gap="md" px="sm" pt="sm" aria-hidden>
        <IconHeart size={22} stroke={1.6} />
        <IconMessageCircle size={22} stroke={1.6} />
        <IconSend size={22} stroke={1.6} />
        <IconBookmark size={22} stroke={1.6} style={{ marginLeft: "auto" }} />
      </Group>
      <Text size="sm" p="sm" className={classes.caption}>
        <strong>{connection.handle}</strong> {text || <span className={classes.nothing}>{t("noText")}</span>}
      </Text>
    </article>
  );
}

/** A full-screen vertical post: everything lies over the media. */
function FullScreen({
  connection,
  text,
  media,
  options,
  look,
}: PreviewProps & { look: "tiktok" | "instagram" }) {
  const { t } = useTranslation("composer");
  const title = typeof options.title === "string" ? options.title : "";
  return (
    <article className={classes.phone} aria-label={t("previewOf", { handle: connection.handle })}>
      <Stage media={media} ratio={9 / 16} dark />
      <div className={classes.side} aria-hidden>
        <IconHeart size={24} />
        <IconMessageCircle size={24} />
        {look === "tiktok" ? <IconShare3 size={24} /> : <IconSend size={24} />}
      </div>
      <div className={classes.over}>
        <Group gap={8} wrap="nowrap">
          <Avatar
            src={connection.avatarUrl}
            alt=""
            size={26}
            name={connection.displayName}
            color="initials"
          />
          <strong>@{connection.handle}</strong>
        </Group>
        {title ? <p className={classes.overTitle}>{title}</p> : null}
        <p className={classes.overText}>{text || t("noText")}</p>
        {look === "tiktok" ? (
          <Group gap={6} wrap="nowrap" className={classes.sound} aria-hidden>
            <IconMusic size={13} />
            <span>{connection.displayName}</span>
          </Group>
        ) : null}
      </div>
    </article>
  );
}

/** Feeds crop between 4:5 and 1.91:1; the first item sets the frame. */
function feedRatio(media: DraftMedia[]): number {
  const first = media[0];
  return first ? Math.min(1.91, Math.max(0.8, first.width / first.height)) : 1;
}

function Stage({ media, ratio, dark = false }: { media: DraftMedia[]; ratio: number; dark?: boolean }) {
  const { t } = useTranslation("composer");
  const [wanted, setShown] = useState(0);
  const shown = Math.min(wanted, Math.max(0, media.length - 1));
  const item = media[shown];
  return (
    <div className={classes.stage} data-dark={dark || undefined} style={{ aspectRatio: String(ratio) }}>
      {item ? (
        <Still key={item.id} item={item} />
      ) : (
        <IconPhoto size={32} stroke={1.2} aria-label={t("noMedia")} />
      )}
      {media.length > 1 ? (
        <>
          <Turn
            side="left"
            disabled={shown === 0}
            label={t("previousMedia")}
            onClick={() => setShown(shown - 1)}
          />
          <Turn
            side="right"
            disabled={shown === media.length - 1}
            label={t("nextMedia")}
            onClick={() => setShown(shown + 1)}
          />
          <span className={classes.page}>
            {shown + 1}/{media.length}
          </span>
        </>
      ) : null}
    </div>
  );
}

function Still({ item }: { item: DraftMedia }) {
  return item.kind === "image" ? (
    <img src={item.url} alt={item.altText} />
  ) : (
    <video src={item.url} controls muted playsInline preload="metadata" />
  );
}

interface TurnProps {
  side: "left" | "right";
  disabled: boolean;
  label: string;
  onClick: () => void;
}

function Turn({ side, disabled, label, onClick }: TurnProps) {
  const Icon = side === "left" ? IconChevronLeft : IconChevronRight;
  return (
    <ActionIcon
      className={classes.turn ?? ""}
      data-side={side}
      variant="default"
      radius="xl"
      size="sm"
      disabled={disabled}
      aria-label={label}
      onClick={onClick}
    >
      <Icon size={14} />
    </ActionIcon>
  );
}
