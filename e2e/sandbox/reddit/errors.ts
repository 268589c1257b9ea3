import { type Answer, Refusal } from "../core/operation.ts";

const REASON: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  413: "Payload Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
};

/** `{"message": "Forbidden", "error": 403, "reason": "private"}`; above 500 a page. */
export function statusAnswer(status: number, more: { reason?: string; authenticate?: string } = {}): Answer {
  if (status >= 500)
    return {
      status,
      text: "<!doctype html><html><title>reddit.com: our CDN was unable to reach our servers</title></html>",
      headers: { "content-type": "text/html; charset=UTF-8" },
    };
  const { reason, authenticate } = more;
  return {
    status,
    json: { message: REASON[status] ?? "Error", error: status, ...(reason === undefined ? {} : { reason }) },
    ...(authenticate === undefined ? {} : { headers: { "www-authenticate": authenticate } }),
  };
}

export const refuse = (status: number, reason?: string): Refusal =>
  new Refusal(statusAnswer(status, reason === undefined ? {} : { reason }));

export const unauthorized = (): Refusal =>
  new Refusal(statusAnswer(401, { authenticate: 'Bearer realm="reddit", error="invalid_token"' }));

export const insufficientScope = (): Refusal =>
  new Refusal(statusAnswer(403, { authenticate: 'Bearer realm="reddit", error="insufficient_scope"' }));

/** What `/api/submit` and `/api/comment` say, with HTTP 200. github.com/reddit-archive/reddit r2/lib/errors.py */
const TEXTS = {
  SUBREDDIT_NOEXIST: "that subreddit doesn't exist",
  SUBREDDIT_NOTALLOWED: "you aren't allowed to post there.",
  SUBREDDIT_REQUIRED: "you must specify a subreddit",
  RATELIMIT: "you are doing that too much. try again later.",
  ALREADY_SUB: "that link has already been submitted",
  NO_TEXT: "we need something here",
  TOO_LONG: "this is too long (max: 300)",
  NO_URL: "a url is required",
  BAD_URL: "you should check that url",
  NO_SELFS: "that subreddit doesn't allow text posts",
  NO_LINKS: "that subreddit only allows text posts",
  NO_IMAGES: "that subreddit doesn't allow images",
  NO_VIDEOS: "that subreddit doesn't allow videos",
  MISSING_VIDEO_URLS: "video posts require a video and a poster",
  INVALID_OPTION: "that option is not valid",
  BANNED_FROM_SUBREDDIT: "that user is banned from the subreddit",
  BAD_FLAIR_TEMPLATE_ID: "flair template id is not valid",
  THREAD_LOCKED: "comments are locked",
  DELETED_LINK: "the link you are commenting on has been deleted",
  QUOTA_FILLED: "you've submitted too many links recently. please try again in an hour.",
  SUBMIT_VALIDATION_FLAIR_REQUIRED: "Your post must contain post flair.",
} as const;
export type JsonError = keyof typeof TEXTS;

export const jsonErrors = (
  code: JsonError,
  field: string,
  more: { text?: string; ratelimit?: number } = {},
): Refusal =>
  new Refusal({
    status: 200,
    json: {
      json: {
        ...(more.ratelimit === undefined ? {} : { ratelimit: more.ratelimit }),
        errors: [[code, more.text ?? TEXTS[code], field]],
      },
    },
  });

/** A rule of the subreddit, judged because the client asked for `validate_on_submit`. */
export const validationRefusal = (reason: string, field: string, explanation: string): Refusal =>
  new Refusal({
    status: 400,
    json: {
      fields: [field],
      explanation,
      message: "Bad Request",
      reason,
      error_type: "SUBMIT_VALIDATION_ERROR",
    },
  });

/** Without `api_type=json` the old site answers in calls of jQuery. */
export const jqueryAnswer = (): Answer => ({
  status: 200,
  json: {
    jquery: [
      [0, 1, "call", ["body"]],
      [1, 2, "attr", "find"],
      [2, 3, "call", [".status"]],
    ],
    success: false,
  },
});

/** Amazon's error document. */
export const storeRefusal = (status: number, code: string, more = ""): Refusal =>
  new Refusal({
    status,
    headers: { "content-type": "application/xml" },
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message>${more}</Error>`,
  });
