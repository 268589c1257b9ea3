import { instagramRules } from "#server/platforms/instagram/rules.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";
import type { Issue, TargetInput } from "./schema.ts";
import { type Channel, type PostToValidate, validatePost } from "./validate.ts";
import type { MediaFacts } from "./validate-media.ts";

export const NOW = new Date("2026-03-02T10:00:00Z");
export const MIB = 1024 * 1024;

export const image = (more: Partial<MediaFacts> = {}): MediaFacts => ({
  id: "image",
  status: "ready",
  kind: "image",
  contentType: "image/jpeg",
  bytes: MIB,
  width: 1080,
  height: 1080,
  durationMs: null,
  frameRate: null,
  codec: null,
  ...more,
});

export const video = (more: Partial<MediaFacts> = {}): MediaFacts =>
  image({
    id: "video",
    kind: "video",
    contentType: "video/mp4",
    bytes: 20 * MIB,
    width: 1080,
    height: 1920,
    durationMs: 30_000,
    frameRate: 30,
    codec: "h264",
    ...more,
  });

/** One post for one account, as far as it differs from a plain one on Instagram. */
export interface Plan {
  rules?: PlatformRules;
  kind?: string;
  text?: string;
  media?: (MediaFacts | undefined)[];
  options?: TargetInput["options"];
  own?: string;
  channel?: Partial<Channel>;
  scheduledAt?: Date | null;
}

export function issuesOf(plan: Plan): Issue[] {
  const post: PostToValidate = {
    text: plan.text ?? "Hello",
    media: plan.media ?? [image()],
    targets: [
      {
        connectionId: "c1",
        kind: plan.kind ?? "image",
        text: plan.own ?? null,
        options: plan.options ?? {},
      },
    ],
    channels: [
      {
        connectionId: "c1",
        label: "Instagram",
        status: "active",
        mayPublish: true,
        rules: plan.rules ?? instagramRules,
        ...plan.channel,
      },
    ],
    scheduledAt: plan.scheduledAt ?? null,
    now: NOW,
  };
  return validatePost(post);
}

export const codes = (plan: Plan): string[] => issuesOf(plan).map((issue) => issue.code);
