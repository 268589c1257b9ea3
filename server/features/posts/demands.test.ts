import { describe, expect, test } from "vitest";
import { silentLog } from "#e2e/support/log.ts";
import type { Actor } from "#server/features/actor.ts";
import type { RequirementIssue, RequirementsDraft } from "#server/platforms/platform.ts";
import { redditRules } from "#server/platforms/reddit/rules.ts";
import { type JudgeDeps, loadAccountOptions, loadDemands } from "./judge.ts";
import type { ConnectionRow } from "./repo.ts";
import type { TargetInput } from "./schema.ts";
import { type Channel, validatePost } from "./validate.ts";

const target: TargetInput = {
  connectionId: "c1",
  kind: "self",
  text: "Own words",
  mediaIds: null,
  options: { subreddit: "kilnlife", title: "Cone 6", flair: "News" },
};
const actor = { workspaceId: "w1" } as Actor;

function issuesWith(channel: Partial<Channel>, more: Partial<TargetInput> = {}) {
  return validatePost({
    text: "Everybody's words",
    media: [],
    targets: [{ ...target, ...more }],
    channels: [
      {
        connectionId: "c1",
        label: "Reddit",
        status: "active",
        mayPublish: true,
        rules: redditRules,
        ...channel,
      },
    ],
    scheduledAt: null,
    now: new Date("2026-03-02T10:00:00Z"),
  });
}

describe("the demands of a place", () => {
  test("are told among the post's issues, at their field and in their words", () => {
    const seen: RequirementsDraft[] = [];
    const demands = (draft: RequirementsDraft): RequirementIssue[] => {
      seen.push(draft);
      return [
        { field: "options", code: "place.title_too_short", params: { option: "title", min: 10 } },
        { field: "options", code: "place.spoilers_off", severity: "warning" },
      ];
    };
    expect(issuesWith({ demands })).toEqual([
      {
        connectionId: "c1",
        field: "options",
        code: "place.title_too_short",
        params: { network: "Reddit", option: "title", min: 10 },
        severity: "error",
      },
      expect.objectContaining({ code: "place.spoilers_off", severity: "warning" }),
    ]);
    expect(seen).toEqual([{ kind: "self", text: "Own words", mediaCount: 0, options: target.options }]);
  });

  test("a title alone makes a post on Reddit", () => {
    expect(issuesWith({}, { text: "" })).toEqual([]);
    expect(issuesWith({}, { options: { subreddit: "a" } }).map(({ code }) => code)).toEqual([
      "options.required",
    ]);
  });

  test("are asked for with what the target has chosen, and so are the values of its options", async () => {
    const asked: unknown[] = [];
    const judge = () => [];
    const deps = {
      log: silentLog(),
      accounts: {
        composeOptions: async (...input: unknown[]) => {
          asked.push(["options", ...input.slice(1)]);
          return { options: { flair: ["News"] }, quota: null };
        },
        demands: async (...input: unknown[]) => {
          asked.push(["demands", ...input.slice(1)]);
          return judge;
        },
      },
      platform: () => ({ label: "Reddit", rules: redditRules }),
    } as unknown as JudgeDeps;
    const connections = [{ id: "c1", platform: "reddit", status: "active" }] as ConnectionRow[];
    const answers = await loadAccountOptions(deps, actor, connections, [target]);
    expect(answers).toEqual({ options: { c1: { flair: ["News"] } }, demands: { c1: judge } });
    expect(asked).toEqual([
      ["options", "c1", target.options],
      ["demands", "c1", target.options],
    ]);
  });

  test("a place that cannot be asked keeps nothing from being planned", async () => {
    const deps = {
      log: silentLog(),
      accounts: {
        demands: async () => {
          throw new Error("gone");
        },
      },
    } as unknown as JudgeDeps;
    expect(await loadDemands(deps, actor, [target])).toEqual({ options: {}, demands: {} });
  });
});
