import type { MediaOutput, TargetInput } from "#e2e/support/api-client.ts";
import {
  instagramCarousel,
  instagramImage,
  instagramReel,
  tiktokPhoto,
  tiktokVideo,
} from "#e2e/support/studio.ts";

export interface Library {
  image: MediaOutput;
  square: MediaOutput;
  video: MediaOutput;
}

/** One way of posting, and the crash points that lie on its way. */
export interface Shape {
  name: string;
  platform: "instagram" | "tiktok";
  media(library: Library): MediaOutput[];
  target(connectionId: string): TargetInput;
  /** Steps of its plan, in order. */
  steps: readonly string[];
  /** The one of them that must never be repeated blindly. */
  commit: string;
  /** Name of that operation at the sandbox, for faults. */
  commitOperation: string;
}

export const SHAPES: readonly Shape[] = [
  {
    name: "instagram reel",
    platform: "instagram",
    media: ({ video }) => [video],
    target: instagramReel,
    steps: ["create_container", "container_status", "media_publish", "read_permalink"],
    commit: "media_publish",
    commitOperation: "media_publish",
  },
  {
    name: "instagram carousel",
    platform: "instagram",
    media: ({ image, square }) => [image, square],
    target: instagramCarousel,
    steps: ["create_item_1", "create_item_2", "create_carousel", "container_status", "media_publish"],
    commit: "media_publish",
    commitOperation: "media_publish",
  },
  {
    name: "instagram image",
    platform: "instagram",
    media: ({ image }) => [image],
    target: instagramImage,
    steps: ["create_container", "container_status", "media_publish", "read_permalink"],
    commit: "media_publish",
    commitOperation: "media_publish",
  },
  {
    name: "tiktok video",
    platform: "tiktok",
    media: ({ video }) => [video],
    target: tiktokVideo,
    steps: ["creator_info", "video_init", "upload_last_chunk", "status_fetch"],
    commit: "upload_last_chunk",
    commitOperation: "upload_chunk",
  },
  {
    name: "tiktok photo",
    platform: "tiktok",
    media: ({ image }) => [image],
    target: tiktokPhoto,
    steps: ["creator_info", "photo_init", "status_fetch"],
    commit: "photo_init",
    commitOperation: "photo_init",
  },
];

export interface CrashPoint {
  shape: Shape;
  /** `name:nth` */
  point: string;
  /** Loses the answer of the irreversible call first, so that the point on the way back is reached. */
  loseAnswer: boolean;
}

const around = (kind: "call" | "commit", name: string) => [
  `publish:before:${kind}:${name}:1`,
  `publish:after:${kind}:${name}:1`,
];

/** Before and after every provider call and every commit, on the straight way of a shape. */
function straightWay(shape: Shape): string[] {
  return [
    "deliver.claimed:1",
    ...around("commit", "claim"),
    ...around("call", "session"),
    ...around("call", "media"),
    ...shape.steps.flatMap((step) => [
      ...(step === shape.commit ? around("commit", "arm") : []),
      ...around("call", step),
      ...around("commit", step),
    ]),
  ];
}

/** And on the way back from a lost answer. */
const WAY_BACK = [...around("call", "reconcile"), ...around("commit", "reconcile")];

export const crashPoints = (): CrashPoint[] =>
  SHAPES.flatMap((shape) => [
    ...straightWay(shape).map((point) => ({ shape, point, loseAnswer: false })),
    ...WAY_BACK.map((point) => ({ shape, point, loseAnswer: true })),
  ]);
