import type { PublicationNews, PublicationNotice, RevocationNotice } from "./effects.ts";
import { asId, asObject, type JsonObject } from "./json.ts";

/** A stored event, as it is applied. */
export interface EventToApply {
  id: string;
  source: string;
  type: string;
  accountRef: string | null;
  payload: unknown;
  occurredAt: Date | null;
}

export type Interpretation =
  | { effect: "settlePublication"; notice: PublicationNotice }
  | { effect: "connectionRevoked"; notice: RevocationNotice }
  /** Nothing in this house acts on it. */
  | { effect: "none"; why: string };

type Interpreter = (event: EventToApply & { accountRef: string }) => Interpretation;

/** (source, type) → what it means here. A type that is not in the table is kept and ignored. */
const TABLE: Record<string, Record<string, Interpreter>> = {
  tiktok: {
    "post.publish.complete": tiktokPublication("complete"),
    "post.publish.failed": tiktokPublication("failed"),
    "post.publish.inbox_delivered": tiktokPublication("delivered"),
    "post.publish.publicly_available": tiktokPublication("public"),
    // Misspelled by TikTok, and by it alone. https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
    "post.publish.no_longer_publicaly_available": tiktokPublication("withdrawn"),
    "post.publish.no_longer_publicly_available": tiktokPublication("withdrawn"),
    "video.publish.complete": tiktokPublication("complete"),
    "video.publish.completed": tiktokPublication("complete"),
    "video.publish.failed": tiktokPublication("failed"),
    "video.upload.failed": tiktokPublication("failed"),
    "video.inbox.received": tiktokPublication("delivered"),
    "authorization.removed": tiktokRevocation,
  },
  instagram: {
    comments: instagramSeen((value) => asId(asObject(value.media).id) ?? asId(value.media_id)),
    live_comments: instagramSeen((value) => asId(asObject(value.media).id)),
    mentions: instagramSeen((value) => asId(value.media_id)),
    story_insights: instagramSeen((value) => asId(value.media_id)),
    media: instagramSeen((value) => asId(value.media_id) ?? asId(value.id)),
  },
};

export function interpret(event: EventToApply): Interpretation {
  const ofSource = Object.hasOwn(TABLE, event.source) ? TABLE[event.source] : undefined;
  const interpreter = ofSource && Object.hasOwn(ofSource, event.type) ? ofSource[event.type] : undefined;
  if (!interpreter) return { effect: "none", why: `nothing acts on ${event.source} ${event.type}` };
  const { accountRef } = event;
  if (accountRef === null) return { effect: "none", why: "it names no account" };
  return interpreter({ ...event, accountRef });
}

const noticeOf = ({ id, type, occurredAt }: EventToApply) => ({ id, type, occurredAt });

/** `content` was parsed when the event was received; `fail_reason` is the older name of `reason`. */
function tiktokPublication(news: PublicationNews): Interpreter {
  return (event) => {
    const content = asObject(asObject(event.payload).content);
    const publishId = asId(content.publish_id);
    if (publishId === undefined) return { effect: "none", why: "it names no publish_id" };
    const remoteId = asId(content.post_id);
    const reason = asId(content.reason) ?? asId(content.fail_reason);
    return {
      effect: "settlePublication",
      notice: {
        platform: "tiktok",
        accountRef: event.accountRef,
        handle: { name: "publishId", value: publishId },
        event: {
          ...noticeOf(event),
          news,
          ...(remoteId === undefined ? {} : { remoteId }),
          ...(reason === undefined ? {} : { reason }),
        },
      },
    };
  };
}

function tiktokRevocation(event: EventToApply & { accountRef: string }): Interpretation {
  const reason = asId(asObject(asObject(event.payload).content).reason);
  const notice = { platform: "tiktok", accountRef: event.accountRef, event: noticeOf(event) };
  return {
    effect: "connectionRevoked",
    notice: reason === undefined ? notice : { ...notice, reason },
  };
}

/** Instagram sends no "published" event; but what people can react to is public. */
function instagramSeen(mediaIdOf: (value: JsonObject) => string | undefined): Interpreter {
  return (event) => {
    const mediaId = mediaIdOf(asObject(event.payload));
    if (mediaId === undefined) return { effect: "none", why: "it names no media" };
    return {
      effect: "settlePublication",
      notice: {
        platform: "instagram",
        accountRef: event.accountRef,
        handle: { name: "mediaId", value: mediaId },
        event: { ...noticeOf(event), news: "seen", remoteId: mediaId },
      },
    };
  };
}
