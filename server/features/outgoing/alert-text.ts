import outgoingEn from "#app/i18n/locales/outgoing.en.ts";
import outgoingFr from "#app/i18n/locales/outgoing.fr.ts";
import type { AlertKind } from "./schema.ts";

/** One alert, in words. */
export interface Alert {
  /** Stable name, for machines. */
  type: string;
  title: string;
  text: string;
  link: { label: string; url: string };
  at: Date;
  /** For custom targets: the facts behind the words. */
  data: Record<string, unknown>;
}

export type AlertLocale = "en" | "fr";
type Values = Record<string, string | number>;

const WORDS: Record<AlertLocale, unknown> = { en: outgoingEn.alert, fr: outgoingFr.alert };

/** A sentence of the alerts (a dotted key under `outgoing.alert`), with its values filled in. */
export function alertWord(locale: AlertLocale, key: string, values: Values = {}): string {
  const found = key
    .split(".")
    .reduce<unknown>((level, part) => (level as Record<string, unknown> | undefined)?.[part], WORDS[locale]);
  const sentence = typeof found === "string" ? found : key;
  return sentence.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name] ?? ""));
}

/** The body each kind of target takes. */
export const bodyFor: Record<AlertKind, (alert: Alert) => unknown> = {
  slack: slackBody,
  teams: teamsBody,
  custom: ({ type, title, text, link, at, data }) => ({
    ...{ type, timestamp: at.toISOString(), title, text, url: link.url, data },
  }),
};

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: text for notifications, blocks to be read. */
function slackBody({ title, text, link }: Alert) {
  const said = `*${slackText(title)}*\n${slackText(text)}`.slice(0, 2900);
  return {
    text: `${title}: ${text}`.slice(0, 2900),
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: said } },
      { type: "context", elements: [{ type: "mrkdwn", text: `<${link.url}|${slackText(link.label)}>` }] },
    ],
  };
}

/** The three characters that mean something there; a name must neither link nor call anybody. */
const slackText = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[*_~`]/g, "\u200b$&");

/**
 * The workflow "when a Teams webhook request is received" takes adaptive cards alone, up to 28 KB.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
function teamsBody({ title, text, link }: Alert) {
  const line = (words: string, more: object) => ({ type: "TextBlock", text: words, wrap: true, ...more });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [line(title, { weight: "Bolder", size: "Medium" }), line(text, {})],
          actions: [{ type: "Action.OpenUrl", title: link.label, url: link.url }],
        },
      },
    ],
  };
}
