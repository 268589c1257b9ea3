import { ActionIcon, Progress, Text, VisuallyHidden } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconRefresh, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clientErrorOf, useErrorText } from "#app/lib/client-error.ts";
import { HairlineList } from "#app/ui/states.tsx";
import { formatBytes, formatPercent } from "./format-media.ts";
import classes from "./media.module.css";
import type { UploadItem, UploadQueue } from "./upload-queue.ts";
import { useUploadHousekeeping, useUploads } from "./use-upload-queue.ts";

/** What becomes of each file: how far it is, and in plain words why it was not taken. */
export function UploadList({ queue }: { queue: UploadQueue }) {
  const { t } = useTranslation("media");
  const items = useUploads(queue);
  useUploadHousekeeping(queue, items);
  const done = items.filter(({ state }) => state.status === "done").length;
  return (
    <>
      <VisuallyHidden role="status">
        {items.length > 0 ? t("uploads.summary", { done, total: items.length }) : ""}
      </VisuallyHidden>
      {items.length > 0 ? (
        <HairlineList label={t("uploads.title")}>
          {items.map((item) => (
            <li key={item.id} className={classes.upload}>
              <UploadRow item={item} queue={queue} />
            </li>
          ))}
        </HairlineList>
      ) : null}
    </>
  );
}

function UploadRow({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const { i18n } = useTranslation("media");
  const { file } = item;
  return (
    <>
      <div className={classes.uploadWords}>
        <div className={classes.uploadHead}>
          <Text component="span" size="sm" fw={500} truncate>
            {file.name}
          </Text>
          <Text component="span" size="xs" c="dimmed" className="tabular">
            {formatBytes(file.size, i18n.language)}
          </Text>
        </div>
        <UploadStateLine item={item} />
      </div>
      <UploadActions item={item} queue={queue} />
    </>
  );
}

function UploadActions({ item: { id, file, state }, queue }: { item: UploadItem; queue: UploadQueue }) {
  const { t } = useTranslation("media");
  const failed = state.status === "failed";
  const retry = failed && isWorthRetrying(state.error) ? () => queue.retry(id) : null;
  const button = { variant: "subtle", color: "gray", size: 36 } as const;
  return (
    <>
      {retry ? (
        <ActionIcon {...button} aria-label={t("uploads.retry", { name: file.name })} onClick={retry}>
          <IconRefresh size={18} aria-hidden />
        </ActionIcon>
      ) : null}
      {state.status === "done" ? null : (
        <ActionIcon
          {...button}
          aria-label={t(failed ? "uploads.dismiss" : "uploads.cancel", { name: file.name })}
          onClick={() => queue.remove(id)}
        >
          <IconX size={18} aria-hidden />
        </ActionIcon>
      )}
    </>
  );
}

/** The same bytes are refused again; only what happened on the way is worth another try. */
function isWorthRetrying(error: unknown): boolean {
  const { code, params } = clientErrorOf(error);
  return code !== "FORBIDDEN" && (params.problem === undefined || params.problem === "incomplete");
}

function UploadStateLine({ item: { file, state } }: { item: UploadItem }) {
  const { t } = useTranslation("media");
  switch (state.status) {
    case "waiting":
      return (
        <Text size="xs" c="dimmed">
          {t("uploads.waiting")}
        </Text>
      );
    case "sending":
      return <UploadProgress name={file.name} fraction={state.fraction} />;
    case "checking":
      return <UploadProgress name={file.name} fraction="all" />;
    case "done":
      return (
        <span className={classes.uploadNote} data-tone="success">
          <IconCircleCheck size={14} aria-hidden />
          {t("uploads.done")}
        </span>
      );
    case "failed":
      return <UploadProblem error={state.error} />;
  }
}

/** `all`: everything is sent, and the server looks into the file. */
function UploadProgress({ name, fraction }: { name: string; fraction: number | "all" }) {
  const { t, i18n } = useTranslation("media");
  const checking = fraction === "all";
  const percent = checking ? 100 : Math.round(fraction * 100);
  return (
    <div className={classes.uploadProgress}>
      <Progress.Root size={4} className={classes.uploadBar ?? ""}>
        <Progress.Section value={percent} animated={checking} aria-label={t("uploads.progress", { name })} />
      </Progress.Root>
      <Text component="span" size="xs" c="dimmed" className="tabular">
        {checking ? t("uploads.checking") : formatPercent(percent / 100, i18n.language)}
      </Text>
    </div>
  );
}

function UploadProblem({ error }: { error: unknown }) {
  const { t } = useTranslation("media");
  const errorText = useErrorText();
  return (
    <span className={classes.uploadNote} data-tone="danger" role="alert">
      <IconAlertCircle size={14} aria-hidden />
      <span>
        <VisuallyHidden>{t("uploads.failed")}: </VisuallyHidden>
        {errorText(error)}
      </span>
    </span>
  );
}
