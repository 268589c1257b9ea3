import { Button, FileButton, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconPhotoVideo, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { MAX_IMAGE_BYTES, MAX_UPLOAD_BYTES, type MediaOutput } from "#server/features/media/schema.ts";
import classes from "./media.module.css";
import { ACCEPT } from "./precheck.ts";
import { UploadList } from "./upload-list.tsx";
import type { UploadQueue } from "./upload-queue.ts";

export interface MediaUploaderProps {
  /** `useUploadQueue()` for uploads that belong to this place, or one that outlives it. */
  queue: UploadQueue;
  /** Called for each file that is in the library now, in the order they got there. */
  onUploaded?: (media: MediaOutput) => void;
  /** One line instead of a field; for dialogs. */
  compact?: boolean;
  disabled?: boolean;
}

/** A field to drop files on, a button for everyone else, and what becomes of each file. */
export function MediaUploader({ queue, onUploaded, compact = false, disabled = false }: MediaUploaderProps) {
  const { t } = useTranslation("media");
  const add = (files: File[]) => queue.add(files, onUploaded);
  return (
    <div className={classes.uploader}>
      <Dropzone
        onDrop={add}
        activateOnClick={false}
        activateOnKeyboard={false}
        disabled={disabled}
        className={classes.dropzone ?? ""}
        data-compact={compact || undefined}
        // The button inside is what keyboards and screen readers use; the field only catches what is dropped.
        tabIndex={-1}
        inputProps={{ "aria-hidden": true, tabIndex: -1 }}
      >
        <span className={classes.dropIcon}>
          <Dropzone.Accept>
            <IconUpload size={22} stroke={1.7} aria-hidden />
          </Dropzone.Accept>
          <Dropzone.Idle>
            <IconPhotoVideo size={22} stroke={1.7} aria-hidden />
          </Dropzone.Idle>
        </span>
        <span className={classes.dropWords}>
          <Text component="span" fw={600}>
            {t("drop.title")}
          </Text>
          <Text component="span" size="xs" c="dimmed">
            <Formats />
          </Text>
        </span>
        <UploadButton onFiles={add} disabled={disabled} variant="default">
          {t("drop.browse")}
        </UploadButton>
      </Dropzone>
      <UploadList queue={queue} />
    </div>
  );
}

function Formats() {
  const { t } = useTranslation("media");
  const MIB = 1_048_576;
  return t("drop.formats", { imageMb: MAX_IMAGE_BYTES / MIB, videoGb: MAX_UPLOAD_BYTES / MIB / 1024 });
}

export interface UploadButtonProps {
  onFiles: (files: File[]) => void;
  children: string;
  variant?: "filled" | "default";
  disabled?: boolean;
}

/** Opens the file dialog, filtered to what the networks take. */
export function UploadButton({ onFiles, children, variant = "filled", disabled = false }: UploadButtonProps) {
  return (
    <FileButton multiple accept={ACCEPT} onChange={onFiles} disabled={disabled}>
      {(props) => (
        <Button
          {...props}
          variant={variant}
          disabled={disabled}
          className={classes.dropButton ?? ""}
          leftSection={<IconUpload size={16} aria-hidden />}
        >
          {children}
        </Button>
      )}
    </FileButton>
  );
}
