import type { PlatformLook } from "../look.ts";

export const look: PlatformLook = {
  label: "X",
  mark: [
    { d: "M4.5 4.5h3.6l11.4 15h-3.6z", stroke: 1.6 },
    { d: "M19 4.5l-6.3 6.9M10.9 13.4L5 19.5", stroke: 1.6 },
  ],
  colors: [],
  preview: "text",
};
