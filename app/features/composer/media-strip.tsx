import { ActionIcon } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./composer.module.css";
import type { DraftMedia } from "./draft.ts";
import { Thumbnail } from "./thumbnail.tsx";

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
          <span className={classes.stripNumber} aria-hidden>
            {index + 1}
          </span>
          {disabled ? null : (
            <Tools
              position={index + 1}
              count={media.length}
              onMove={(by) => onMove(item.id, by)}
              onRemove={() => onRemove(item.id)}
            />
          )}
        </li>
      ))}
    </ol>
  );
}

interface ToolsProps {
  position: number;
  count: number;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function Tools({ position, count, onMove, onRemove }: ToolsProps) {
  const { t } = useTranslation("composer");
  return (
    <>
      <ActionIcon
        className={classes.stripRemove ?? ""}
        variant="default"
        radius="xl"
        size={24}
        aria-label={t("removeMedia", { position })}
        onClick={onRemove}
      >
        <IconX size={13} stroke={2.2} />
      </ActionIcon>
      {count > 1 ? (
        <span className={classes.stripMoves}>
          <Move position={position} by={-1} last={position === 1} onMove={() => onMove(-1)} />
          <Move position={position} by={1} last={position === count} onMove={() => onMove(1)} />
        </span>
      ) : null}
    </>
  );
}

interface MoveProps {
  position: number;
  by: -1 | 1;
  /** There is nothing further in this direction. */
  last: boolean;
  onMove: () => void;
}

function Move({ position, by, last, onMove }: MoveProps) {
  const { t } = useTranslation("composer");
  const Icon = by < 0 ? IconArrowLeft : IconArrowRight;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={t(by < 0 ? "moveBefore" : "moveAfter", { position })}
      disabled={last}
      onClick={onMove}
    >
      <Icon size={14} />
    </ActionIcon>
  );
}
