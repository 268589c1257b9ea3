import { type Answer, Refusal } from "../core/operation.ts";

/** Calls that reach OnlyFans and say in their failures whether they did; documented for Send Message alone. */
const TELLS_OUTCOME = ["send_message"];

const MESSAGES: Record<number, string> = {
  401: "Unauthenticated.",
  402: "You have run out of credits.",
  403: "Your plan does not include this endpoint.",
  404: "Not found.",
  409: "A request with this key is in progress.",
  422: "The given data was invalid.",
  429: "Too Many Attempts.",
  500: "Server Error",
  502: "OnlyFans could not be reached.",
  503: "Service Unavailable",
  504: "OnlyFans did not answer in time.",
};

type Outcome = "not_sent" | "unknown";

interface Problem {
  message?: string;
  error?: string;
  errors?: Record<string, string[]>;
  headers?: Record<string, string>;
}

/** The error bodies are Laravel's, with `request_outcome` where the call tells it. */
export function errorAnswer(
  operation: string,
  status: number,
  { message, error, errors, headers }: Problem = {},
  outcome: Outcome = "not_sent",
): Answer {
  return {
    status,
    ...(headers ? { headers } : {}),
    json: {
      message: message ?? MESSAGES[status] ?? "Error",
      ...(error ? { error } : {}),
      ...(errors ? { errors } : {}),
      ...(TELLS_OUTCOME.includes(operation) ? { request_outcome: outcome } : {}),
    },
  };
}

export const refuse = (operation: string, status: number, problem: Problem = {}): Refusal =>
  new Refusal(errorAnswer(operation, status, problem));

export const invalid = (operation: string, field: string, message: string): Refusal =>
  refuse(operation, 422, { message, errors: { [field]: [message] } });

/** What the partner answers for a status alone: from 500 on it cannot tell whether OnlyFans did it. */
export function faultAnswer(operation: string, status: number): Answer {
  const headers = status === 429 ? { "retry-after": "1" } : undefined;
  const problem = headers ? { headers } : {};
  return errorAnswer(operation, status, problem, status >= 500 || status === 408 ? "unknown" : "not_sent");
}
