import { AppError } from "#server/core/errors.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { type Alert, alertWord } from "./alert-text.ts";
import { postAlert } from "./alert-wire.ts";
import type { OutgoingDeps } from "./deps.ts";
import { countDeadJobs, countDisabledEndpoints } from "./repo.ts";
import { ALERT_KINDS, type AlertKind, type OperatorAlert } from "./schema.ts";

export interface OperatorAlertJob {
  channel: AlertKind;
  alert: OperatorAlert;
  /** ISO 8601: what happened since then is told. */
  since: string;
}

/** Alerts of the installation, to the channels of its configuration: one of each kind per hour, however much happens. */
export interface OperatorAlerts {
  /** In the caller's transaction. Nothing where no channel is configured. */
  raise(tx: Tx, alert: OperatorAlert): Promise<void>;
  /** The job: tells what there is to tell by now. Throws retryable errors for what passes. */
  send(job: OperatorAlertJob, signal: AbortSignal): Promise<string>;
  /** Without the database, which is what it is about: told at once, by whoever notices. Never throws. */
  sendNow(alert: "database.lost" | "database.back"): Promise<void>;
}

const SLOT_MS = 3_600_000;
/** A storm is counted for a moment before it is told. */
const GATHER_MS = 60_000;

type Deps = Pick<OutgoingDeps, "db" | "http" | "clock" | "log" | "appUrl" | "channels">;

export function createOperatorAlerts(deps: Deps): OperatorAlerts {
  const configured = ALERT_KINDS.filter((kind) => deps.channels[kind] !== null);
  return {
    async raise(tx, alert) {
      const now = deps.clock.now().getTime();
      const slot = Math.floor(now / SLOT_MS);
      const since = new Date(slot * SLOT_MS).toISOString();
      for (const channel of configured)
        await tx.enqueue(
          "alert.operator",
          { channel, alert, since },
          { key: `${alert}:${slot}:${channel}`, runAt: new Date(now + GATHER_MS) },
        );
    },
    async send({ channel, alert, since }, signal) {
      const facts = await gather(deps, alert, new Date(since));
      return tell(deps, channel, compose(deps, alert, facts), signal);
    },
    async sendNow(alert) {
      await Promise.all(
        configured.map((channel) =>
          tell(deps, channel, compose(deps, alert, {})).catch((error: unknown) =>
            deps.log.error("an operator's alert was not sent", { channel, alert, error }),
          ),
        ),
      );
    },
  };
}

type Facts = Record<string, string | number>;

async function gather({ db }: Deps, alert: OperatorAlert, since: Date): Promise<Facts> {
  if (alert === "endpoint.disabled") return { count: await countDisabledEndpoints(db, since) };
  const dead = (await countDeadJobs(db, since)).filter(
    ({ name }) => (name === "webhook.process") === (alert === "webhook.dead"),
  );
  return {
    count: dead.reduce((sum, { count }) => sum + count, 0),
    names: dead.map(({ name, count }) => `${name} ${count}`).join(", "),
  };
}

/** Where an operator sees more. */
const PATHS = {
  "job.dead": "/operations/jobs?status=dead",
  "webhook.dead": "/operations/webhooks?status=dead",
  "endpoint.disabled": "/operations",
  "database.lost": "/api/health",
  "database.back": "/api/health",
} as const;

/** The installation has no language of its own: operators are told in English. */
function compose({ clock, appUrl }: Deps, alert: keyof typeof PATHS, facts: Facts): Alert {
  const values = { ...facts, host: new URL(appUrl).host };
  return {
    type: alert,
    at: clock.now(),
    title: alertWord("en", `${alert}.title`, values),
    text: alertWord("en", `${alert}.text`, values),
    link: { label: alertWord("en", "open"), url: `${appUrl}${PATHS[alert]}` },
    data: facts,
  };
}

async function tell(deps: Deps, channel: AlertKind, alert: Alert, signal?: AbortSignal): Promise<string> {
  const url = deps.channels[channel];
  if (url === null) return "no longer configured";
  const posted = await postAlert(deps, { kind: channel, url, alert, ...(signal ? { signal } : {}) });
  if (posted.outcome === "sent") return "sent";
  const retryable = posted.outcome === "later";
  throw new AppError("UPSTREAM_ERROR", `${channel} did not take an alert`, {
    retryable,
    ...(posted.answer?.statusCode ? { status: posted.answer.statusCode } : {}),
    ...(retryable && posted.retryAfterMs !== undefined ? { retryAfterMs: posted.retryAfterMs } : {}),
  });
}
