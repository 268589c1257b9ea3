import type { PlatformLook } from "../look.ts";

/** A padlock turned to a ring: subscribers alone see what is behind it. */
export const look: PlatformLook = {
  label: "OnlyFans",
  mark: [
    { d: "M9.2 8.4a6 6 0 1 0 0 12 6 6 0 0 0 0-12Zm0 4.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8Z" },
    {
      d: "M13.4 9.6c1-3.4 3.6-5.6 8-6-.7 2.4-1.9 4-3.7 4.9 1.2.2 2.2.1 3.3-.3-.8 2.8-3.1 4.7-6.2 4.9",
      stroke: 1.8,
    },
  ],
  colors: ["#00aff0"],
  preview: { default: "feed", kinds: { message: "chat" } },
};
