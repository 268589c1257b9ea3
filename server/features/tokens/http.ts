import {
  type DeliveryProof,
  type DeliveryVerifier,
  SIGNATURE_HEADER,
} from "#server/core/delivery-signature.ts";
import { errorResponse } from "#server/core/error-response.ts";
import { AppError, isAppError } from "#server/core/errors.ts";
import { sha256Hex, timingSafeEqual } from "#server/core/hmac.ts";
import type { Log } from "#server/core/ports.ts";
import type { RefreshRun, RefreshRunResult, TokensService } from "./service.ts";

export const REFRESH_CRON_PATH = "/api/cron/refresh-oauth";
const BODY_LIMIT = 64 * 1024;

export interface RefreshCronDeps {
  tokens: Pick<TokensService, "runDue">;
  /** CRON_SECRET. Empty opens nothing. */
  secret: string;
  /** Signatures of QStash, where it is configured. */
  verify: DeliveryVerifier;
  /** True once per id of a signature. */
  consume(proof: DeliveryProof): Promise<boolean>;
  log: Log;
}

/**
 * `GET|POST /api/cron/refresh-oauth`: a calendar outside starts the renewal of every token that is due. Opened by
 * `x-cron-secret` or `Authorization: Bearer` with CRON_SECRET, or by a QStash signature over this address, body and
 * moment, once; by nothing else. 200 `{ ok, refreshed, failed, remaining, results }`, `ok` false when a renewal failed;
 * 200 `{ ok: true, skipped: true, reason }` while another run is under way; 401; 405; 503 while the database is away.
 */
export function createRefreshCron(deps: RefreshCronDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (request.method !== "GET" && request.method !== "POST")
        throw new AppError("METHOD_NOT_ALLOWED", request.method, { params: { allow: "GET, POST" } });
      await authorize(deps, request);
      return answer(await deps.tokens.runDue());
    } catch (error) {
      if (!isAppError(error)) deps.log.error("refresh run failed", { error });
      return errorResponse(
        isAppError(error)
          ? error
          : new AppError("UNAVAILABLE", "the run could not be made", { retryable: true, cause: error }),
      );
    }
  };
}

function answer(run: RefreshRun): Response {
  const headers = { "cache-control": "no-store" };
  if ("skipped" in run) return Response.json({ ok: true, ...run }, { headers });
  const count = (test: (result: RefreshRunResult) => boolean) => run.results.filter(test).length;
  const failed = count(({ status }) => status === "failed" || status === "needs-reconnect");
  return Response.json(
    {
      ok: failed === 0,
      refreshed: count(({ status }) => status === "refreshed"),
      failed,
      remaining: run.remaining,
      results: run.results,
    },
    { headers },
  );
}

async function authorize(deps: RefreshCronDeps, request: Request): Promise<void> {
  const byHeader = await isSecret(deps.secret, request.headers.get("x-cron-secret") ?? "");
  const byBearer = await isSecret(deps.secret, bearerOf(request.headers.get("authorization")));
  if (byHeader || byBearer) return;
  const signature = request.headers.get(SIGNATURE_HEADER);
  if (!signature) throw refused("no secret of ours");
  const body = await readBody(request);
  const proof = await deps.verify.verify({ path: REFRESH_CRON_PATH, signature, body });
  if (!(await deps.consume(proof))) throw refused("signature used before");
}

const refused = (why: string) => new AppError("UNAUTHORIZED", `refresh run: ${why}`);

const bearerOf = (header: string | null): string => /^Bearer ([^\s]+)$/i.exec(header ?? "")?.[1] ?? "";

/** Compared by digest, so that neither content nor length shows in the time it takes. */
async function isSecret(secret: string, given: string): Promise<boolean> {
  const same = timingSafeEqual(await sha256Hex(secret), await sha256Hex(given));
  return same && secret !== "";
}

async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > BODY_LIMIT) throw new AppError("PAYLOAD_TOO_LARGE", "body of a refresh run");
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
