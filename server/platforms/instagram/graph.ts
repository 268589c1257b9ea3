import type { HttpResponse } from "#server/core/ports.ts";
import { isAnswer, readMetaAnswer } from "../meta-graph.ts";
import type { PlatformDeps, PlatformSession } from "../platform.ts";
import { graphErrorRow } from "./errors.ts";

/** Sunset 2027-10-08. https://developers.facebook.com/docs/graph-api/changelog/versions */
export const GRAPH_VERSION = "v23.0";
export const FACEBOOK_LOGIN = "facebook-login";
export const INSTAGRAM_LOGIN = "instagram-login";

const MINUTE_MS = 60_000;

export type Params = Record<string, string>;

export interface Graph {
  /** Address of a versioned path for a login flavour. */
  at(flavor: string, path: string): string;
  /** GET with the session's token; the answer's JSON. Throws the table's error. */
  read(operation: string, session: PlatformSession, path: string, params: Params): Promise<unknown>;
  /** POST as a form. `irreversible` marks the call whose lost answer must be reconciled. */
  write(
    operation: string,
    session: PlatformSession,
    path: string,
    params: Params,
    irreversible?: boolean,
  ): Promise<unknown>;
  /** Reads an answer of any Graph host: its JSON, or the table's error. */
  answer(operation: string, response: HttpResponse, irreversible?: boolean): unknown;
}

/**
 * Calls of the Graph API. The token travels as the parameter `access_token`, the one transport both hosts document.
 * https://developers.facebook.com/docs/graph-api/overview
 */
export function createGraph(deps: PlatformDeps): Graph {
  const graph: Graph = {
    at: (flavor, path) =>
      `${flavor === FACEBOOK_LOGIN ? deps.urls.graphFacebook : deps.urls.graphInstagram}/${GRAPH_VERSION}/${path}`,
    async read(operation, session, path, params) {
      const query = new URLSearchParams({ ...params, access_token: session.accessToken });
      const response = await deps.http.fetch({
        service: "instagram",
        operation,
        url: `${graph.at(session.flavor, path)}?${query}`,
        accept: isAnswer,
      });
      return graph.answer(operation, response);
    },
    async write(operation, session, path, params, irreversible = false) {
      const response = await deps.http.fetch({
        service: "instagram",
        operation,
        method: "POST",
        url: graph.at(session.flavor, path),
        body: new URLSearchParams({ ...params, access_token: session.accessToken }),
        deadlineMs: MINUTE_MS,
        accept: isAnswer,
      });
      return graph.answer(operation, response, irreversible);
    },
    answer: (operation, response, irreversible = false) =>
      readMetaAnswer(deps, {
        service: "instagram",
        operation,
        response,
        irreversible,
        rowOf: graphErrorRow,
        trouble: "INSTAGRAM_TROUBLE",
      }),
  };
  return graph;
}
