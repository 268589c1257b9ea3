import { Button, Text } from "@mantine/core";
import { IconArrowForwardUp } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import { toInstant, toWallClock } from "./draft.ts";
import classes from "./schedule.module.css";
import { handleOf } from "./targets-section.tsx";
import type { ComposerState } from "./use-composer.ts";
import { useZonedTime } from "./use-zoned-time.ts";

/** How much each account still takes around the chosen time; silent for networks that document no quota. */
export function QuotaNotes({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const trpc = useTRPC();
  const { now, duration } = useTimes();
  const { draft, autosave, locked } = composer;
  const connectionIds = draft.targets.map(({ connectionId }) => connectionId).sort();
  const at = draft.at ? toInstant(draft.at, draft.timeZone) : wholeMinute(now);
  const { data } = useQuery({
    ...trpc.quota.at.queryOptions({ connectionIds, at, postId: autosave.saved.postId }),
    enabled: connectionIds.length > 0 && !locked && draft.repeat === null,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
  const shown = data?.connections.filter(({ connectionId }) => connectionIds.includes(connectionId)) ?? [];
  if (shown.length === 0 || locked || draft.repeat) return null;
  return (
    <ul className={classes.quotas} aria-label={t("quota.title")}>
      {shown.map(({ connectionId, left, limit, windowMs, source }) => (
        <li key={connectionId} data-full={left === 0 || undefined}>
          <PlatformMark
            platform={draft.targets.find((each) => each.connectionId === connectionId)?.platform ?? ""}
            size={13}
          />
          <Text component="span" size="xs" title={t(`quota.source.${source}`)}>
            {t("quota.left", {
              handle: handleOf(composer, connectionId),
              ...{ left, limit, window: duration(windowMs) },
            })}
          </Text>
        </li>
      ))}
    </ul>
  );
}

/** Without a chosen time it is about now; asked once a minute, not with every tick of the clock. */
const wholeMinute = (now: Date): Date => new Date(Math.ceil(now.getTime() / 60_000) * 60_000);

/** Where a quota is full: the next time that is allowed, one click away. Nothing is moved without it. */
export function QuotaOffer({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const { draft, autosave, change, locked } = composer;
  const words = useZonedTime(draft.timeZone);
  const offers = autosave.issues.flatMap(({ code, params }) =>
    code === "quota.full" && typeof params.nextAt === "string" ? [params.nextAt] : [],
  );
  const last = offers.sort().at(-1);
  if (!last || locked) return null;
  const nextAt = new Date(last);
  return (
    <Button
      mt="sm"
      variant="light"
      size="compact-md"
      leftSection={<IconArrowForwardUp size={16} aria-hidden />}
      onClick={() => change((now) => ({ ...now, at: toWallClock(nextAt, now.timeZone) }))}
    >
      {t("quota.use", { time: words(nextAt) })}
    </Button>
  );
}
