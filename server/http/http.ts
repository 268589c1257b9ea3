import { ExternalServiceError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { Clock, Http, HttpRequest, HttpResponse, Log } from "#server/core/ports.ts";
import { redactUrl } from "#server/core/redact.ts";
import { Bulkhead } from "./bulkhead.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { DeadlineReached, exchangeFailure, refusedByUs, statusFailure } from "./failures.ts";
import { type Fetch, fetchWire } from "./fetch-wire.ts";
import { isLoopbackUrl } from "./public-address.ts";
import { readResponse } from "./read-response.ts";
import { isIdempotent, RetryBudget, retryDelayMs } from "./retry.ts";
import { type Wire, WireError } from "./wire.ts";

const DEFAULT_DEADLINE_MS = 20_000;
const CORRELATION_HEADER = "x-correlation-id";
/** Addresses that users supply must not grow the process. */
const MAX_HOSTS = 1_000;
const USER_AGENT = "Huntaze/1.0";

export interface HttpDeps {
  clock: Clock;
  log: Log;
  /** How one exchange is made. Default: the global `fetch`, which cannot serve `untrusted` requests. */
  wire?: Wire;
  /** In place of the global `fetch` where no `wire` is given. */
  fetch?: Fetch;
  random?: () => number;
  /** Outside production, `untrusted` requests may go to this machine as well, also by http. */
  loopbackToo?: boolean;
}

/** What is remembered per service and host. */
interface Host {
  breaker: CircuitBreaker;
  bulkhead: Bulkhead;
  budget: RetryBudget;
}

/** One `fetch` of the port, with its tries. */
interface Call {
  request: HttpRequest;
  url: URL;
  host: Host;
  headers: Headers;
  signal: AbortSignal;
  deadlineAt: number;
  log: Log;
}

/**
 * The one door out of the house: absolute deadline, at most two retries with full jitter (idempotent requests only),
 * `Retry-After` honoured, breaker and bulkhead per service and host, no redirects, capped answers, redacted logs.
 * Throws ExternalServiceError and nothing else.
 */
export function createHttp(deps: HttpDeps): Http {
  const wire = deps.wire ?? fetchWire(deps.fetch);
  const hosts = new Map<string, Host>();
  return {
    async fetch(request) {
      const url = readUrl(request, deps.loopbackToo ?? false);
      const headers = headersOf(request);
      const host = hostOf(hosts, `${request.service} ${url.host}`, deps.clock);
      const deadlineMs = request.deadlineMs ?? DEFAULT_DEADLINE_MS;
      const deadline = new AbortController();
      const done = new AbortController();
      void deps.clock.sleep(deadlineMs, done.signal).then(
        () => deadline.abort(new DeadlineReached()),
        () => undefined,
      );
      const signal = AbortSignal.any([deadline.signal, ...(request.signal ? [request.signal] : [])]);
      const log = deps.log.with({
        service: request.service,
        operation: request.operation,
        correlationId: headers.get(CORRELATION_HEADER),
      });
      const deadlineAt = deps.clock.now().getTime() + deadlineMs;
      try {
        return await runWithRetries(deps, wire, { request, url, host, headers, signal, deadlineAt, log });
      } finally {
        done.abort();
      }
    },
  };
}

async function runWithRetries(deps: HttpDeps, wire: Wire, call: Call): Promise<HttpResponse> {
  const { request, host } = call;
  host.budget.earn();
  for (let attempt = 1; ; attempt++) {
    const startedAt = deps.clock.now().getTime();
    try {
      const response = await tryOnce(deps, wire, call);
      logTry(call, { attempt, status: response.status, ms: deps.clock.now().getTime() - startedAt });
      return response;
    } catch (thrown) {
      const error = exchangeFailure(request, thrown, false);
      const now = deps.clock.now().getTime();
      logTry(call, { attempt, status: error.status, ms: now - startedAt, error });
      const waitMs = retryDelayMs(request, error, attempt, call.deadlineAt - now, deps.random ?? Math.random);
      if (waitMs === undefined || call.signal.aborted || !host.budget.spend()) throw error;
      await deps.clock.sleep(waitMs, call.signal).catch(() => {
        throw error;
      });
    }
  }
}

/** One try behind breaker and bulkhead. */
async function tryOnce(deps: HttpDeps, wire: Wire, call: Call): Promise<HttpResponse> {
  const { request, host } = call;
  const entered = await host.bulkhead.enter(call.signal);
  if (!entered) throw refusedByUs(request, "too many calls are waiting for this host");
  try {
    const permit = host.breaker.ask();
    if (!permit.granted) throw refusedByUs(request, "circuit open", permit.retryAfterMs);
    let ok: boolean | undefined;
    try {
      const response = await exchange(deps, wire, call);
      ok = response.status < 500;
      return response;
    } catch (error) {
      ok = saysHostIsWell(error);
      throw error;
    } finally {
      host.breaker.settle(permit, ok);
    }
  } finally {
    host.bulkhead.leave();
  }
}

async function exchange(deps: HttpDeps, wire: Wire, call: Call): Promise<HttpResponse> {
  const { request } = call;
  let answer: HttpResponse;
  try {
    const response = await wire.send({
      url: call.url,
      method: request.method ?? "GET",
      headers: new Headers(call.headers),
      body: request.body,
      signal: call.signal,
      publicOnly: request.untrusted ?? false,
      fresh: !isIdempotent(request),
    });
    answer = await readResponse(request, response);
  } catch (error) {
    const sent = !(error instanceof WireError && error.phase === "connect");
    throw exchangeFailure(request, call.signal.aborted ? call.signal.reason : error, sent);
  }
  const accept = request.accept ?? ((status: number) => status >= 200 && status < 300);
  if (accept(answer.status)) return answer;
  throw statusFailure(request, answer.status, answer.headers, deps.clock.now());
}

/** A refusal is an answer: only silence, broken wires and 5xx count against a host; a caller who gave up says nothing. */
function saysHostIsWell(error: unknown): boolean | undefined {
  if (!(error instanceof ExternalServiceError)) return undefined;
  if (error.status !== undefined) return error.status < 500;
  return error.code === "TIMEOUT" || error.code === "NETWORK_ERROR" ? false : undefined;
}

function logTry(
  call: Call,
  facts: { attempt: number; status: number | undefined; ms: number; error?: ExternalServiceError },
): void {
  const fields = { ...facts, method: call.request.method ?? "GET", url: redactUrl(call.url) };
  if (facts.error) call.log.warn("external call failed", fields);
  else call.log.debug("external call", fields);
}

/** Throws BAD_REQUEST for a value no header may have (a line break in a token, say), without repeating it. */
function headersOf(request: HttpRequest): Headers {
  let headers: Headers;
  try {
    headers = new Headers(request.headers);
  } catch {
    throw exchangeFailure(request, new WireError("connect", "malformed"), false);
  }
  if (!headers.has(CORRELATION_HEADER)) headers.set(CORRELATION_HEADER, newId());
  if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT);
  return headers;
}

/** Only web addresses leave by this door; one that a user supplied must be https and carry no credentials. */
function readUrl(request: HttpRequest, loopbackToo: boolean): URL {
  const url = URL.canParse(String(request.url)) ? new URL(request.url) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || (request.untrusted && !isFit(url, loopbackToo)))
    throw exchangeFailure(request, new WireError("connect", "blocked"), false);
  return url;
}

const isFit = (url: URL, loopbackToo: boolean): boolean =>
  (url.protocol === "https:" || (loopbackToo && isLoopbackUrl(url))) && !url.username && !url.password;

function hostOf(hosts: Map<string, Host>, key: string, clock: Clock): Host {
  const known = hosts.get(key);
  if (known) return known;
  const oldest = hosts.keys().next();
  if (hosts.size >= MAX_HOSTS && !oldest.done) hosts.delete(oldest.value);
  const host = { breaker: new CircuitBreaker(clock), bulkhead: new Bulkhead(), budget: new RetryBudget() };
  hosts.set(key, host);
  return host;
}
