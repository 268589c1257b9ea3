import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { publicCode } from "#server/core/error-response.ts";
import { type ErrorCode, isAppError } from "#server/core/errors.ts";
import { toAnswerableError } from "#server/core/lost-database.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import type { Role } from "#server/features/session/schema.ts";
import type { TrpcContext } from "./context.ts";

const TRPC_CODE: Partial<Record<ErrorCode, TRPCError["code"]>> = {
  BAD_REQUEST: "BAD_REQUEST",
  VALIDATION_ERROR: "UNPROCESSABLE_CONTENT",
  CONTENT_REJECTED: "UNPROCESSABLE_CONTENT",
  MEDIA_REJECTED: "UNPROCESSABLE_CONTENT",
  UNAUTHORIZED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  NEEDS_RECONNECT: "CONFLICT",
  PERMISSION_MISSING: "CONFLICT",
  DUPLICATE_CONTENT: "CONFLICT",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  RATE_LIMITED: "TOO_MANY_REQUESTS",
  QUOTA_EXHAUSTED: "TOO_MANY_REQUESTS",
  CONFIG_MISSING: "SERVICE_UNAVAILABLE",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  UPSTREAM_ERROR: "BAD_GATEWAY",
  NETWORK_ERROR: "BAD_GATEWAY",
  INVALID_RESPONSE: "BAD_GATEWAY",
  TIMEOUT: "GATEWAY_TIMEOUT",
};

/** What a client may see of an error: a stable code, an i18n key, parameters. Messages and stacks stay in the log. */
export interface ClientError {
  code: ErrorCode;
  message: string;
  params: Record<string, string | number>;
  fields?: Record<string, string[] | undefined>;
}

function clientError(error: TRPCError): ClientError {
  const cause = error.cause;
  if (isAppError(cause)) return { code: publicCode(cause), message: cause.userMessage, params: cause.params };
  if (cause instanceof z.ZodError && error.code === "BAD_REQUEST")
    return {
      code: "VALIDATION_ERROR",
      message: "VALIDATION_ERROR",
      params: {},
      fields: z.flattenError(cause).fieldErrors as Record<string, string[] | undefined>,
    };
  const plain: Partial<Record<TRPCError["code"], ErrorCode>> = {
    NOT_FOUND: "NOT_FOUND",
    BAD_REQUEST: "BAD_REQUEST",
    PARSE_ERROR: "BAD_REQUEST",
    UNAUTHORIZED: "UNAUTHORIZED",
    FORBIDDEN: "FORBIDDEN",
    METHOD_NOT_SUPPORTED: "METHOD_NOT_ALLOWED",
    UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
    PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  };
  const code = plain[error.code] ?? "INTERNAL_ERROR";
  return { code, message: code, params: {} };
}

/** `limit`: counted by this policy instead of those of reads and writes (server/http/rate-limit-policies.ts). */
interface ProcedureMeta {
  limit?: "operator" | "ai";
}

const t = initTRPC
  .context<TrpcContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter: ({ shape, error }) => {
      const app = clientError(error);
      return { ...shape, message: app.message, data: { ...shape.data, app } };
    },
  });

export const { router, createCallerFactory } = t;

/** Turns what services throw into tRPC errors with the AppError as cause. */
const convertErrors = t.middleware(async ({ next, ctx, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof z.ZodError || (result.error.code !== "INTERNAL_SERVER_ERROR" && !isAppError(cause)))
    return result;
  const refused = toTrpcError(cause ?? result.error);
  if (refused.code === "INTERNAL_SERVER_ERROR")
    ctx.log.error("procedure failed", { path, error: refused.cause });
  throw refused;
});

/** Anything thrown on the way to a tRPC answer, with the AppError as cause. */
export function toTrpcError(thrown: unknown): TRPCError {
  const app = toAnswerableError(thrown);
  const code = TRPC_CODE[publicCode(app)] ?? "INTERNAL_SERVER_ERROR";
  return new TRPCError({ code, message: app.userMessage, cause: app });
}

export const publicProcedure = t.procedure.use(convertErrors);

/** Signed in, member of the active workspace, at least this role. Adds `ctx.actor`. */
export const memberProcedure = (least: Role) =>
  publicProcedure.use(({ ctx, next }) => {
    if (!ctx.session) throw new TRPCError({ code: "UNAUTHORIZED" });
    const actor: Actor = {
      userId: ctx.session.user.id,
      workspaceId: ctx.session.workspace.id,
      role: ctx.session.role,
    };
    requireRole(actor, least);
    return next({ ctx: { ...ctx, session: ctx.session, actor } });
  });

/** Runs the installation; deny by default. */
export const operatorProcedure = memberProcedure("viewer")
  .meta({ limit: "operator" })
  .use(({ ctx, next }) => {
    if (!ctx.session.user.operator) throw new TRPCError({ code: "FORBIDDEN" });
    return next({ ctx });
  });
