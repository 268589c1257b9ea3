import { expect, test } from "vitest";
import timeline from "#app/i18n/locales/timeline.en.ts";
import { lookOfEvent, stepName } from "./timeline-looks.ts";

test("what needs a person never looks like a step that went well", () => {
  for (const type of ["publish.failed", "publish.refused", "publish.webhook_failed"])
    expect(lookOfEvent(type).tone).toBe("danger");
  for (const type of ["publish.unknown", "publish.parked", "publish.waiting"])
    expect(lookOfEvent(type).tone).toBe("warning");
});

test("only what is proven live looks like success", () => {
  const green = Object.keys(timeline.publish).filter(
    (type) => lookOfEvent(`publish.${type}`).tone === "success",
  );
  expect(green).toEqual(["confirmed_sent", "live", "part", "resolved_live"]);
});

test("numbered steps are one step, many times", () => {
  expect(stepName("create_item_2")).toEqual({ name: "create_item", number: 2 });
  expect(stepName("media_publish")).toEqual({ name: "media_publish", number: null });
});
