import type { PlatformLook } from "../look.ts";

export const look: PlatformLook = {
  label: "Instagram",
  mark: [
    {
      d: "M8.5 3h7A5.5 5.5 0 0 1 21 8.5v7a5.5 5.5 0 0 1-5.5 5.5h-7A5.5 5.5 0 0 1 3 15.5v-7A5.5 5.5 0 0 1 8.5 3Z",
      stroke: 2.2,
    },
    { d: "M7.8 12a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0Z", stroke: 2.2 },
    { d: "M15.7 7a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0Z" },
  ],
  colors: ["#f2a03d", "#e2336b", "#8a3ac8"],
  preview: { default: "feed", kinds: { reel: "reel", story: "story" } },
};
