import type { PlatformLook } from "../look.ts";

export const look: PlatformLook = {
  label: "Mastodon",
  mark: [
    {
      d: "M20 9.8C20 5 16.9 3.4 12 3.4S4 5 4 9.8c0 6.2.6 10.8 8.2 10.8 1.6 0 2.9-.3 3.9-.7v-1.7c-1 .3-2.2.5-3.5.5-2.3 0-3.7-.7-3.9-2.7 5.3 1 11.3 1 11.3-6.2Z",
      stroke: 1.9,
    },
    { d: "M8.2 13.2V9.4c0-2.7 3.8-2.7 3.8.3v2-2c0-3 3.8-3 3.8-.3v3.8", stroke: 1.9 },
  ],
  colors: ["#6364ff"],
  preview: "text",
};
