import { ActionIcon, Text, Tooltip } from "@mantine/core";
import { Link } from "@remix-run/react";
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Tone } from "#app/ui/palette.ts";
import { Time } from "#app/ui/time.tsx";
import { type Notification, useNotificationText } from "./notification-words.ts";
import classes from "./notifications.module.css";

const LOOKS: Record<Notification["severity"], { tone: Tone; icon: TablerIcon }> = {
  info: { tone: "info", icon: IconInfoCircle },
  success: { tone: "success", icon: IconCircleCheck },
  warning: { tone: "warning", icon: IconAlertTriangle },
  error: { tone: "danger", icon: IconCircleX },
};

export interface NotificationRowProps {
  notification: Notification;
  onRead: (id: string) => void;
  /** The person follows its link: it counts as read, and the popover closes. */
  onFollow?: () => void;
}

/** What happened, what it means, when, and the way to where something can be done about it. */
export function NotificationRow({ notification, onRead, onFollow }: NotificationRowProps) {
  const { t } = useTranslation("notifications");
  const { title, body } = useNotificationText()(notification);
  const { id, severity, href, readAt, createdAt } = notification;
  const { tone, icon: Icon } = LOOKS[severity];
  const follow = () => {
    if (!readAt) onRead(id);
    onFollow?.();
  };
  return (
    <article className={classes.row} data-unread={!readAt || undefined}>
      <span className={classes.mark} data-tone={tone} role="img" aria-label={t(`severity.${severity}`)}>
        <Icon size={18} stroke={1.8} aria-hidden />
      </span>
      <div className={classes.words}>
        <h3 className={classes.title}>
          {href ? (
            <Link to={href} className={classes.link} onClick={follow}>
              {title}
            </Link>
          ) : (
            title
          )}
        </h3>
        <Text size="sm">{body}</Text>
        <Text size="xs" c="dimmed">
          <Time at={createdAt} format="relative" />
        </Text>
      </div>
      {readAt ? null : <ReadButton onClick={() => onRead(id)} />}
    </article>
  );
}

function ReadButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation("notifications");
  return (
    <Tooltip label={t("markRead")}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        className={classes.read ?? ""}
        aria-label={`${t("unread")}: ${t("markRead")}`}
        onClick={onClick}
      >
        <IconCheck size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
