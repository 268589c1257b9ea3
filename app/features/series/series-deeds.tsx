import { Button, Group, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { SeriesOutput } from "#server/features/series/schema.ts";

/** Edit, pause or go on, end. Only what is still to come is touched. */
export function SeriesDeeds({ series }: { series: SeriesOutput }) {
  const { t } = useTranslation("series");
  const { pause, resume, end } = useDeeds(series.id);
  const [asking, setAsking] = useState(false);
  const paused = series.status === "paused";
  return (
    <Group gap="sm">
      <Button
        component={Link}
        to={paths.editSeries(series.id)}
        variant="default"
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        {t("edit")}
      </Button>
      <Button
        variant="default"
        loading={pause.isPending || resume.isPending}
        leftSection={
          paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
        }
        onClick={() => (paused ? resume : pause).mutate({ seriesId: series.id })}
      >
        {t(paused ? "resume" : "pause")}
      </Button>
      <Button
        variant="default"
        color="red"
        loading={end.isPending}
        leftSection={<IconPlayerStop size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("end")}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("endTitle")}
        confirmLabel={t("end")}
        onConfirm={() => {
          setAsking(false);
          end.mutate({ seriesId: series.id });
        }}
      >
        <Text>{t("endText")}</Text>
      </ConfirmDialog>
    </Group>
  );
}

/** The three calls; every list of series and posts is asked anew afterwards. */
function useDeeds(seriesId: string) {
  const { t } = useTranslation("series");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const told = (message: string) => ({
    onSuccess: () => toasts.done(message),
    onError: (error: unknown) => toasts.failed(error),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: trpc.series.get.queryKey({ seriesId }) }),
        queries.invalidateQueries({ queryKey: trpc.series.list.pathKey() }),
        queries.invalidateQueries({ queryKey: trpc.posts.pathKey() }),
      ]),
  });
  return {
    pause: useMutation(trpc.series.pause.mutationOptions(told(t("pausedDone")))),
    resume: useMutation(trpc.series.resume.mutationOptions(told(t("resumedDone")))),
    end: useMutation(trpc.series.end.mutationOptions(told(t("endedDone")))),
  };
}
