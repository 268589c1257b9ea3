import { Button, Group, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MediaKind } from "#server/platforms/rules.ts";
import { chooseMedia, fittingParts, mediaFor } from "./draft.ts";
import { IssueList } from "./issue-list.tsx";
import { issuesAt, placeKey } from "./issues.ts";
import classes from "./target.module.css";
import type { TargetProps } from "./target-panel.tsx";
import { Thumbnail } from "./thumbnail.tsx";

/** Which of the post's media go to this account: all of them, until the person takes some out. */
export function TargetMedia({ composer, target, rules }: TargetProps) {
  const { t } = useTranslation("composer");
  const { draft, autosave, attempted, locked } = composer;
  const place = { field: "media", connectionId: target.connectionId } as const;
  const issues = issuesAt(autosave.issues, draft, place);
  const choice = draft.media.length > 1 || target.mediaIds !== null;
  const choose = (ids: string[] | null) =>
    composer.change((now) => chooseMedia(now, target.connectionId, ids, rules));
  return (
    <div data-place={placeKey(place)}>
      {choice || issues.length > 0 ? (
        <>
          <Group justify="space-between" gap="sm" mb={6}>
            <Text component="h3" className={classes.label} mb={0}>
              {t(choice && target.mediaIds === null ? "mediaAll" : "mediaSome")}
            </Text>
            {target.mediaIds === null ? null : (
              <Button variant="subtle" size="compact-sm" disabled={locked} onClick={() => choose(null)}>
                {t("mediaUseAll")}
              </Button>
            )}
          </Group>
          {choice ? <MediaToggles composer={composer} target={target} onChoose={choose} /> : null}
        </>
      ) : null}
      <IssueList issues={issues} attempted={attempted} />
      <Parts kinds={locked ? [] : fittingParts(draft, target, rules)} composer={composer} onChoose={choose} />
    </div>
  );
}

interface TogglesProps extends Pick<TargetProps, "composer" | "target"> {
  onChoose: (ids: string[]) => void;
}

function MediaToggles({ composer: { draft, locked }, target, onChoose }: TogglesProps) {
  const { t } = useTranslation("composer");
  const chosen = mediaFor(draft, target).map(({ id }) => id);
  return (
    <ul className={classes.toggles} aria-label={t("mediaForAccount")}>
      {draft.media.map((item, index) => {
        const on = chosen.includes(item.id);
        return (
          <li key={item.id}>
            <button
              type="button"
              className={classes.toggle}
              aria-pressed={on}
              aria-label={t(item.kind === "video" ? "itemVideo" : "itemPhoto", { position: index + 1 })}
              disabled={locked}
              onClick={() => onChoose(on ? chosen.filter((id) => id !== item.id) : [...chosen, item.id])}
            >
              <Thumbnail item={item} />
              <span className={classes.toggleSign} aria-hidden>
                {on ? <IconCheck size={12} stroke={3} /> : null}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface PartsProps extends Pick<TargetProps, "composer"> {
  kinds: MediaKind[];
  onChoose: (ids: string[]) => void;
}

/** Where the network does not take the post's media together: one click for the part that it does take. */
function Parts({ kinds, composer: { draft }, onChoose }: PartsProps) {
  const { t } = useTranslation("composer");
  if (kinds.length === 0) return null;
  return (
    <Group gap="sm" mt="sm">
      {kinds.map((kind) => {
        const part = draft.media.filter((item) => item.kind === kind);
        return (
          <Button
            key={kind}
            variant="light"
            size="compact-sm"
            onClick={() => onChoose(part.map(({ id }) => id))}
          >
            {t(kind === "video" ? "onlyVideo" : "onlyPhotos", { count: part.length })}
          </Button>
        );
      })}
    </Group>
  );
}
