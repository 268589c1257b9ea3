import { Button } from "@mantine/core";
import { IconPhotoSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MediaPicker } from "#app/features/media/media-picker.tsx";
import { MediaUploader } from "#app/features/media/media-uploader.tsx";
import { added, toPicked } from "#app/features/media/picked.ts";
import { useUploadQueue } from "#app/features/media/use-upload-queue.ts";
import type { MediaOutput } from "#server/features/media/schema.ts";
import { type DraftMedia, moveMedia, setMedia } from "./draft.ts";
import { MediaStrip } from "./media-strip.tsx";
import { Section } from "./section.tsx";
import type { ComposerState } from "./use-composer.ts";

/** Most files one post takes, whatever the network. */
const MOST = 35;

/** The post's media: drop or upload new files right here, or take some from the library. */
export function MediaSection({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const { draft, change, rules, locked } = composer;
  const without = (media: DraftMedia[], id: string) => media.filter((item) => item.id !== id);
  return (
    <Section title={t("media")}>
      <MediaStrip
        media={draft.media}
        disabled={locked}
        onMove={(id, by) => change((now) => moveMedia(now, id, by))}
        onRemove={(id) => change((now) => setMedia(now, without(now.media, id), rules))}
      />
      {locked ? null : <Additions composer={composer} />}
    </Section>
  );
}

/** Two ways to more media: files of this computer, and files of the library. */
function Additions({ composer: { draft, change, rules } }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const [choosing, setChoosing] = useState(false);
  const queue = useUploadQueue();
  const take = (uploaded: MediaOutput) => {
    const item = toPicked(uploaded);
    if (item) change((now) => setMedia(now, [...added(now.media, item, MOST)], rules));
  };
  return (
    <>
      <MediaUploader compact queue={queue} disabled={draft.media.length >= MOST} onUploaded={take} />
      <Button
        variant="subtle"
        size="compact-sm"
        mt="sm"
        leftSection={<IconPhotoSearch size={16} aria-hidden />}
        onClick={() => setChoosing(true)}
      >
        {t("fromLibrary")}
      </Button>
      <MediaPicker
        opened={choosing}
        chosen={draft.media}
        max={MOST}
        onClose={() => setChoosing(false)}
        onChange={(media) => change((now) => setMedia(now, media, rules))}
      />
    </>
  );
}
