import { Button, Group } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconPhotoVideo, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useMay } from "#app/lib/session.ts";
import { EmptyState, ErrorState } from "#app/ui/states.tsx";
import type { MediaOutput, mediaListOutput } from "#server/features/media/schema.ts";
import { FilterControl } from "./filter-control.tsx";
import classes from "./media.module.css";
import { MediaGrid, MediaGridLoading } from "./media-grid.tsx";
import { MediaPanel } from "./media-panel.tsx";
import { UploadButton } from "./media-uploader.tsx";
import { UploadList } from "./upload-list.tsx";
import { type MediaFilter, useMediaList } from "./use-media-list.ts";
import { libraryQueue } from "./use-upload-queue.ts";

export interface MediaLibraryProps {
  filter: MediaFilter;
  onFilter: (filter: MediaFilter) => void;
  /** The first page of this filter, where the loader brought it. */
  initial?: z.infer<typeof mediaListOutput>;
}

/** Everything a workspace has uploaded: look, describe, delete, and drop more anywhere on the page. */
export function MediaLibrary({ filter, onFilter, initial }: MediaLibraryProps) {
  const { list, items } = useMediaList(filter, initial ? { initial } : {});
  const mayUpload = useMay("editor");
  const [openId, setOpenId] = useState<string | null>(null);
  const empty = !list.isPending && !list.isError && items.length === 0;
  return (
    <>
      {mayUpload ? <DropAnywhere /> : null}
      {mayUpload ? <UploadList queue={libraryQueue} /> : null}
      {empty && filter === "all" ? null : (
        <Group>
          <FilterControl value={filter} onChange={onFilter} />
        </Group>
      )}
      {list.isPending ? <MediaGridLoading /> : null}
      {list.isError ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : null}
      {empty ? <Empty filter={filter} mayUpload={mayUpload} /> : null}
      {items.length > 0 ? <Grid items={items} list={list} onOpen={setOpenId} /> : null}
      <MediaPanel media={items.find(({ id }) => id === openId) ?? null} onClose={() => setOpenId(null)} />
    </>
  );
}

interface GridProps {
  items: MediaOutput[];
  list: ReturnType<typeof useMediaList>["list"];
  onOpen: (mediaId: string) => void;
}

function Grid({ items, list, onOpen }: GridProps) {
  const { t } = useTranslation("common");
  return (
    <>
      <MediaGrid items={items} onOpen={({ id }) => onOpen(id)} />
      {list.hasNextPage ? (
        <Group justify="center">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t("loadMore")}
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function Empty({ filter, mayUpload }: { filter: MediaFilter; mayUpload: boolean }) {
  const { t } = useTranslation("media");
  if (filter !== "all") return <EmptyState icon={IconPhotoVideo} title={t(`emptyKind.${filter}`)} />;
  const action = mayUpload ? (
    <UploadButton variant="default" onFiles={(files) => libraryQueue.add(files)}>
      {t("drop.browse")}
    </UploadButton>
  ) : null;
  return (
    <EmptyState icon={IconPhotoVideo} title={t("empty")} action={action}>
      {t(mayUpload ? "emptyText" : "emptyViewer")}
    </EmptyState>
  );
}

/** Catches files dropped anywhere on the page. */
function DropAnywhere() {
  const { t } = useTranslation("media");
  return (
    <Dropzone.FullScreen
      active
      onDrop={(files) => libraryQueue.add(files)}
      inputProps={{ "aria-hidden": true, tabIndex: -1 }}
    >
      <div className={classes.dropAnywhere}>
        <IconUpload size={32} stroke={1.5} aria-hidden />
        {t("drop.release")}
      </div>
    </Dropzone.FullScreen>
  );
}
