import { describe, expect, it } from "vitest";
import en from "#app/i18n/locales/media.en.ts";
import fr from "#app/i18n/locales/media.fr.ts";
import { REJECT_REASONS } from "#server/core/media-tools.ts";

describe("every reason to refuse a file", () => {
  it.each(REJECT_REASONS)("%s has its words in both languages", (reason) => {
    expect(en.reject[reason].length).toBeGreaterThan(10);
    expect(fr.reject[reason].length).toBeGreaterThan(10);
  });
});
