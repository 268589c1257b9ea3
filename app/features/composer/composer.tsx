import { Alert, Button, Group, Menu, SegmentedControl, Stack, Text } from "@mantine/core";
import { useNavigate, useSearchParams } from "@remix-run/react";
import { IconCalendarCheck, IconChevronDown, IconPhotoPlus, IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { MediaPicker } from "#app/features/media/media-picker.tsx";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import type { Issue, PostOutput } from "#server/features/posts/schema.ts";
import { ChannelPicker } from "./channel-picker.tsx";
import classes from "./composer.module.css";
import { ConflictAlert, RestoreAlert } from "./composer-alerts.tsx";
import {
  addTarget,
  chooseKind,
  type Draft,
  type DraftTarget,
  isWorthSaving,
  moveMedia,
  type RulesByPlatform,
  removeTarget,
  setMedia,
  textFor,
  toInstant,
  updateTarget,
} from "./draft.ts";
import { IssueList } from "./issue-list.tsx";
import { MediaStrip } from "./media-strip.tsx";
import { Preview } from "./preview.tsx";
import { SaveStatus } from "./save-status.tsx";
import { ScheduleField } from "./schedule-field.tsx";
import { TargetEditor } from "./target-editor.tsx";
import { TextField } from "./text-field.tsx";
import { useAutosave } from "./use-autosave.ts";

export interface ComposerProps {
  post: PostOutput | null;
  initialIssues: Issue[];
  initialDraft: Draft;
  connections: ConnectionOutput[];
  rules: RulesByPlatform;
}

/** Writes one post for several accounts: one text, own words where wanted, a preview of each, a time. */
export function Composer({ post, initialIssues, initialDraft, connections, rules }: ComposerProps) {
  const { t } = useTranslation("composer");
  const [draft, setDraft] = useState(initialDraft);
  const [active, setActive] = useState<string | null>(initialDraft.targets[0]?.connectionId ?? null);
  const planned = post !== null && post.state !== "draft";
  const disabled = post !== null && !post.editable;
  const autosave = useAutosave(
    draft,
    { postId: post?.id ?? null, revision: post?.revision ?? null },
    initialIssues,
    !planned && !disabled,
  );
  useAddress(autosave.saved.postId);
  const publishing = useScheduling(draft, autosave, planned);
  const target = draft.targets.find((each) => each.connectionId === active) ?? draft.targets[0];
  const shared = draft.targets.filter((each) => each.text === null && rules[each.platform]);
  return (
    <>
      <RestoreAlert saved={autosave.saved} onRestore={setDraft} />
      {autosave.state === "conflict" ? <ConflictAlert autosave={autosave} /> : null}
      {disabled ? (
        <Alert color="gray" mb="md">
          {t("notEditable")}
        </Alert>
      ) : null}
      <div className={classes.layout}>
        <div>
          <section className={classes.section}>
            <h2 className={classes.sectionTitle}>{t("channels")}</h2>
            <ChannelPicker
              connections={connections}
              selected={draft.targets.map((each) => each.connectionId)}
              disabled={disabled}
              onToggle={(connection, on) => {
                const own = rules[connection.platform]?.rules;
                if (!own) return;
                setDraft((now) => (on ? addTarget(now, connection, own) : removeTarget(now, connection.id)));
                if (on) setActive(connection.id);
              }}
            />
          </section>
          <section className={classes.section}>
            <TextField
              label={t("text")}
              value={draft.text}
              onChange={(text) => setDraft((now) => ({ ...now, text }))}
              counters={uniqueCounters(shared, rules)}
              disabled={disabled}
              autoFocus
            />
          </section>
          <MediaSection draft={draft} rules={rules} disabled={disabled} onChange={setDraft} />
          {draft.targets.length > 0 ? (
            <section className={classes.section}>
              <h2 className={classes.sectionTitle}>{t("perChannel")}</h2>
              <TargetTabs
                targets={draft.targets}
                connections={connections}
                active={target?.connectionId ?? null}
                onChange={setActive}
              />
              {target && rules[target.platform] ? (
                <TargetForm
                  key={target.connectionId}
                  draft={draft}
                  target={target}
                  rules={rules}
                  disabled={disabled}
                  onChange={setDraft}
                />
              ) : null}
            </section>
          ) : null}
          <section className={classes.section}>
            <ScheduleField
              value={draft.at}
              timeZone={draft.timeZone}
              disabled={disabled}
              onChange={(at) => setDraft((now) => ({ ...now, at }))}
            />
          </section>
          <section className={classes.section} hidden={autosave.issues.length === 0}>
            <h2 className={classes.sectionTitle}>{t("beforeItGoesOut")}</h2>
            <Issues issues={autosave.issues} connections={connections} />
          </section>
        </div>
        <aside className={classes.aside} aria-label={t("preview")}>
          <h2 className={classes.sectionTitle}>{t("preview")}</h2>
          <PreviewPane draft={draft} target={target} connections={connections} />
        </aside>
      </div>
      <footer className={classes.footer}>
        <SaveStatus state={autosave.state} savedAt={autosave.savedAt} />
        <Actions
          draft={draft}
          disabled={disabled || draft.targets.length === 0}
          busy={publishing.busy}
          planned={planned}
          canSave={!disabled && isWorthSaving(draft)}
          onSave={publishing.save}
          onSchedule={publishing.schedule}
        />
      </footer>
    </>
  );
}

/** One counter per network, however many of its accounts share the text. */
function uniqueCounters(targets: DraftTarget[], rules: RulesByPlatform) {
  return [...new Set(targets.map((each) => each.platform))].flatMap((platform) => {
    const own = rules[platform];
    return own ? [{ platform, rule: own.rules.text }] : [];
  });
}

/** The address names the draft as soon as it is stored, so that a reload comes back to it. */
function useAddress(postId: string | null): void {
  const [search, setSearch] = useSearchParams();
  useEffect(() => {
    if (postId && search.get("post") !== postId)
      setSearch({ post: postId }, { replace: true, preventScrollReset: true });
  }, [postId, search, setSearch]);
}

/** Stores what is on screen, then plans it; issues keep the post a draft and are shown. */
function useScheduling(draft: Draft, autosave: ReturnType<typeof useAutosave>, planned: boolean) {
  const trpc = useTRPC();
  const navigate = useNavigate();
  const toasts = useToasts();
  const times = useTimes();
  const { t } = useTranslation("composer");
  const scheduling = useMutation(trpc.posts.schedule.mutationOptions());
  const rescheduling = useMutation(trpc.posts.reschedule.mutationOptions());
  const [busy, setBusy] = useState(false);
  const during = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toasts.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    save: () =>
      during(async () => {
        const stored = await autosave.flush();
        if (!stored) return;
        const at = draft.at ? toInstant(draft.at, draft.timeZone) : null;
        if (planned && at && stored.scheduledAt && at.getTime() !== stored.scheduledAt.getTime())
          autosave.adopt(await rescheduling.mutateAsync({ postId: stored.id, scheduledAt: at }), []);
        toasts.done(t("saved"));
      }),
    schedule: (now: boolean) =>
      during(async () => {
        const stored = await autosave.flush();
        if (!stored) return;
        const scheduledAt = now || !draft.at ? new Date() : toInstant(draft.at, draft.timeZone);
        const answer = await scheduling.mutateAsync({
          postId: stored.id,
          revision: stored.revision,
          scheduledAt,
        });
        autosave.adopt(answer.post, answer.issues);
        if (answer.post.state === "draft") return;
        toasts.done(now ? t("onItsWay") : t("scheduledFor", { time: times.dateTime(scheduledAt) }));
        navigate(paths.post(answer.post.id));
      }),
  };
}

interface SectionProps {
  draft: Draft;
  rules: RulesByPlatform;
  disabled: boolean;
  onChange: (change: (now: Draft) => Draft) => void;
}

function MediaSection({ draft, rules, disabled, onChange }: SectionProps) {
  const { t } = useTranslation("composer");
  const [choosing, setChoosing] = useState(false);
  return (
    <section className={classes.section}>
      <h2 className={classes.sectionTitle}>{t("media")}</h2>
      <MediaStrip
        media={draft.media}
        disabled={disabled}
        onMove={(id, by) => onChange((now) => moveMedia(now, id, by))}
        onRemove={(id) =>
          onChange((now) =>
            setMedia(
              now,
              now.media.filter((item) => item.id !== id),
              rules,
            ),
          )
        }
      />
      <Button
        variant="default"
        leftSection={<IconPhotoPlus size={16} aria-hidden />}
        disabled={disabled}
        onClick={() => setChoosing(true)}
      >
        {t("addMedia")}
      </Button>
      <MediaPicker
        opened={choosing}
        chosen={draft.media}
        onClose={() => setChoosing(false)}
        onChange={(media) => onChange((now) => setMedia(now, media, rules))}
      />
    </section>
  );
}

function TargetForm({ draft, target, rules, disabled, onChange }: SectionProps & { target: DraftTarget }) {
  const own = rules[target.platform]?.rules;
  if (!own) return null;
  const { connectionId } = target;
  return (
    <TargetEditor
      draft={draft}
      target={target}
      rules={own}
      disabled={disabled}
      onKind={(kind) => onChange((now) => chooseKind(now, connectionId, kind, own))}
      onText={(text) => onChange((now) => updateTarget(now, connectionId, { text }))}
      onOption={(id, value) =>
        onChange((now) => {
          const current = now.targets.find((each) => each.connectionId === connectionId);
          return current
            ? updateTarget(now, connectionId, { options: { ...current.options, [id]: value } })
            : now;
        })
      }
    />
  );
}

interface TargetTabsProps {
  targets: DraftTarget[];
  connections: ConnectionOutput[];
  active: string | null;
  onChange: (connectionId: string) => void;
}

function TargetTabs({ targets, connections, active, onChange }: TargetTabsProps) {
  const { t } = useTranslation("composer");
  if (targets.length < 2) return null;
  return (
    <SegmentedControl
      mb="md"
      aria-label={t("perChannel")}
      value={active ?? ""}
      onChange={onChange}
      data={targets.map((each) => ({
        value: each.connectionId,
        label: `${platformLabel(each.platform)} · ${
          connections.find((connection) => connection.id === each.connectionId)?.handle ?? ""
        }`,
      }))}
      styles={{ root: { flexWrap: "wrap" } }}
    />
  );
}

function Issues({ issues, connections }: { issues: Issue[]; connections: ConnectionOutput[] }) {
  const { t } = useTranslation("composer");
  const groups = [...new Set(issues.map((issue) => issue.connectionId))];
  return (
    <Stack gap="md">
      {groups.map((connectionId) => {
        const connection = connections.find((each) => each.id === connectionId);
        const label = connection
          ? `${platformLabel(connection.platform)} · @${connection.handle}`
          : t("wholePost");
        return (
          <div key={connectionId ?? "post"}>
            <Text size="sm" fw={550} mb={4}>
              {label}
            </Text>
            <IssueList issues={issues.filter((issue) => issue.connectionId === connectionId)} label={label} />
          </div>
        );
      })}
    </Stack>
  );
}

interface PreviewPaneProps {
  draft: Draft;
  target: DraftTarget | undefined;
  connections: ConnectionOutput[];
}

function PreviewPane({ draft, target, connections }: PreviewPaneProps) {
  const { t } = useTranslation("composer");
  const connection = connections.find((each) => each.id === target?.connectionId);
  if (!target || !connection)
    return (
      <Text size="sm" c="dimmed">
        {t("previewEmpty")}
      </Text>
    );
  return (
    <Preview
      connection={connection}
      kind={target.kind}
      text={textFor(draft, target)}
      media={draft.media}
      options={target.options}
    />
  );
}

interface ActionsProps {
  draft: Draft;
  disabled: boolean;
  busy: boolean;
  planned: boolean;
  canSave: boolean;
  onSave: () => void;
  onSchedule: (now: boolean) => void;
}

function Actions({ draft, disabled, busy, planned, canSave, onSave, onSchedule }: ActionsProps) {
  const { t } = useTranslation("composer");
  return (
    <Group gap="sm" style={{ flex: "0 1 auto" }}>
      <Button variant="default" onClick={onSave} disabled={!canSave} loading={busy}>
        {planned ? t("saveChanges") : t("saveDraft")}
      </Button>
      <Menu position="top-end">
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<IconChevronDown size={14} aria-hidden />}
            disabled={disabled || busy}
          >
            {t("more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconSend size={15} aria-hidden />} onClick={() => onSchedule(true)}>
            {t("publishNow")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        leftSection={<IconCalendarCheck size={16} aria-hidden />}
        disabled={disabled || !draft.at}
        loading={busy}
        onClick={() => onSchedule(false)}
      >
        {t("schedule")}
      </Button>
    </Group>
  );
}
