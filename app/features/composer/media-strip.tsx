import { ActionIcon, Group, Text } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconVideo, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./composer.module.css";
import type { DraftMedia } from "./draft.ts";

export interface MediaStripProps {
  media: DraftMedia[];
  disabled: boolean;
  onMove: (id: string, by: -1 | 1) => void;
  onRemove: (id: string) => void;
}

/** The chosen media in their order, movable with the keyboard. */
export function MediaStrip({ media, disabled, onMove, onRemove }: MediaStripProps) {
  const { t } = useTranslation("composer");
  if (media.length === 0) return null;
  return (
    <ol className={classes.strip} aria-label={t("chosenMedia")}>
      {media.map((item, index) => (
        <li key={item.id} className={classes.stripItem}>
          <Thumbnail item={item} />
          <Group gap={2} justify="center" wrap="nowrap" mt={4}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t("moveBefore", { position: index + 1 })}
              disabled={disabled || index === 0}
              onClick={() => onMove(item.id, -1)}
            >
              <IconArrowLeft size={14} />
            </ActionIcon>
            <Text size="xs" c="dimmed">
              {index + 1}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t("moveAfter", { position: index + 1 })}
              disabled={disabled || index === media.length - 1}
              onClick={() => onMove(item.id, 1)}
            >
              <IconArrowRight size={14} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="red.8"
              size="sm"
              aria-label={t("removeMedia", { position: index + 1 })}
              disabled={disabled}
              onClick={() => onRemove(item.id)}
            >
              <IconX size={14} />
            </ActionIcon>
          </Group>
        </li>
      ))}
    </ol>
  );
}

/** A still of an item; a video without a still shows its first frame by itself. */
export function Thumbnail({ item }: { item: DraftMedia }) {
  const { t } = useTranslation("composer");
  if (item.kind === "image" || item.thumbnailUrl)
    return (
      <img
        src={item.thumbnailUrl ?? item.url}
        alt={item.altText}
        className={classes.thumbnail}
        loading="lazy"
      />
    );
  return (
    <span className={classes.thumbnailVideo}>
      <video src={`${item.url}#t=0.1`} preload="metadata" muted playsInline className={classes.thumbnail} />
      <IconVideo size={16} aria-label={t("video")} />
    </span>
  );
}
