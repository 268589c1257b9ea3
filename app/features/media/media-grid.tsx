import { Skeleton } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MediaOutput } from "#server/features/media/schema.ts";
import { moveInGrid } from "./grid-keys.ts";
import classes from "./media.module.css";
import { Still } from "./still.tsx";

export interface MediaGridProps {
  items: readonly MediaOutput[];
  onOpen: (media: MediaOutput) => void;
  /** Ids in the order they were chosen: the tiles become toggles with their position. */
  chosen?: readonly string[];
  /** Tiles that cannot be chosen now (the post is full). */
  isDisabled?: (media: MediaOutput) => boolean;
}

/** The library's files as tiles; arrow keys move between them. */
export function MediaGrid({ items, onOpen, chosen, isDisabled }: MediaGridProps) {
  const { t } = useTranslation("media");
  return (
    <ul className={classes.grid} aria-label={t("list")} onKeyDown={moveInGrid}>
      {items.map((media) => {
        const position = chosen ? chosen.indexOf(media.id) + 1 : 0;
        const kind = t(media.kind ?? "image");
        return (
          <li key={media.id}>
            <button
              type="button"
              data-tile
              className={classes.tile}
              data-chosen={position > 0 || undefined}
              disabled={isDisabled?.(media) ?? false}
              aria-label={t("open", { kind, name: media.altText || media.originalName })}
              {...(chosen ? { "aria-pressed": position > 0 } : { "aria-haspopup": "dialog" as const })}
              title={media.originalName}
              onClick={() => onOpen(media)}
            >
              <Still media={media} />
              {chosen ? <Position position={position} /> : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Position({ position }: { position: number }): ReactNode {
  const { t } = useTranslation("media");
  if (position === 0) return <span className={classes.position} aria-hidden />;
  return (
    <span className={classes.position} data-on>
      <IconCheck size={12} stroke={3} aria-hidden />
      <span aria-hidden>{position}</span>
      <span className={classes.hidden}>{t("picker.position", { position })}</span>
    </span>
  );
}

/** Tiles in the shape of what is coming. */
export function MediaGridLoading({ tiles = 12 }: { tiles?: number }) {
  const { t } = useTranslation("common");
  return (
    <div className={classes.grid} role="status" aria-label={t("loading")}>
      {Array.from({ length: tiles }, (_, tile) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical tiles that never move
        <Skeleton key={tile} className={classes.placeholder ?? ""} radius="md" />
      ))}
    </div>
  );
}
