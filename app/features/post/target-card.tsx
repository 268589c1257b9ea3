import { Anchor, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Thumbnail } from "#app/features/composer/thumbnail.tsx";
import { useTimes } from "#app/lib/use-time.ts";
import { AccountAvatar } from "#app/ui/account-avatar.tsx";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import { StatusBadge } from "#app/ui/status-badge.tsx";
import type { PostOutput, TargetOutput } from "#server/features/posts/schema.ts";
import classes from "./post.module.css";
import { ReadyToSend } from "./ready-to-send.tsx";
import { TargetDeeds } from "./target-deeds.tsx";
import { useEvidenceText } from "./use-evidence-text.ts";

/** One account's part of the post: where it stands, how we know, what a person can do now. */
export function TargetCard({ target, post }: { target: TargetOutput; post: PostOutput }) {
  const { t } = useTranslation(["post", "platforms"]);
  const { platform, kind } = target;
  return (
    <li className={classes.target}>
      <div className={classes.targetHead}>
        <AccountAvatar account={target} size={36} />
        <div className={classes.targetWords}>
          <Text fw={600} truncate>
            @{target.handle}
          </Text>
          <Text size="xs" c="dimmed">
            {platformLabel(platform)} · {t(`platforms:${platform}.kind.${kind}`, { defaultValue: kind })}
          </Text>
        </div>
        <StatusBadge state={target.status} />
      </div>
      <Problem target={target} />
      <Facts facts={useFacts(target, post)} />
      {target.status === "assisted" ? <ReadyToSend target={target} post={post} /> : null}
      <TargetDeeds target={target} post={post} />
    </li>
  );
}

function Problem({ target: { error, status } }: { target: TargetOutput }) {
  const { t } = useTranslation("errors");
  if (!error) return null;
  return (
    <div className={classes.problem} data-status={status}>
      {t(error.message, { ...error.params, defaultValue: t("INTERNAL_ERROR") })}
      {error.providerCode ? <span className={classes.problemCode}>{error.providerCode}</span> : null}
    </div>
  );
}

type Fact = [label: string, value: ReactNode];

/** What is known of the account's part, the most wanted first. */
function useFacts(target: TargetOutput, post: PostOutput): Fact[] {
  const { t } = useTranslation("post");
  const times = useTimes();
  const evidenceText = useEvidenceText();
  const { status, publishedAt, scheduledAt, nextCheckAt, evidence, remoteId, text, mediaIds } = target;
  const facts: Fact[] = [];
  if (publishedAt) facts.push([t("publishedAt"), times.exact(publishedAt)]);
  else if (scheduledAt && status === "scheduled" && scheduledAt.getTime() !== post.scheduledAt?.getTime())
    facts.push([t("goesOutAt"), times.exact(scheduledAt)]);
  if (nextCheckAt && (status === "unknown" || status === "waiting"))
    facts.push([
      t("nextCheck"),
      <span key="next" title={times.exact(nextCheckAt)}>
        {times.relative(nextCheckAt)}
      </span>,
    ]);
  if (target.removedAt) facts.push([t("removedAt"), times.exact(target.removedAt)]);
  if (target.removeAskedAt) facts.push([t("removal"), t("removing")]);
  if (target.publicParts.length > 0)
    facts.push([t("publicParts"), <PublicParts key="parts" parts={target.publicParts} />]);
  if (remoteId) facts.push([t("remoteId"), remoteId]);
  if (evidence) facts.push([t("howWeKnow"), evidenceText(evidence)]);
  if (text !== null) facts.push([t("ownText"), <OwnText key="text" text={text} />]);
  if (mediaIds !== null) facts.push([t("ownMedia"), <OwnMedia key="media" ids={mediaIds} post={post} />]);
  return facts;
}

function Facts({ facts }: { facts: Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The pieces that are public by themselves, each with its way there. */
function PublicParts({ parts }: { parts: TargetOutput["publicParts"] }) {
  const { t } = useTranslation("post");
  return (
    <span className={classes.parts}>
      {parts.map(({ at, remoteUrl }, index) => {
        const words = t("partNumber", { number: index + 1 });
        return remoteUrl ? (
          <Anchor key={at} href={remoteUrl} target="_blank" rel="noreferrer" size="sm">
            {words}
          </Anchor>
        ) : (
          <span key={at}>{words}</span>
        );
      })}
    </span>
  );
}

function OwnText({ text }: { text: string }) {
  const { t } = useTranslation("post");
  return <p className={classes.ownText}>{text || t("noText")}</p>;
}

function OwnMedia({ ids, post }: { ids: string[]; post: PostOutput }) {
  const { t } = useTranslation("post");
  const own = post.media.filter(({ id }) => ids.includes(id));
  if (own.length === 0) return t("noMedia");
  return (
    <ul className={classes.ownMedia}>
      {own.map((item) => (
        <li key={item.id}>
          <Thumbnail item={item} />
        </li>
      ))}
    </ul>
  );
}
