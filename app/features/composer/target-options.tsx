import { Alert, Button, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useErrorText } from "#app/lib/client-error.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import type { composeOptionsOutput } from "#server/features/accounts/schema.ts";
import type { OptionRule, PlatformRules } from "#server/platforms/rules.ts";
import { updateTarget } from "./draft.ts";
import { issuesAt, placeKey } from "./issues.ts";
import { OptionField } from "./option-field.tsx";
import classes from "./target.module.css";
import type { TargetProps } from "./target-panel.tsx";

type LiveOptions = z.infer<typeof composeOptionsOutput>;

const fromAccount = (rule: OptionRule): boolean => rule.type === "select" && rule.values === "account";
const isRequired = (rule: OptionRule): boolean => rule.type !== "toggle" && rule.required;

/** What the network demands of every post; nothing is chosen for the person. */
export function RequiredOptions({ composer, target, rules }: TargetProps) {
  const { t } = useTranslation("composer");
  const errorText = useErrorText();
  const required = optionsOf(rules, target.kind).filter(isRequired);
  const live = useLiveOptions(target.connectionId, required.some(fromAccount));
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
    fromAccount(rule) && !live.data ? (
      <Skeleton key={rule.id} height={84} />
    ) : (
      <Option key={rule.id} composer={composer} target={target} rule={rule} live={live.data} />
    ),
  );
}

/** What may be left alone: texts, then switches, and how many posts the account has left. */
export function OtherOptions({ composer, target, rules }: TargetProps) {
  const others = optionsOf(rules, target.kind).filter((rule) => !isRequired(rule));
  const live = useLiveOptions(target.connectionId, true);
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

/** What the account itself allows right now, and how many posts it has left. */
function useLiveOptions(connectionId: string, wanted: boolean) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.accounts.composeOptions.queryOptions({ connectionId }),
    enabled: wanted,
    staleTime: 60_000,
  });
}

interface OptionProps extends Pick<TargetProps, "composer" | "target"> {
  rule: OptionRule;
  live: LiveOptions | undefined;
}

function Option({ composer, target, rule, live }: OptionProps) {
  const { connectionId } = target;
  const place = { field: "options", connectionId, option: rule.id } as const;
  return (
    <div data-place={placeKey(place)}>
      <OptionField
        rule={rule}
        platform={target.platform}
        value={target.options[rule.id]}
        values={live?.options[rule.id]}
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
