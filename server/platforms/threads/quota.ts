import { z } from "zod";
import { AppError, ExternalServiceError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import type { PlatformSession, PollResult, PublishContext } from "../platform.ts";
import type { Graph } from "./graph.ts";
import { REPLIES_SCOPE } from "./oauth.ts";
import { partsOf } from "./parts.ts";

const HOUR_MS = 3_600_000;
const POSTS_A_DAY = 250;
const REPLIES_A_DAY = 1_000;
const DAY_S = 86_400;

const config = z.object({ quota_total: z.number(), quota_duration: z.number() }).optional();
const publishingLimit = z.object({
  data: z.array(
    z.object({
      quota_usage: z.number().optional(),
      config,
      reply_quota_usage: z.number().optional(),
      reply_config: config,
    }),
  ),
});

async function readLimit(graph: Graph, session: PlatformSession, fields: string) {
  const path = `${session.externalId}/threads_publishing_limit`;
  const body = await graph.read("publishing_limit", session, path, { fields });
  return readAnswer(publishingLimit, body, "threads", "publishing_limit").data[0] ?? {};
}

/** Posts of the last 24 hours; 250 a day where Threads does not say. */
export async function readQuota(graph: Graph, session: PlatformSession) {
  const limit = await readLimit(graph, session, "quota_usage,config");
  return {
    used: limit.quota_usage ?? 0,
    limit: limit.config?.quota_total ?? POSTS_A_DAY,
    windowMs: (limit.config?.quota_duration ?? DAY_S) * 1000,
  };
}

/** Before anything of a chain is public: may this account reply at all, and often enough today? */
export async function checkReplyRoom(graph: Graph, context: PublishContext): Promise<PollResult> {
  const { session, content } = context;
  if (!session.scopes.includes(REPLIES_SCOPE))
    throw new AppError("PERMISSION_MISSING", `threads: ${REPLIES_SCOPE} was not granted`, {
      service: "threads",
      userMessage: "THREADS_REPLIES_PERMISSION",
    });
  const limit = await readLimit(graph, session, "reply_quota_usage,reply_config");
  const left = (limit.reply_config?.quota_total ?? REPLIES_A_DAY) - (limit.reply_quota_usage ?? 0);
  if (left < partsOf(content).length - 1)
    throw new ExternalServiceError("QUOTA_EXHAUSTED", "threads: no room for the replies of a chain", {
      service: "threads",
      retryable: true,
      retryAfterMs: HOUR_MS,
      userMessage: "THREADS_REPLY_LIMIT",
    });
  return { state: "ready", handles: { room: 1 } };
}
