import { Anchor, Button, Drawer, Group, Text, Textarea } from "@mantine/core";
import { IconExternalLink, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { Time } from "#app/ui/time.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { MediaOutput } from "#server/features/media/schema.ts";
import { formatBytes, formatLength } from "./format-media.ts";
import classes from "./media.module.css";

export interface MediaPanelProps {
  /** null: closed. */
  media: MediaOutput | null;
  onClose: () => void;
}

/** Everything about one file, and what can be done with it. */
export function MediaPanel({ media, onClose }: MediaPanelProps) {
  const { t } = useTranslation(["media", "common"]);
  return (
    <Drawer
      opened={media !== null}
      onClose={onClose}
      position="right"
      size="min(440px, 100%)"
      title={t("panel")}
      transitionProps={{ duration: 120 }}
      styles={{ title: { fontWeight: 600 } }}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {media ? <Details key={media.id} media={media} onClose={onClose} /> : null}
    </Drawer>
  );
}

function Details({ media, onClose }: { media: MediaOutput; onClose: () => void }) {
  const { t } = useTranslation("media");
  const mayEdit = useMay("editor");
  const remove = useRemoval(media, onClose);
  return (
    <div className={classes.details}>
      {media.kind === "video" ? (
        // biome-ignore lint/a11y/useMediaCaption: a creator's own raw clip has no captions yet
        <video src={media.url} controls playsInline preload="metadata" className={classes.preview} />
      ) : (
        <img src={media.url} alt={media.altText} className={classes.preview} />
      )}
      <h2 className={classes.name}>{media.originalName}</h2>
      <Facts media={media} />
      {mayEdit ? <AltText media={media} /> : null}
      <Group justify="space-between" mt="md">
        <Anchor href={media.url} target="_blank" rel="noreferrer" size="sm">
          <Group component="span" gap={6}>
            <IconExternalLink size={16} aria-hidden />
            {t("download")}
          </Group>
        </Anchor>
        {mayEdit ? (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            loading={remove.isPending}
            onClick={() => remove.mutate({ mediaId: media.id })}
          >
            {t("remove")}
          </Button>
        ) : null}
      </Group>
    </div>
  );
}

function Facts({ media }: { media: MediaOutput }) {
  const { t, i18n } = useTranslation("media");
  const facts: [string, ReactNode][] = [
    ["type", media.contentType?.split("/")[1]?.toUpperCase().replace("QUICKTIME", "MOV")],
    ["size", media.bytes === null ? null : formatBytes(media.bytes, i18n.language)],
    ["dimensions", media.width === null ? null : `${media.width} × ${media.height}`],
    ["duration", media.durationMs === null ? null : formatLength(media.durationMs)],
    ["frameRate", media.frameRate === null ? null : t("facts.fps", { rate: Math.round(media.frameRate) })],
    ["codec", media.codec?.toUpperCase()],
    ["used", t("usedBy", { count: media.usedBy })],
    ["uploaded", <Time key="uploaded" at={media.createdAt} format="relative" />],
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{t(`facts.${name}`)}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function AltText({ media }: { media: MediaOutput }) {
  const { t } = useTranslation("media");
  const [saved, setSaved] = useState(media.altText);
  const [text, setText] = useState(media.altText);
  const update = useAltTextUpdate((altText) => {
    setSaved(altText);
    setText(altText);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ mediaId: media.id, altText: text });
  };
  return (
    <form onSubmit={submit}>
      <Textarea
        label={t("altText")}
        description={t("altTextHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={1000}
      />
      <Group justify="flex-end" mt="sm">
        <Text size="sm" c="dimmed" role="status">
          {update.isSuccess && text.trim() === saved ? t("saved") : ""}
        </Text>
        <Button type="submit" variant="default" disabled={text.trim() === saved} loading={update.isPending}>
          {t("saveAltText")}
        </Button>
      </Group>
    </form>
  );
}

function useAltTextUpdate(onSaved: (altText: string) => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  return useMutation(
    trpc.media.update.mutationOptions({
      onSuccess: ({ altText }) => onSaved(altText),
      onError: (error) => toasts.failed(error),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.media.pathKey() }),
    }),
  );
}

/** Deletes, with the way back in the toast. */
function useRemoval(media: MediaOutput, onDone: () => void) {
  const { t } = useTranslation("media");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.media.pathKey() });
  const name = media.originalName;
  const restore = useMutation(
    trpc.media.restore.mutationOptions({
      onSuccess: () => toasts.done(t("restored", { name })),
      onError: (error) => toasts.failed(error),
      onSettled,
    }),
  );
  return useMutation(
    trpc.media.remove.mutationOptions({
      onSuccess: (_nothing, { mediaId }) => {
        onDone();
        toasts.done(t("removed", { name }), () => restore.mutate({ mediaId }));
      },
      onError: (error) => toasts.failed(error),
      onSettled,
    }),
  );
}
