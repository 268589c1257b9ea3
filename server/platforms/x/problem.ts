/** What a refusal of X's may hold; every host and age of the API has its own mixture. */
export interface Problem {
  type: string;
  reason: string;
  /** `title`, `detail`, and every message under `errors`. */
  sentences: string;
  /** Of the old API: 187, 326. */
  number: number | undefined;
}

/** Numbers of the old API, which some gateways still answer with. https://docs.x.com/x-api/fundamentals/response-codes-and-errors */
const NUMBERS: Readonly<Record<number, string>> = {
  32: "unauthorized",
  63: "account-suspended",
  64: "account-suspended",
  88: "rate-limit",
  89: "unauthorized",
  130: "over-capacity",
  131: "internal-error",
  179: "not-authorized-for-resource",
  185: "daily-limit",
  186: "text-too-long",
  187: "duplicate-content",
  226: "automated",
  261: "app-suspended",
  323: "media-invalid",
  324: "media-invalid",
  325: "media-invalid",
  326: "account-locked",
  344: "daily-limit",
  385: "reply-gone",
  416: "app-suspended",
  433: "reply-restricted",
  453: "access-level",
};

/** What an `about:blank` or a bare `invalid-request` says in words; the first that fits is meant. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/duplicate content|status is a duplicate/i, "duplicate-content"],
  [/temporarily locked/i, "account-locked"],
  [/(account|user) (is|has been) suspended|user is suspended/i, "account-suspended"],
  [/(app|application|project) (is|has been) suspended|cannot perform write/i, "app-suspended"],
  [/media ids? (is|are) invalid|invalid media id|media id was not found/i, "media-invalid"],
  [/(file|media) size|too large|total_bytes/i, "media-too-large"],
  [/media[ _]?type|media_category|unsupported media/i, "media-type"],
  [/too long|exceeds? .*characters|maximum length/i, "text-too-long"],
  [/deleted or not visible/i, "reply-gone"],
  [/reply .*(not allowed|restricted)|cannot reply/i, "reply-restricted"],
  [/automated/i, "automated"],
  [/daily (status update |tweet |post )?limit|limit for creating/i, "daily-limit"],
  [/credits? .*deplet|creditsdepleted|not have any credits|enough credits/i, "credits-depleted"],
  [/subset of .*endpoints|access level|oauth1 app permissions|app permissions/i, "access-level"],
  [/not permitted to perform this action/i, "not-permitted"],
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The body as a refusal of X's, or undefined where somebody else wrote it. */
export function readProblem(body: unknown): Problem | undefined {
  if (!isObject(body)) return undefined;
  const errors = Array.isArray(body.errors) ? body.errors.filter(isObject) : [];
  const first = errors[0];
  const type = text(body.type) || text(first?.type);
  const sentences = [
    body.title,
    body.detail,
    body.message,
    ...errors.flatMap((one) => [one.message, one.detail]),
  ]
    .map(text)
    .filter((sentence) => sentence !== "")
    .join(" ");
  const code = Number(body.code ?? first?.code);
  const number = Number.isSafeInteger(code) ? code : undefined;
  if (!type && number === undefined && errors.length === 0 && !text(body.title)) return undefined;
  return { type, reason: text(body.reason), sentences, number };
}

/** The code of the table for a refusal: what it says of itself first, its status last. */
export function codeOf(problem: Problem, status: number, headers: Headers): string {
  const named = /\/problems\/([a-z-]+)\/?$/.exec(problem.type)?.[1];
  if (named === "usage-capped") return named;
  if (status === 429) return limitOf(headers);
  if (problem.number !== undefined && NUMBERS[problem.number]) return NUMBERS[problem.number] ?? "";
  if (status === 402) return "credits-depleted";
  if (named === "client-forbidden") return REASONS.includes(problem.reason) ? problem.reason : named;
  const said = SENTENCES.find(([pattern]) => pattern.test(problem.sentences))?.[1];
  if (said ?? named) return said ?? named ?? "";
  // A scope that is missing is told by the status alone, in body and title; whatever else says why.
  const wordless = problem.sentences.replace(/forbidden/gi, "").trim() === "";
  if (status === 403 && !wordless) return "not-permitted";
  return STATUSES[status] ?? `http-${status}`;
}

const REASONS = ["client-not-enrolled", "official-client-forbidden"];

const STATUSES: Readonly<Record<number, string>> = {
  400: "invalid-request",
  401: "unauthorized",
  403: "forbidden",
  404: "resource-not-found",
  413: "media-too-large",
};

/** Which limit a 429 is about: the day's of the person or of the app, where one of them is at its end. */
function limitOf(headers: Headers): string {
  if (headers.get("x-user-limit-24hour-remaining") === "0") return "user-limit-24hour";
  if (headers.get("x-app-limit-24hour-remaining") === "0") return "app-limit-24hour";
  return "rate-limit";
}

const RESETS: Readonly<Record<string, string>> = {
  "user-limit-24hour": "x-user-limit-24hour-reset",
  "app-limit-24hour": "x-app-limit-24hour-reset",
  "rate-limit": "x-rate-limit-reset",
};

/** Milliseconds until the limit of this code begins anew; the header holds seconds since the epoch. */
export function resetAfterMs(code: string, headers: Headers, now: Date): number | undefined {
  const name = RESETS[code];
  const reset = name === undefined ? Number.NaN : Number(headers.get(name) ?? Number.NaN);
  return Number.isFinite(reset) && reset > 0 ? Math.max(0, reset * 1000 - now.getTime()) : undefined;
}
