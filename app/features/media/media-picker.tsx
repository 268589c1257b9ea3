import { Button, Group, Modal, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPhotoVideo } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState } from "#app/ui/states.tsx";
import type { MediaOutput } from "#server/features/media/schema.ts";
import { FilterControl } from "./filter-control.tsx";
import classes from "./media.module.css";
import { MediaGrid, MediaGridLoading } from "./media-grid.tsx";
import { MediaUploader } from "./media-uploader.tsx";
import { added, type PickedMedia, toggled, toPicked } from "./picked.ts";
import { type MediaFilter, useMediaList } from "./use-media-list.ts";
import { useUploadQueue } from "./use-upload-queue.ts";

export interface MediaPickerProps {
  opened: boolean;
  onClose: () => void;
  /** What is chosen already, in its order. */
  chosen: readonly PickedMedia[];
  /** The new choice, in the order it was made; called once, when the person confirms. */
  onChange: (chosen: PickedMedia[]) => void;
  /** How many files fit. Default 35, the most any network takes. */
  max?: number;
}

const MOST = 35;

/**
 * A dialog to choose files from the library, or to upload new ones, which are chosen as soon as they are there. Nothing
 * changes until the person confirms; Escape leaves everything as it was.
 */
export function MediaPicker({ opened, onClose, ...props }: MediaPickerProps) {
  const { t } = useTranslation(["media", "common"]);
  const phone = useMediaQuery("(max-width: 48em)");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("picker.title")}
      size={860}
      fullScreen={phone ?? false}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Choice {...props} onClose={onClose} />
    </Modal>
  );
}

function Choice({ chosen, onChange, onClose, max = MOST }: Omit<MediaPickerProps, "opened">) {
  const { t } = useTranslation(["media", "common"]);
  const queue = useUploadQueue();
  const [picked, setPicked] = useState<readonly PickedMedia[]>(chosen);
  const choose = (media: MediaOutput) => {
    const item = toPicked(media);
    if (item) setPicked((now) => toggled(now, item, max));
  };
  const add = (media: MediaOutput) => {
    const item = toPicked(media);
    if (item) setPicked((now) => added(now, item, max));
  };
  return (
    <div className={classes.picker}>
      <MediaUploader queue={queue} onUploaded={add} compact />
      <Library picked={picked} onToggle={choose} full={picked.length >= max} />
      <div className={classes.pickerFoot}>
        <Text size="sm" c="dimmed" role="status" className={classes.pickerNote}>
          {picked.length >= max ? t("picker.full", { max }) : ""}
        </Text>
        <Button variant="default" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button
          onClick={() => {
            onChange([...picked]);
            onClose();
          }}
        >
          {t("picker.confirm", { count: picked.length })}
        </Button>
      </div>
    </div>
  );
}

interface LibraryProps {
  picked: readonly PickedMedia[];
  onToggle: (media: MediaOutput) => void;
  full: boolean;
}

function Library({ picked, onToggle, full }: LibraryProps) {
  const { t } = useTranslation(["media", "common"]);
  const [filter, setFilter] = useState<MediaFilter>("all");
  const { list, items } = useMediaList(filter);
  const ids = picked.map(({ id }) => id);
  if (list.isPending) return <MediaGridLoading tiles={8} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  return (
    <>
      <Group>
        <FilterControl value={filter} onChange={setFilter} />
      </Group>
      {items.length === 0 ? (
        <EmptyState icon={IconPhotoVideo} title={filter === "all" ? t("empty") : t(`emptyKind.${filter}`)} />
      ) : (
        <MediaGrid
          items={items}
          onOpen={onToggle}
          chosen={ids}
          isDisabled={({ id }) => full && !ids.includes(id)}
        />
      )}
      {list.hasNextPage ? (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("common:loadMore")}
        </Button>
      ) : null}
    </>
  );
}
