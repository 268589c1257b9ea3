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
import type { Platform } from "./platform.ts";
import { createPlatforms, platformDefinitions, platformThat } from "./registry.ts";
import type { PostKindRule } from "./rules.ts";

const client = { clientId: "id", clientSecret: "secret" };
const clients = { "instagram-login": client, "facebook-login": client, "login-kit": client };
const url = "https://sandbox.test/host";
const urls = {
  graphFacebook: url,
  graphInstagram: url,
  wwwFacebook: url,
  wwwInstagram: url,
  apiInstagram: url,
  api: url,
  www: url,
};
const deps = () => ({ http: strictHttp(), clock: testClock(), log: silentLog() });
const settings = { mode: "sandbox" as const, clients, urls };
const everything = () =>
  createPlatforms(Object.fromEntries(platformDefinitions.map(({ id }) => [id, settings])), deps());

const english: Record<string, string> = errorsEn;
const french: Record<string, string> = errorsFr;
const reasonsEn: Record<string, string> = connectionsEn.reason;
const reasonsFr: Record<string, string> = connectionsFr.reason;

describe.each(platformDefinitions.map((definition) => [definition.id, definition] as const))(
  "%s",
  (id, definition) => {
    test("every refusal it knows has a text in both languages", () => {
      expect(definition.errors.length).toBeGreaterThan(0);
      const silent = definition.errors.filter(({ message }) => !english[message] || !french[message]);
      expect(silent).toEqual([]);
    });

    test("every way to lose its grant has a reason in both languages", () => {
      const lost = definition.errors.filter(({ is }) => is === "NEEDS_RECONNECT");
      expect(lost.length).toBeGreaterThan(0);
      expect(lost.filter(({ reason }) => !reason || !reasonsEn[reason] || !reasonsFr[reason])).toEqual([]);
    });

    test("its rules can be met: bounds in order, media rules for every kind, options for kinds that exist", () => {
      const { kinds, options, text } = definition.rules;
      expect(text.max).toBeGreaterThan(0);
      expect(new Set(kinds.map((kind) => kind.id)).size).toBe(kinds.length);
      for (const kind of kinds) expectSaneKind(kind);
      const kindIds = kinds.map((kind) => kind.id);
      for (const option of options) {
        expect(option.kinds?.filter((kind) => !kindIds.includes(kind)) ?? []).toEqual([]);
        if (option.type === "select" && option.values === "account" && option.required)
          expect(everything().get(id)?.publish.composeOptions, option.id).toBeDefined();
      }
    });

    test("its plan has an answer for whatever handles a crash leaves behind", () => {
      const platform = everything().get(id) as Platform;
      for (const kind of definition.rules.kinds) fc.assert(planIsTotal(platform, kind), { numRuns: 300 });
    });

    test("what it asks for at login covers what it requires", () => {
      const platform = everything().get(id) as Platform;
      for (const flavor of platform.oauth.flavors) {
        const address = new URL(
          platform.oauth.authorizeUrl({
            flavor: flavor.id,
            state: "st&te",
            redirectUri: "https://app.test/auth/x/callback",
          }),
        );
        const asked = (address.searchParams.get("scope") ?? "").split(",");
        expect(flavor.scopes.filter(({ scope }) => !asked.includes(scope))).toEqual([]);
        expect(address.searchParams.get("state")).toBe("st&te");
        expect(address.searchParams.get("redirect_uri")).toBe("https://app.test/auth/x/callback");
        expect(address.href).not.toContain("secret");
      }
    });
  },
);

const HANDLES = [
  ...[
    "container",
    "ready",
    "published",
    "mediaId",
    "permalink",
    "polls",
    "looks",
    "round",
    "child:0",
    "childReady:0",
  ],
  ...["child:1", "childReady:1", "creator", "locked", "publishId", "uploadUrl", "uploaded", "sent", "postId"],
];

function planIsTotal(platform: Platform, kind: PostKindRule) {
  const media = Array.from({ length: kind.media.min }, () =>
    fakeMedia(kind.media.kinds[0] ?? "image", 25_000_000),
  );
  const session = {
    flavor: platform.oauth.flavors[0]?.id ?? "",
    externalId: "1",
    accessToken: "t",
    scopes: [],
    meta: {},
  };
  const value = fc.constantFrom(0, 1, 2, 10_000_000, "", "9007199254740993");
  return fc.property(fc.dictionary(fc.constantFrom(...HANDLES), value), (some) => {
    const handles = { ...some, chunkSize: 10_000_000, chunkCount: 2, ...wholeNumber(some.uploaded) };
    const content = { kind: kind.id, text: "x", media, options: {} };
    const first = platform.publish.plan({ content, session, handles });
    const again = platform.publish.plan({ content, session, handles });
    expect(["safe", "commit", "poll", "done"]).toContain(first.type);
    expect({ ...again, run: undefined }).toEqual({ ...first, run: undefined });
  });
}

const wholeNumber = (uploaded: string | number | undefined) =>
  typeof uploaded === "number" ? { uploaded } : { uploaded: 0 };

function expectSaneKind({ id, media, image, video }: PostKindRule): void {
  expect(media.min, id).toBeGreaterThan(0);
  expect(media.max, id).toBeGreaterThanOrEqual(media.min);
  expect(Boolean(image), `${id} image rule`).toBe(media.kinds.includes("image"));
  expect(Boolean(video), `${id} video rule`).toBe(media.kinds.includes("video"));
  expect((image?.minAspect ?? 0) <= (image?.maxAspect ?? Number.POSITIVE_INFINITY), id).toBe(true);
  if (video) {
    expect(video.maxDurationMs, id).toBeGreaterThan(video.minDurationMs);
    expect((video.minFps ?? 0) < (video.maxFps ?? 1000), id).toBe(true);
    expect(video.codecs.length * video.contentTypes.length, id).toBeGreaterThan(0);
  }
}

test("a platform that is off is not built, and says so instead of being unknown", () => {
  const platforms = createPlatforms({ instagram: { ...settings, mode: "off" }, tiktok: settings }, deps());
  expect([...platforms.keys()]).toEqual(["tiktok"]);
  expect(platformThat(platforms, "tiktok", "publish").id).toBe("tiktok");
  expect(() => platformThat(platforms, "instagram", "publish")).toThrow(
    expect.objectContaining({ code: "CONFIG_MISSING", userMessage: "PLATFORM_OFF" }),
  );
  expect(() => platformThat(platforms, "myspace", "publish")).toThrow(
    expect.objectContaining({ code: "NOT_FOUND" }),
  );
});
