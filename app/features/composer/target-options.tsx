import { Alert, Button, Skeleton, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useErrorText } from "#app/lib/client-error.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import type { composeOptionsOutput } from "#server/features/accounts/schema.ts";
import type { OptionRule, PlatformRules } from "#server/platforms/rules.ts";
import { type DraftTarget, updateTarget } from "./draft.ts";
import { issuesAt, placeKey } from "./issues.ts";
import { OptionField } from "./option-field.tsx";
import classes from "./target.module.css";
import type { TargetProps } from "./target-panel.tsx";

type LiveOptions = z.infer<typeof composeOptionsOutput>;

const fromAccount = (rule: OptionRule): boolean =>
  (rule.type === "select" && rule.values === "account") ||
  (rule.type === "text" && rule.suggest === "account");
const isRequired = (rule: OptionRule): boolean => rule.type !== "toggle" && rule.required;

/** What the network demands of every post; nothing is chosen for the person. */
export function RequiredOptions({ composer, target, rules }: TargetProps) {
  const { t } = useTranslation("composer");
  const errorText = useErrorText();
  const required = optionsOf(rules, target.kind).filter(isRequired);
  const live = useLiveOptions(target, rules, required.some(fromAccount));
  if (live.isError)
    return (
      <Alert color="orange">
        {errorText(live.error)}{" "}
        <Button variant="subtle" size="compact-sm" onClick={() => live.refetch()}>
          {t("askAgain")}
        </Button>
      </Alert>
    );
  return required.map((rule) =>
    rule.type === "select" && fromAccount(rule) && !live.data ? (
      <Skeleton key={rule.id} height={84} />
    ) : (
      <Option key={rule.id} composer={composer} target={target} rule={rule} live={live.data} />
    ),
  );
}

/** What may be left alone: texts, then switches, and how many posts the account has left. */
export function OtherOptions({ composer, target, rules }: TargetProps) {
  const others = optionsOf(rules, target.kind).filter((rule) => !isRequired(rule));
  const live = useLiveOptions(target, rules, true);
  const field = (rule: OptionRule) => (
    <Option key={rule.id} composer={composer} target={target} rule={rule} live={live.data} />
  );
  return (
    <>
      <div className={classes.options}>{others.filter(({ type }) => type !== "toggle").map(field)}</div>
      <div className={classes.options}>{others.filter(({ type }) => type === "toggle").map(field)}</div>
      <Quota quota={live.data?.quota} />
    </>
  );
}

const optionsOf = ({ options }: PlatformRules, kind: string): OptionRule[] =>
  options.filter((rule) => !rule.kinds || rule.kinds.includes(kind));

/** Longer than between two keystrokes: a name is asked for when it is written. */
const PAUSE_MS = 400;

const dependsOn = (rule: OptionRule): readonly string[] => (rule.type === "select" && rule.dependsOn) || [];

/** What is chosen of the options that others depend on. */
function decisive(rules: PlatformRules, options: DraftTarget["options"]): Record<string, string> {
  const names = new Set(rules.options.flatMap(dependsOn));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = options[name];
      return typeof value === "string" && value !== "" ? [[name, value]] : [];
    }),
  );
}

/** What the account itself allows right now, given what is chosen already, and how many posts it has left. */
function useLiveOptions({ connectionId, options }: DraftTarget, rules: PlatformRules, wanted: boolean) {
  const trpc = useTRPC();
  const [asked] = useDebouncedValue(JSON.stringify(decisive(rules, options)), PAUSE_MS);
  const chosen = JSON.parse(asked) as Record<string, string>;
  const input = { connectionId, ...(Object.keys(chosen).length > 0 ? { chosen } : {}) };
  return useQuery({
    ...trpc.accounts.composeOptions.queryOptions(input),
    enabled: wanted,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** The first option that has to be chosen before this one, in words; undefined when all are. */
function useWaitsFor(rule: OptionRule, { platform, options }: DraftTarget): string | undefined {
  const { t } = useTranslation(["composer", "platforms"]);
  const missing = dependsOn(rule).find((name) => !options[name]);
  return missing ? t("chooseFirst", { option: t(`platforms:${platform}.option.${missing}`) }) : undefined;
}

interface OptionProps extends Pick<TargetProps, "composer" | "target"> {
  rule: OptionRule;
  live: LiveOptions | undefined;
}

function Option({ composer, target, rule, live }: OptionProps) {
  const { connectionId } = target;
  const place = { field: "options", connectionId, option: rule.id } as const;
  const waitsFor = useWaitsFor(rule, target);
  return (
    <div data-place={placeKey(place)}>
      <OptionField
        rule={rule}
        platform={target.platform}
        value={target.options[rule.id]}
        values={live?.options[rule.id]}
        waitsFor={waitsFor}
        issues={issuesAt(composer.autosave.issues, composer.draft, place)}
        attempted={composer.attempted}
        disabled={composer.locked}
        onChange={(value) =>
          composer.change((now) => {
            const current = now.targets.find((each) => each.connectionId === connectionId);
            if (!current) return now;
            return updateTarget(now, connectionId, { options: { ...current.options, [rule.id]: value } });
          })
        }
      />
    </div>
  );
}

function Quota({ quota }: { quota: { used: number; limit: number } | null | undefined }) {
  const { t } = useTranslation("composer");
  if (!quota) return null;
  return (
    <Text size="xs" c="dimmed">
      {t("quotaLeft", { left: Math.max(0, quota.limit - quota.used), limit: quota.limit })}
    </Text>
  );
}
