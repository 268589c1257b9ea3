import { randomLetters } from "../core/ids.ts";
import { type Answer, Refusal } from "../core/operation.ts";

/** One row of the documented error tables. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes */
export interface GraphProblem {
  status?: number;
  code: number;
  subcode?: number;
  message: string;
  type?: string;
  transient?: boolean;
  title?: string;
  userMessage?: string;
}

export function graphAnswer(problem: GraphProblem): Answer {
  const {
    status = 400,
    code,
    subcode,
    message,
    type = "OAuthException",
    transient,
    title,
    userMessage,
  } = problem;
  const error = {
    message,
    type,
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    ...((transient !== undefined || subcode !== undefined) && { is_transient: transient ?? false }),
    ...(title !== undefined && { error_user_title: title, error_user_msg: userMessage ?? message }),
    fbtrace_id: `A${randomLetters(22)}`,
  };
  return { status, json: { error } };
}

export const graphError = (problem: GraphProblem): Refusal => new Refusal(graphAnswer(problem));

export const invalidParameter = (message: string): Refusal =>
  graphError({ code: 100, message: `(#100) ${message}` });

export const missingParameter = (name: string): Refusal =>
  invalidParameter(`The parameter ${name} is required.`);

export const noSuchObject = (id: string, verb: "get" | "post" | "delete"): Refusal =>
  graphError({
    code: 100,
    subcode: 33,
    type: "GraphMethodException",
    message: `Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  });

export const missingPermission = (): Refusal =>
  graphError({ code: 10, message: "(#10) Application does not have permission for this action" });

/** What Graph answers for a status alone: throttled, broken, or refused. */
export function graphFault(status: number): Answer {
  if (status === 429 || status === 403) {
    return graphAnswer({
      status,
      code: 4,
      message: "(#4) Application request limit reached",
      transient: true,
    });
  }
  if (status >= 500) {
    return graphAnswer({
      status,
      code: 2,
      message: "An unexpected error has occurred. Please retry your request later.",
      transient: true,
    });
  }
  if (status === 401)
    return graphAnswer({ status, code: 190, subcode: 467, message: "Invalid access token" });
  return graphAnswer({ status, code: 100, message: "(#100) Invalid parameter" });
}

/** The token endpoints of Instagram and Threads have a shape of their own, not Graph's envelope. */
export const oauthAnswer = (status: number, message: string): Answer => ({
  status,
  json: { error_type: "OAuthException", code: status, error_message: message },
});
