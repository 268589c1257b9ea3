import { Anchor, Button, Group, SegmentedControl, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";
import { chooseKind, type DraftTarget, updateTarget } from "./draft.ts";
import { IssueList } from "./issue-list.tsx";
import { issuesAt, placeKey } from "./issues.ts";
import classes from "./target.module.css";
import { TargetMedia } from "./target-media.tsx";
import { OtherOptions, RequiredOptions } from "./target-options.tsx";
import { TextField } from "./text-field.tsx";
import { type ComposerState, rulesOf } from "./use-composer.ts";

export interface TargetProps {
  composer: ComposerState;
  target: DraftTarget;
  rules: PlatformRules;
}

/** What is particular to one account: the kind of post, its media, its own text, the network's choices. */
export function TargetPanel({ composer, target }: Omit<TargetProps, "rules">) {
  const rules = rulesOf(composer, target.platform);
  if (!rules) return <ConnectionIssues composer={composer} target={target} />;
  const props = { composer, target, rules };
  return (
    <div className={classes.panel}>
      <ConnectionIssues composer={composer} target={target} />
      <KindChoice {...props} />
      <TargetMedia {...props} />
      <RequiredOptions {...props} />
      <OwnText {...props} />
      <OtherOptions {...props} />
    </div>
  );
}

function ConnectionIssues({ composer, target: { connectionId } }: Omit<TargetProps, "rules">) {
  const { t } = useTranslation("composer");
  const place = { field: "connection", connectionId } as const;
  const issues = issuesAt(composer.autosave.issues, composer.draft, place);
  if (issues.length === 0) return null;
  return (
    <div data-place={placeKey(place)}>
      <IssueList issues={issues} attempted={composer.attempted} />
      <Anchor component={Link} to={paths.account(connectionId)} size="sm">
        {t("toAccount")}
      </Anchor>
    </div>
  );
}

function KindChoice({ composer, target, rules }: TargetProps) {
  const { t } = useTranslation(["composer", "platforms"]);
  const { connectionId, platform, kind } = target;
  const place = { field: "kind", connectionId } as const;
  const data = rules.kinds.map(({ id }) => ({ value: id, label: t(`platforms:${platform}.kind.${id}`) }));
  const hint = t(`platforms:${platform}.kindHint.${kind}`, { defaultValue: "" });
  return (
    <div data-place={placeKey(place)}>
      <Text component="h3" className={classes.label} id={`kind-${connectionId}`}>
        {t("kind")}
      </Text>
      <SegmentedControl
        data={data}
        value={kind}
        disabled={composer.locked}
        onChange={(chosen) => composer.change((now) => chooseKind(now, connectionId, chosen, rules))}
        aria-labelledby={`kind-${connectionId}`}
        className={classes.kinds ?? ""}
      />
      {hint ? (
        <Text size="xs" c="dimmed" mt={6}>
          {hint}
        </Text>
      ) : null}
      <IssueList
        issues={issuesAt(composer.autosave.issues, composer.draft, place)}
        attempted={composer.attempted}
      />
    </div>
  );
}

function OwnText({ composer, target, rules }: TargetProps) {
  const { t } = useTranslation("composer");
  const { connectionId, platform, text } = target;
  const { draft, change, locked, autosave, attempted } = composer;
  if (rules.kinds.find(({ id }) => id === target.kind)?.text === "unused")
    return (
      <Text size="sm" c="dimmed">
        {t("textUnused")}
      </Text>
    );
  const setText = (own: string | null) => change((now) => updateTarget(now, connectionId, { text: own }));
  const place = { field: "text", connectionId } as const;
  return (
    <div data-place={placeKey(place)}>
      <Group justify="space-between" gap="sm" mb={6}>
        <Text component="h3" className={classes.label} mb={0}>
          {t(text === null ? "followsText" : "ownText")}
        </Text>
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={locked}
          onClick={() => setText(text === null ? draft.text : null)}
        >
          {t(text === null ? "detach" : "reattach")}
        </Button>
      </Group>
      {text === null ? null : (
        <TextField
          label={t("ownText")}
          value={text}
          onChange={setText}
          counters={[{ platform, rules }]}
          disabled={locked}
        />
      )}
      <IssueList issues={issuesAt(autosave.issues, draft, place)} attempted={attempted} />
    </div>
  );
}
