import { Anchor, Button, CopyButton, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload, IconExternalLink } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import { ErrorState, LoadingState } from "#app/ui/states.tsx";
import type { PostOutput, TargetOutput } from "#server/features/posts/schema.ts";
import classes from "./post.module.css";
import { useTargetDeed } from "./use-target-deed.ts";

/** A post on an account we do not send for: everything ready to copy, and the word of whoever sent it. */
export function ReadyToSend({ target, post }: { target: TargetOutput; post: PostOutput }) {
  const { t } = useTranslation("post");
  const trpc = useTRPC();
  const may = useMay("editor");
  const {
    data: task,
    isPending,
    error,
    refetch,
  } = useQuery(trpc.publishing.task.queryOptions({ targetId: target.id }, { retry: false }));
  const network = platformLabel(target.platform);
  if (isPending) return <LoadingState rows={2} height={40} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const media = task.mediaIds.flatMap((id) => post.media.find((item) => item.id === id) ?? []);
  return (
    <section className={classes.ready} aria-label={t("ready.title", { network })}>
      <Text fw={600}>{t("ready.title", { network })}</Text>
      <Text size="sm" c="dimmed">
        {t("ready.text")}
      </Text>
      {task.text === "" ? null : <Words text={task.text} />}
      <Options platform={target.platform} options={task.options} />
      {media.length === 0 ? null : (
        <ul className={classes.readyFiles}>
          {media.map((item, index) => (
            <li key={item.id}>
              <Button
                component="a"
                href={item.url}
                download
                variant="default"
                size="xs"
                leftSection={<IconDownload size={14} aria-hidden />}
              >
                {t("ready.file", { number: index + 1, count: media.length })}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Group gap="sm">
        <Anchor href={task.openUrl} target="_blank" rel="noreferrer" size="sm" fw={550}>
          {t("ready.open", { network })}{" "}
          <IconExternalLink size={14} style={{ verticalAlign: -2 }} aria-hidden />
        </Anchor>
      </Group>
      {may ? <Answer target={target} /> : null}
    </section>
  );
}

function Words({ text }: { text: string }) {
  const { t } = useTranslation("post");
  return (
    <div className={classes.readyText}>
      <p className={classes.text}>{text}</p>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            size="xs"
            variant="default"
            onClick={copy}
            aria-live="polite"
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          >
            {t(copied ? "ready.copied" : "ready.copy")}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

interface OptionsProps {
  platform: string;
  options: readonly { id: string; value: string | true }[];
}

/** What was chosen for this network, in words: a price, whom it is for. */
function Options({ platform, options }: OptionsProps) {
  const { t } = useTranslation(["platforms", "post"]);
  if (options.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {options.map(({ id, value }) => (
        <div key={id}>
          <dt>{t(`${platform}.option.${id}`, { defaultValue: id })}</dt>
          <dd>
            {value === true
              ? t("post:ready.yes")
              : t(`${platform}.value.${id}.${value}`, { defaultValue: value })}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Answer({ target }: { target: TargetOutput }) {
  const { t } = useTranslation("post");
  const [asked, setAsked] = useState<"sent" | "not-sent" | null>(null);
  const close = () => setAsked(null);
  return (
    <Group gap="sm">
      <Button size="sm" onClick={() => setAsked("sent")} leftSection={<IconCheck size={16} aria-hidden />}>
        {t("ready.sent")}
      </Button>
      <Button size="sm" variant="default" onClick={() => setAsked("not-sent")}>
        {t("ready.notSent")}
      </Button>
      {asked === "sent" ? <SentDialog target={target} onClose={close} /> : null}
      {asked === "not-sent" ? <NotSentDialog target={target} onClose={close} /> : null}
    </Group>
  );
}

interface DialogProps {
  target: TargetOutput;
  onClose: () => void;
}

function SentDialog({ target, onClose }: DialogProps) {
  const { t } = useTranslation(["post", "common"]);
  const trpc = useTRPC();
  const [url, setUrl] = useState("");
  const { mutate, isPending } = useMutation(
    trpc.publishing.confirmSent.mutationOptions(useTargetDeed(onClose)),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ targetId: target.id, ...(url.trim() ? { remoteUrl: url.trim() } : {}) });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("ready.sentTitle")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">{t("ready.sentText")}</Text>
          <TextInput
            label={`${t("settleUrl")} (${t("common:optional")})`}
            type="url"
            value={url}
            data-autofocus
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Buttons onClose={onClose} busy={isPending} label={t("ready.sent")} />
        </Stack>
      </form>
    </Modal>
  );
}

function NotSentDialog({ target, onClose }: DialogProps) {
  const { t } = useTranslation(["post", "common"]);
  const trpc = useTRPC();
  const [reason, setReason] = useState("");
  const { mutate, isPending } = useMutation(trpc.publishing.notSent.mutationOptions(useTargetDeed(onClose)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ targetId: target.id, reason });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("ready.notSentTitle")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">{t("ready.notSentText")}</Text>
          <Textarea
            label={`${t("ready.reason")} (${t("common:optional")})`}
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Buttons onClose={onClose} busy={isPending} label={t("ready.notSent")} />
        </Stack>
      </form>
    </Modal>
  );
}

function Buttons({ onClose, busy, label }: { onClose: () => void; busy: boolean; label: string }) {
  const { t } = useTranslation("common");
  return (
    <Group justify="flex-end" gap="sm">
      <Button variant="default" onClick={onClose}>
        {t("cancel")}
      </Button>
      <Button type="submit" loading={busy}>
        {label}
      </Button>
    </Group>
  );
}
