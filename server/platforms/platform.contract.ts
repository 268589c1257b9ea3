import fc from "fast-check";
import { describe, expect, test } from "vitest";
import connectionsEn from "#app/i18n/locales/connections.en.ts";
import connectionsFr from "#app/i18n/locales/connections.fr.ts";
import errorsEn from "#app/i18n/locales/errors.en.ts";
import errorsFr from "#app/i18n/locales/errors.fr.ts";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { fakeMedia } from "#e2e/support/publishing-run.ts";
import { strictHttp } from "#e2e/support/strict-http.ts";
import type { Handles, OAuthPlatform, Platform, PlatformDefinition } from "./platform.ts";
import { createPlatforms } from "./platforms.ts";
import type { OptionRule, PostKindRule } from "./rules.ts";

export interface PlatformFixture {
  /** Every name its handles may have: `plan` must have an answer for any of them, in any company. */
  handles: readonly string[];
  /** Makes drawn handles such as a crash could really leave behind. */
  plausible?(drawn: Handles): Handles;
}

const LANGUAGES = ["en", "fr"] as const;
const HOUSE = {
  en: { errors: errorsEn as Record<string, string>, reason: connectionsEn.reason as Record<string, string> },
  fr: { errors: errorsFr as Record<string, string>, reason: connectionsFr.reason as Record<string, string> },
};

/** What must be true of every network, whatever it is like. Called once, from a test in the network's folder. */
export function platformContract(definition: PlatformDefinition, fixture: PlatformFixture): void {
  describe(`${definition.id} as a network of the house`, () => {
    wordsContract(definition);
    rulesContract(definition);
    behaviourContract(definition, fixture);
  });
}

/** Texts of either language that are missing, as `en …`. */
function missing(
  definition: PlatformDefinition,
  find: (language: "en" | "fr") => [string, unknown][],
): string[] {
  return LANGUAGES.flatMap((language) =>
    find(language).flatMap(([key, text]) =>
      typeof text === "string" && text !== "" ? [] : [`${definition.id} ${language} ${key}`],
    ),
  );
}

function wordsContract(definition: PlatformDefinition): void {
  const { id, words, errors, evidence, rules } = definition;

  test("every refusal it knows has a text in both languages", () => {
    expect(errors.length).toBeGreaterThan(0);
    const text = (language: "en" | "fr", key: string) =>
      words[language].errors[key] ?? HOUSE[language].errors[key];
    expect(
      missing(definition, (language) => errors.map(({ message }) => [message, text(language, message)])),
    ).toEqual([]);
  });

  test("every way to lose its grant has a reason in both languages", () => {
    const lost = errors.filter(({ is }) => is === "NEEDS_RECONNECT");
    expect(lost.length).toBeGreaterThan(0);
    const text = (language: "en" | "fr", key = "") =>
      words[language].reason?.[key] ?? HOUSE[language].reason[key];
    expect(
      missing(definition, (language) =>
        lost.map(({ code, reason }) => [`${code} ${reason}`, text(language, reason)]),
      ),
    ).toEqual([]);
  });

  test("it gives no word of the house another meaning", () => {
    for (const language of LANGUAGES) {
      const own = words[language];
      expect(Object.keys(own.errors).filter((key) => Object.hasOwn(HOUSE[language].errors, key))).toEqual([]);
      expect(
        Object.keys(own.reason ?? {}).filter((key) => Object.hasOwn(HOUSE[language].reason, key)),
      ).toEqual([]);
      expect(Object.keys(own.errors).filter((key) => !errorPrefix(id).test(key))).toEqual([]);
    }
  });

  test("every evidence begins with its id, has a sentence, and no sentence is without one", () => {
    const keys = Object.keys(evidence).sort();
    expect(keys.filter((key) => !key.startsWith(`${id}.`))).toEqual([]);
    for (const language of LANGUAGES) {
      const told = Object.keys(words[language].evidence).map((key) => `${id}.${key}`);
      expect(told.sort()).toEqual(keys);
    }
    const wanting = Object.entries(words.en.evidence).filter(([key, text]) =>
      [...text.matchAll(/\{\{\s*(\w+)/g)].some(([, fact = ""]) => !evidence[`${id}.${key}`]?.includes(fact)),
    );
    expect(wanting).toEqual([]);
  });

  test("every kind, option, value, login and permission has its words", () => {
    const { oauth, connect } = built(definition);
    const flavors = [...(oauth?.flavors ?? []), ...(connect?.flavors ?? [])];
    expect(flavors.length).toBeGreaterThan(0);
    const scopes = oauth?.flavors.flatMap((flavor) => flavor.scopes.map(({ scope }) => scope)) ?? [];
    const texts = (language: "en" | "fr"): [string, unknown][] => {
      const own = words[language];
      return [
        ...rules.kinds.map(({ id: kind }): [string, unknown] => [`kind ${kind}`, own.kind[kind]]),
        ...rules.options.flatMap((option) => optionTexts(option, own.option, own.value)),
        ...flavors.map((flavor): [string, unknown] => [`flavor ${flavor.id}`, own.flavor[flavor.id]?.title]),
        ...scopes.map((scope): [string, unknown] => [`scope ${scope}`, own.scope?.[scope]]),
      ];
    };
    expect(missing(definition, texts)).toEqual([]);
  });
}

/** Keys of errors are one table for all networks, so each begins with its network, or with the step of a login. */
const errorPrefix = (id: string): RegExp => new RegExp(`^(${id.toUpperCase().replaceAll("-", "_")}|OAUTH)_`);

function optionTexts(
  option: OptionRule,
  names: Record<string, string> | undefined,
  values: Record<string, Record<string, string>> | undefined,
): [string, unknown][] {
  const own: [string, unknown] = [`option ${option.id}`, names?.[option.id]];
  if (option.type !== "select" || option.values === "account") return [own];
  return [
    own,
    ...option.values.map((value): [string, unknown] => [
      `value ${option.id}.${value}`,
      values?.[option.id]?.[value],
    ]),
  ];
}

function rulesContract({ id, rules, look, setup, ...definition }: PlatformDefinition): void {
  test("its rules can be met: bounds in order, media rules for every kind, options for kinds that exist", () => {
    const { kinds, options, text } = rules;
    expect(text.max).toBeGreaterThan(0);
    const kindIds = kinds.map((kind) => kind.id);
    expect(new Set(kindIds).size).toBe(kinds.length);
    for (const kind of kinds) expectSaneKind(kind);
    for (const option of options) {
      expect(option.kinds?.filter((kind) => !kindIds.includes(kind)) ?? []).toEqual([]);
      if (option.type === "select" && option.values === "account" && option.required)
        expect(
          built({ id, rules, look, setup, ...definition }).publish.composeOptions,
          option.id,
        ).toBeDefined();
    }
  });

  test("its texts are counted in a usual unit or in its own way", () => {
    const { counter } = definition;
    if (["utf16", "codepoint", "utf8"].includes(rules.text.unit)) return expect(counter).toBeUndefined();
    expect(counter?.unit).toBe(rules.text.unit);
    expect([counter?.count(""), counter?.count("abc")]).toEqual([0, 3]);
  });

  test("it can be drawn: a mark of paths, shapes for kinds that exist", () => {
    expect(look.mark.length).toBeGreaterThan(0);
    for (const { d } of look.mark) expect(d).toMatch(/^M[\d\s.,a-zA-Z-]+$/);
    const shaped = typeof look.preview === "string" ? [] : Object.keys(look.preview.kinds);
    expect(shaped.filter((kind) => !rules.kinds.some((one) => one.id === kind))).toEqual([]);
  });

  test("it is reached by https, and what it needs is among its variables", () => {
    for (const url of Object.values(setup.urls)) expect(url).toBe(new URL(url).origin);
    expect(Object.values(setup.urls).filter((url) => !url.startsWith("https://"))).toEqual([]);
    const named = [setup.redirectUri, setup.webhookSecret, setup.verifyToken, ...setup.service.needs];
    expect(named.filter((name) => name !== undefined && !Object.hasOwn(setup.variables, name))).toEqual([]);
  });
}

function expectSaneKind({ id, media, image, video, text }: PostKindRule): void {
  expect(media.max, id).toBeGreaterThanOrEqual(media.min);
  if (media.min === 0) expect(text, `${id} may be without media`).not.toBe("unused");
  expect(Boolean(image), `${id} image rule`).toBe(media.max > 0 && media.kinds.includes("image"));
  expect(Boolean(video), `${id} video rule`).toBe(media.max > 0 && media.kinds.includes("video"));
  expect((image?.minAspect ?? 0) <= (image?.maxAspect ?? Number.POSITIVE_INFINITY), id).toBe(true);
  if (!video) return;
  expect(video.maxDurationMs, id).toBeGreaterThan(video.minDurationMs);
  expect((video.minFps ?? 0) < (video.maxFps ?? 1000), id).toBe(true);
  expect(video.codecs.length * video.contentTypes.length, id).toBeGreaterThan(0);
}

function behaviourContract(definition: PlatformDefinition, fixture: PlatformFixture): void {
  test("its plan has an answer for whatever handles a crash leaves behind, and always the same one", () => {
    const platform = built(definition);
    for (const kind of definition.rules.kinds)
      fc.assert(planIsTotal(platform, kind, fixture), { numRuns: 300 });
  });

  test("what it asks for at login covers what it requires, and gives no secret away", () => {
    const { oauth } = built(definition);
    for (const flavor of oauth?.flavors ?? []) {
      const address = new URL(
        (built(definition) as OAuthPlatform).oauth.authorizeUrl({
          flavor: flavor.id,
          state: "st&te",
          redirectUri: "https://app.test/auth/x/callback",
          codeChallenge: "challenge",
        }),
      );
      const asked = (address.searchParams.get("scope") ?? "").split(/[\s,]+/);
      expect(flavor.scopes.filter(({ scope }) => !asked.includes(scope))).toEqual([]);
      expect(address.searchParams.get("state")).toBe("st&te");
      expect(address.searchParams.get("redirect_uri")).toBe("https://app.test/auth/x/callback");
      expect(address.href).not.toContain("-secret-");
    }
  });
}

function built(definition: PlatformDefinition): Platform {
  const { id, setup } = definition;
  const settings = { mode: "sandbox" as const, clients: setup.sandboxClients, urls: setup.urls };
  const deps = { http: strictHttp(), clock: testClock(), log: silentLog() };
  return createPlatforms({ [id]: settings }, deps, [definition]).get(id) as Platform;
}

function planIsTotal(platform: Platform, kind: PostKindRule, fixture: PlatformFixture) {
  const media = Array.from({ length: Math.max(kind.media.min, Math.min(1, kind.media.max)) }, () =>
    fakeMedia(kind.media.kinds[0] ?? "image", 25_000_000),
  );
  const session = {
    flavor: (platform.oauth ?? platform.connect)?.flavors[0]?.id ?? "",
    externalId: "1",
    accessToken: "t",
    scopes: [],
    meta: {},
  };
  const value = fc.constantFrom(0, 1, 2, 10_000_000, "", "9007199254740993");
  const drawn = fc.dictionary(fc.constantFrom(...fixture.handles), value);
  return fc.property(drawn, (some) => {
    const handles = fixture.plausible?.(some) ?? some;
    const content = { kind: kind.id, text: "x", media, options: {} };
    const first = platform.publish.plan({ content, session, handles });
    const again = platform.publish.plan({ content, session, handles });
    expect(["safe", "commit", "poll", "done"]).toContain(first.type);
    expect({ ...again, run: undefined }).toEqual({ ...first, run: undefined });
  });
}
