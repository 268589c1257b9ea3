import { describe, expect, test } from "vitest";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import { aboutBlank, expectCreate, now, post, scriptedX, session } from "#e2e/support/x-script.ts";
import { xErrors } from "./errors.ts";

/** What each row of the table looks like on the wire, as X or its gateways were seen to write it. */

const named = (type: string, more: object = {}) => ({
  title: "…",
  detail: "…",
  type: `https://api.x.com/2/problems/${type}`,
  ...more,
});
const invalid = (message: string) => ({
  ...named("invalid-request", {
    title: "Invalid Request",
    detail: "One or more parameters to your request was invalid.",
  }),
  errors: [{ parameters: { a: ["b"] }, message }],
});
const says = (detail: string) => aboutBlank(403, "Forbidden", detail);
const old = (code: number, message = "…") => ({ errors: [{ code, message }] });
const tooMany = aboutBlank(429, "Too Many Requests", "Too Many Requests");

const SEEN: readonly (readonly [
  code: string,
  status: number,
  body: unknown,
  headers?: Record<string, string>,
])[] = [
  ["unauthorized", 401, aboutBlank(401, "Unauthorized", "Unauthorized")],
  ["unauthorized", 401, old(89, "Invalid or expired token.")],
  ["unauthorized", 401, old(32, "Could not authenticate you.")],
  ["forbidden", 403, says("Forbidden")],
  [
    "account-suspended",
    403,
    old(64, "Your account is suspended and is not permitted to access this feature."),
  ],
  ["account-suspended", 403, old(63)],
  ["account-suspended", 403, says("User has been suspended: [demo].")],
  ["account-locked", 403, old(326, "To protect our users from spam…, this account is temporarily locked.")],
  ["account-locked", 403, says("Your account is temporarily locked.")],
  ["not-permitted", 403, says("You are not permitted to perform this action.")],
  ["not-permitted", 403, says("You may not do this for a reason nobody has written down.")],
  ["not-authorized-for-resource", 403, named("not-authorized-for-resource")],
  ["not-authorized-for-resource", 403, old(179)],
  ["daily-limit", 403, old(185, "User is over daily status update limit.")],
  ["daily-limit", 403, says("You have reached your daily Tweet limit.")],
  ["daily-limit", 403, old(344)],
  ["duplicate-content", 403, says("You are not allowed to create a Tweet with duplicate content.")],
  ["duplicate-content", 403, old(187, "Status is a duplicate.")],
  ["text-too-long", 403, says("Your Tweet text is too long.")],
  ["text-too-long", 403, old(186, "Tweet needs to be a bit shorter.")],
  ["automated", 403, old(226, "This request looks like it might be automated.")],
  ["automated", 403, says("This request looks like it might be automated.")],
  ["disallowed-resource", 403, named("disallowed-resource")],
  ["reply-gone", 403, says("You attempted to reply to a Tweet that is deleted or not visible to you.")],
  ["reply-gone", 403, old(385)],
  [
    "reply-restricted",
    403,
    says("Reply to this conversation is not allowed because you have not been mentioned."),
  ],
  ["reply-restricted", 403, old(433)],
  ["media-invalid", 400, invalid("Your media IDs are invalid.")],
  ["media-invalid", 400, old(324, "Invalid media id 1")],
  ["media-invalid", 400, old(325, "A media id was not found.")],
  ["media-too-large", 400, invalid("File size exceeds 5242880 bytes.")],
  ["media-too-large", 413, aboutBlank(413, "Payload Too Large", "")],
  ["media-type", 400, invalid("$.media_type: does not have a value in the enumeration")],
  ["media-type", 400, invalid("Unsupported media: file is currently unsupported")],
  ["invalid-request", 400, invalid("$.colour: is not defined in the schema")],
  ["invalid-request", 400, aboutBlank(400, "Bad Request", "Bad Request")],
  ["resource-not-found", 404, named("resource-not-found")],
  ["resource-unavailable", 404, named("resource-unavailable")],
  [
    "client-not-enrolled",
    403,
    named("client-forbidden", { reason: "client-not-enrolled", registration_url: "…" }),
  ],
  ["official-client-forbidden", 403, named("client-forbidden", { reason: "official-client-forbidden" })],
  ["client-forbidden", 403, named("client-forbidden", { reason: "something-new" })],
  ["access-level", 403, old(453, "You currently have access to a subset of X API V2 endpoints.")],
  [
    "access-level",
    403,
    says("Your client app is not configured with the appropriate oauth1 app permissions."),
  ],
  ["unsupported-authentication", 403, named("unsupported-authentication")],
  ["app-suspended", 403, old(416)],
  ["app-suspended", 403, old(261, "Application cannot perform write actions.")],
  ["rate-limit", 429, tooMany],
  ["rate-limit", 429, old(88, "Rate limit exceeded")],
  ["rate-limit", 429, "Too Many Requests", { "x-rate-limit-reset": "1772445660" }],
  ["user-limit-24hour", 429, tooMany, { "x-user-limit-24hour-remaining": "0" }],
  ["app-limit-24hour", 429, tooMany, { "x-app-limit-24hour-remaining": "0" }],
  [
    "usage-capped",
    429,
    named("usage-capped", { title: "UsageCapExceeded", period: "Monthly", scope: "Product" }),
  ],
  [
    "credits-depleted",
    402,
    aboutBlank(402, "CreditsDepleted", "Your enrolled account does not have any credits."),
  ],
  ["internal-error", 400, named("internal-error")],
  ["internal-error", 400, old(131, "Internal error")],
  ["over-capacity", 400, old(130, "Over capacity")],
];
/** Refused by ourselves, so X never writes them. */
const OURS = ["empty-part", "same-parts", "media-mixed"];

async function refusedWith(status: number, body: unknown, headers?: Record<string, string>) {
  const { http, publish } = scriptedX();
  expectCreate(http).reply(status, body, headers);
  const run = takeSteps(publish, post(), session, { handles: { begun: now.getTime() } });
  return run.then(
    () => undefined,
    (error) => error,
  );
}

const seen = SEEN.map(([code, status, body, headers]) => ({ code, status, body, headers }));

test.each(seen)("$code, as HTTP $status", async ({ code, status, body, headers }) => {
  const row = xErrors.find((one) => one.code === code);
  expect(await refusedWith(status, body, headers)).toMatchObject({
    service: "x",
    code: row?.is,
    userMessage: row?.message,
    retryable: row?.retryable,
    ambiguous: row?.inconclusive === true,
    providerCode: code,
    status,
    params: row?.reason ? { reason: row.reason } : {},
  });
});

test("no row of the table is without an answer that leads to it", () => {
  const reached = new Set([...SEEN.map(([code]) => code), ...OURS]);
  expect(xErrors.map(({ code }) => code).filter((code) => !reached.has(code))).toEqual([]);
});

test("a refusal nobody has seen yet is final, and keeps its name", async () => {
  expect(await refusedWith(409, named("something-new"))).toMatchObject({
    code: "CONTENT_REJECTED",
    userMessage: "X_REFUSED",
    providerCode: "something-new",
    retryable: false,
    ambiguous: false,
  });
});

describe("a limit says when it ends", () => {
  const inAnHour = String(now.getTime() / 1000 + 3_600);
  const inADay = String(now.getTime() / 1000 + 86_400);
  test.each([
    ["of the quarter of an hour", { "x-rate-limit-reset": inAnHour }, 3_600_000],
    [
      "of the day, though the quarter's is nearer",
      {
        "x-rate-limit-reset": inAnHour,
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": inADay,
      },
      86_400_000,
    ],
    [
      "of the app's day",
      { "x-app-limit-24hour-remaining": "0", "x-app-limit-24hour-reset": inADay },
      86_400_000,
    ],
    ["by Retry-After, where that is later", { "x-rate-limit-reset": "1", "retry-after": "7200" }, 7_200_000],
    ["not at all: a minute then", {}, 60_000],
  ])("%s", async (_, headers, retryAfterMs) => {
    expect(await refusedWith(429, tooMany, headers as Record<string, string>)).toMatchObject({
      retryAfterMs,
    });
  });
});
