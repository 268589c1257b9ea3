import type { HttpResponse } from "#server/core/ports.ts";
import { isAnswer, readMetaAnswer } from "../meta-graph.ts";
import type { PlatformDeps, PlatformSession } from "../platform.ts";
import { threadsErrorRow } from "./errors.ts";

/** The only version there is. https://developers.facebook.com/documentation/threads/overview */
const THREADS_VERSION = "v1.0";
export const THREADS_LOGIN = "threads-login";

const MINUTE_MS = 60_000;

export type Params = Record<string, string>;
type Caller = Pick<PlatformSession, "accessToken">;

export interface Graph {
  /** GET with the session's token; the answer's JSON. Throws the table's error. */
  read(
    operation: string,
    caller: Caller,
    path: string,
    params: Params,
    deadlineMs?: number,
  ): Promise<unknown>;
  /** POST as a form. `irreversible` marks the call whose lost answer must be reconciled. */
  write(
    operation: string,
    caller: Caller,
    path: string,
    params: Params,
    irreversible?: boolean,
  ): Promise<unknown>;
  /** DELETE: a second time it says that there is nothing, so it may be repeated. */
  remove(operation: string, caller: Caller, path: string): Promise<unknown>;
  /** Reads an answer of the token endpoints, which have no version: its JSON, or the table's error. */
  answer(operation: string, response: HttpResponse): unknown;
}

/** Calls of the Threads API; the token travels as the parameter `access_token`, as its documentation has it. */
export function createGraph(deps: PlatformDeps): Graph {
  const at = (path: string): string => `${deps.urls.graphThreads}/${THREADS_VERSION}/${path}`;
  const answer = (operation: string, response: HttpResponse, irreversible = false): unknown =>
    readMetaAnswer(deps, {
      service: "threads",
      operation,
      response,
      irreversible,
      rowOf: threadsErrorRow,
      trouble: "THREADS_TROUBLE",
    });
  return {
    answer,
    async read(operation, { accessToken }, path, params, deadlineMs) {
      const query = new URLSearchParams({ ...params, access_token: accessToken });
      const response = await deps.http.fetch({
        service: "threads",
        operation,
        url: `${at(path)}?${query}`,
        accept: isAnswer,
        ...(deadlineMs === undefined ? {} : { deadlineMs }),
      });
      return answer(operation, response);
    },
    async write(operation, { accessToken }, path, params, irreversible = false) {
      const response = await deps.http.fetch({
        service: "threads",
        operation,
        method: "POST",
        url: at(path),
        body: new URLSearchParams({ ...params, access_token: accessToken }),
        deadlineMs: MINUTE_MS,
        accept: isAnswer,
      });
      return answer(operation, response, irreversible);
    },
    async remove(operation, { accessToken }, path) {
      const response = await deps.http.fetch({
        service: "threads",
        operation,
        method: "DELETE",
        url: `${at(path)}?${new URLSearchParams({ access_token: accessToken })}`,
        idempotent: true,
        accept: isAnswer,
      });
      return answer(operation, response);
    },
  };
}
