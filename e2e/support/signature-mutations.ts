import type { Bytes, WebhookSecret } from "#server/webhooks/source.ts";
import { type HeaderLines, pick, type Random, type Scheme, type Signing } from "./signature-schemes.ts";

/** What arrives, when, and which secrets are active then. */
export interface Arrival {
  headers: HeaderLines;
  body: Bytes;
  /** Milliseconds since 1970. */
  nowMs: number;
  secrets: readonly WebhookSecret[];
}

export interface Case extends Arrival {
  accept: boolean;
}

/** What a mutation starts from: a sincere delivery, and how it was signed. */
export interface Sincere extends Arrival {
  scheme: Scheme;
  signing: Signing;
  random: Random;
}

/** Undefined where it says nothing about the scheme. */
type Mutation = (sincere: Sincere) => Case | undefined;

const accepted = (arrival: Arrival, change: Partial<Arrival> = {}): Case => ({
  ...arrival,
  ...change,
  accept: true,
});
const refused = (arrival: Arrival, change: Partial<Arrival> = {}): Case => ({
  ...arrival,
  ...change,
  accept: false,
});

const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));
const printable = (code: number): boolean => code >= 0x20 && code < 0x7f;
const HEX = "0123456789abcdef";

/** The same delivery signed anew, with something else. */
const signedAnew = (sincere: Sincere, change: Partial<Signing>): Case =>
  refused(sincere, { headers: sincere.scheme.sign({ ...sincere.signing, ...change }) });

/** One header of the proof with another value; accepted when that is only another spelling. */
function withValue({ random, scheme, ...arrival }: Sincere, change: (value: string) => string | undefined) {
  const index = between(random, 0, arrival.headers.length - 1);
  const [name, value] = arrival.headers[index] as [string, string];
  const changed = change(value)?.replace(/^[ \t]+|[ \t]+$/g, "");
  if (changed === undefined || changed === value) return undefined;
  const headers = arrival.headers.with(index, [name, changed]);
  return { ...arrival, headers, accept: scheme.canonical(changed) === scheme.canonical(value) };
}

/** Another body; accepted by schemes that prove who calls and no more. */
const withBody = (sincere: Sincere, body: Bytes): Case => ({
  ...sincere,
  body,
  accept: !sincere.scheme.covers.body,
});

const splice = (text: string, at: number, cut: number, put: string): string =>
  text.slice(0, at) + put + text.slice(at + cut);

function flippedValue(random: Random, value: string): string {
  for (;;) {
    const at = between(random, 0, value.length - 1);
    const code = value.charCodeAt(at) ^ (1 << between(random, 0, 6));
    if (printable(code)) return splice(value, at, 1, String.fromCharCode(code));
  }
}

const text = (body: Bytes): string => new TextDecoder().decode(body);
const bytes = (body: string): Bytes => new TextEncoder().encode(body);

/** Moves the moment at which a delivery that was signed just now arrives. */
const arriving = (sincere: Sincere, afterS: number, accept: boolean): Case | undefined =>
  sincere.scheme.covers.time
    ? { ...sincere, nowMs: (sincere.signing.at + afterS) * 1000, accept }
    : accepted(sincere, { nowMs: (sincere.signing.at + afterS) * 1000 });

const other = (id: string, secret: string): WebhookSecret => ({ id, secret });

/** What happens to any scheme's deliveries, by name. */
export const mutations: Record<string, Mutation> = {
  "a bit of a header": (s) => withValue(s, (value) => flippedValue(s.random, value)),
  "a bit of the body": (s) => {
    const body = s.body.slice();
    const at = between(s.random, 0, body.length - 1);
    body[at] = (body[at] ?? 0) ^ (1 << between(s.random, 0, 7));
    return withBody(s, body);
  },
  "a digit of the time": (s) => {
    if (!s.scheme.covers.time) return undefined;
    return withValue(s, (value) => {
      const [found] = /(?<=^t=)\d+|^\d{9,}/.exec(value) ?? [];
      if (found === undefined) return undefined;
      const at = value.indexOf(found) + between(s.random, 0, found.length - 1);
      return splice(value, at, 1, pick(s.random, [...HEX.slice(0, 10)]));
    });
  },
  "a header twice": (s) => refused(s, { headers: [...s.headers, pick(s.random, s.headers)] }),
  "a header twice, another's first": (s) => {
    const forged = s.scheme.sign({ ...s.signing, secret: "somebody-elses-secret-0123456789" });
    const [name] = s.headers[0] as [string, string];
    if (forged[0]?.[0] !== name) return undefined;
    return refused(s, { headers: s.random() < 0.5 ? [...forged, ...s.headers] : [...s.headers, ...forged] });
  },
  "a header missing": (s) => {
    const gone = between(s.random, 0, s.headers.length - 1);
    return refused(s, { headers: s.headers.filter((_, index) => index !== gone) });
  },
  "an empty header": (s) => withValue(s, () => ""),
  "cut at the end": (s) => withValue(s, (value) => value.slice(0, -between(s.random, 1, value.length - 1))),
  "cut at the start": (s) => {
    const changed = withValue(s, (value) => value.slice(between(s.random, 1, value.length - 1)));
    const optional = s.headers.some(([, value]) => /^(sha256=|Bearer )/.test(value));
    return optional ? undefined : changed;
  },
  "a character more": (s) =>
    withValue(s, (value) => splice(value, between(s.random, 0, value.length), 0, pick(s.random, [...HEX]))),
  "other letters": (s) => withValue(s, (value) => value.toUpperCase()),
  "a letter like another": (s) =>
    withValue(s, (value) =>
      splice(
        value,
        between(s.random, 0, value.length - 1),
        1,
        pick(s.random, ["\u00b9", "\u00e5", "\u00a0", "\u00ff"]),
      ),
    ),
  "escapes in the body": (s) => withBody(s, bytes(text(s.body).replace("é", "\\u00e9"))),
  "spaces in the body": (s) => withBody(s, bytes(pick(s.random, [`${text(s.body)}\n`, ` ${text(s.body)}`]))),
  "a byte order mark": (s) => withBody(s, bytes(`\ufeff${text(s.body)}`)),
  "half of the body": (s) => withBody(s, s.body.slice(0, between(s.random, 0, s.body.length - 1))),
  "signed with nothing": (s) => signedAnew(s, { secret: "" }),
  "signed with nothing, and nothing configured": (s) => ({
    ...signedAnew(s, { secret: "" }),
    secrets: pick(s.random, [[], [other("empty", "")], [other("empty", ""), ...s.secrets]]),
  }),
  "a part of the secret": (s) =>
    signedAnew(s, { secret: s.signing.secret.slice(0, -between(s.random, 1, s.signing.secret.length - 1)) }),
  "more than the secret": (s) => signedAnew(s, { secret: s.signing.secret + pick(s.random, [...HEX]) }),
  "the secret in other letters": (s) => signedAnew(s, { secret: s.signing.secret.toUpperCase() }),
  "a secret that was taken out": (s) =>
    refused(s, { secrets: s.secrets.filter(({ secret }) => secret !== s.signing.secret) }),
  "the signature of another body": (s) =>
    s.scheme.covers.body ? signedAnew(s, { body: bytes(`${text(s.body)} `) }) : undefined,
  "another algorithm": (s) =>
    s.scheme.covers.body
      ? signedAnew(s, { algorithm: pick(s.random, ["sha512", "sha1", "sha384"]) })
      : undefined,
  "301 s late": (s) => arriving(s, 301, false),
  "301 s early": (s) => arriving(s, -301, false),
  "days late": (s) => arriving(s, between(s.random, 302, 1_000_000), false),
  "300 s late": (s) => arriving(s, 300, true),
  "300 s early": (s) => arriving(s, -300, true),
  "names in other letters": (s) =>
    accepted(s, {
      headers: s.headers.map(([name, value]) => [
        s.random() < 0.5 ? name.toUpperCase() : name.toLowerCase(),
        value,
      ]),
    }),
  "headers of strangers": (s) =>
    accepted(s, { headers: [["x-signature", "0".repeat(64)], ...s.headers, ["x-forwarded-for", "1.2.3.4"]] }),
  "the secrets in another order": (s) =>
    s.scheme.secrets === 1 ? undefined : accepted(s, { secrets: s.secrets.toReversed() }),
};

const stripeValue = (s: Sincere, change: (time: string, v1: string) => string): HeaderLines => {
  const [, time = "", v1 = ""] = /^t=(\d+),v1=(.*)$/.exec(s.headers[0]?.[1] ?? "") ?? [];
  return [["Stripe-Signature", change(time, v1)]];
};
const ZEROS = "0".repeat(64);

/** What can happen to one scheme alone. */
export const ownMutations: Record<string, Record<string, Mutation>> = {
  stripe: {
    "several v1, one of them right": (s) =>
      accepted(s, {
        headers: stripeValue(s, (time, v1) =>
          pick(s.random, [
            `t=${time},v1=${ZEROS},v1=${v1}`,
            `t=${time},v1=${v1},v1=${ZEROS}`,
            `v1=${v1},t=${time},v0=${ZEROS}`,
          ]),
        ),
      }),
    "no v1 that is right": (s) =>
      refused(s, {
        headers: stripeValue(s, (time, v1) =>
          pick(s.random, [
            `t=${time},v0=${v1}`,
            `t=${time},v1=${ZEROS},v0=${v1}`,
            `t=${time}`,
            `t=${time},v1=`,
            `t=${time},V1=${v1}`,
            `t=${time}, v1=${v1}`,
            `t=${time},t=${time},v1=${v1}`,
            `v1=${v1}`,
            `t=${time}=,v1=${v1}`,
            `t=-${time},v1=${v1}`,
          ]),
        ),
      }),
  },
  "apify signed": {
    "the right signature and a wrong secret": (s) =>
      refused(s, { headers: [...s.headers, ["x-apify-webhook-secret", "wrong"]] }),
    "the right signature and the right secret": (s) =>
      accepted(s, { headers: [...s.headers, ["x-apify-webhook-secret", s.signing.secret]] }),
  },
  "crm signed": {
    "the right signature and a wrong secret": (s) =>
      refused(s, { headers: [...s.headers, ["x-crm-webhook-secret", "wrong"]] }),
  },
  "tiktok plain": {
    "the right signature and a wrong one of TikTok's own": (s) =>
      refused(s, { headers: [...s.headers, ["tiktok-signature", `t=${s.signing.at},s=${ZEROS}`]] }),
  },
  "worker secret": {
    "one right and one wrong": (s) =>
      refused(s, {
        headers: [
          ["authorization", `Bearer ${s.signing.secret}`],
          ["x-worker-secret", "wrong"],
        ],
      }),
  },
};
