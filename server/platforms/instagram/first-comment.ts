import { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type {
  CommitResult,
  PlatformSession,
  PollResult,
  PublishContent,
  PublishContext,
  PublishStep,
  Verdict,
} from "../platform.ts";
import { irreversible } from "../provider-error.ts";
import { evidence } from "./evidence.ts";
import { FACEBOOK_LOGIN, type Graph } from "./graph.ts";

/** Instagram stamps comments in whole seconds, by its own clock. */
const CLOCK_SLACK_MS = 60_000;

/** The permission to comment, by login. */
export const COMMENT_SCOPES = {
  facebook: "instagram_manage_comments",
  instagram: "instagram_business_manage_comments",
} as const;

const scopeOf = ({ flavor }: PlatformSession): string =>
  flavor === FACEBOOK_LOGIN ? COMMENT_SCOPES.facebook : COMMENT_SCOPES.instagram;

/** The creator's own comment under the fresh post; empty where there is none to make. Stories take none. */
export const firstCommentOf = ({ kind, options }: PublishContent): string =>
  kind === "story" ? "" : String(options.firstComment ?? "").trim();

/** Whether the post is public and its comment is not. */
export const commentIsMissing = ({ content, handles }: PublishContext): boolean =>
  firstCommentOf(content) !== "" && Boolean(handles.mediaId) && !handles.commentId;

/** Before anything is public: may this connection comment at all? Undefined where the way is free. */
export function commentRefusal({ content, handles, session }: PublishContext): PublishStep | undefined {
  const allowed = firstCommentOf(content) === "" || session.scopes.includes(scopeOf(session));
  if (allowed || handles.mediaId || handles.published) return undefined;
  const run = async (): Promise<PollResult> => {
    throw new AppError("PERMISSION_MISSING", `instagram: ${scopeOf(session)} was not granted`, {
      service: "instagram",
      userMessage: "INSTAGRAM_COMMENT_PERMISSION",
    });
  };
  return { type: "poll", name: "comment_permission", run };
}

const created = z.object({ id: remoteId });

/**
 * POST /{ig-media-id}/comments: public by itself, so a second call that is never repeated blindly.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
 */
export async function postFirstComment(graph: Graph, context: PublishContext): Promise<CommitResult> {
  const { session, handles, content } = context;
  const { id } = await irreversible(async () => {
    const path = `${handles.mediaId}/comments`;
    const answer = await graph.write(
      "create_comment",
      session,
      path,
      { message: firstCommentOf(content) },
      true,
    );
    return readAnswer(created, answer, "instagram", "create_comment");
  });
  return { handles: { commentId: id }, settled: true };
}

const commentList = z.object({
  data: z.array(z.object({ id: remoteId, text: z.string().optional(), timestamp: z.string() })),
});

/** Did the lost comment happen? It is among the newest of the post, with our words, made since; or it is not there. */
export async function reconcileFirstComment(
  graph: Graph,
  { session, handles, content, armedAt }: PublishContext & { armedAt: Date },
): Promise<Verdict> {
  const post = String(handles.mediaId);
  const body = await graph.read("list_comments", session, `${post}/comments`, {
    fields: "id,text,timestamp",
    limit: "50",
  });
  const { data } = readAnswer(commentList, body, "instagram", "list_comments");
  const wanted = normal(firstCommentOf(content));
  const since = armedAt.getTime() - CLOCK_SLACK_MS;
  const ours = data.find(
    ({ text, timestamp }) => normal(text ?? "") === wanted && Date.parse(timestamp) >= since,
  );
  return ours
    ? {
        verdict: "settled",
        handles: { commentId: ours.id },
        evidence: evidence("instagram.comment_listed", { comment: ours.id }),
      }
    : { verdict: "not-happened", evidence: evidence("instagram.comment_not_listed", { post }) };
}

const normal = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();
