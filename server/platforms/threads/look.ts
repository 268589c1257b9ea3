import type { PlatformLook } from "../look.ts";

/** A thread that winds into a ring, like an at sign left open. */
export const look: PlatformLook = {
  label: "Threads",
  mark: [
    {
      d: "M18.6 8.6C17.7 5 15.4 3.2 12 3.2c-5 0-7.4 3.5-7.4 8.8s2.4 8.8 7.4 8.8c3.8 0 6.6-2.2 6.6-5.1c0-3.4-3.1-4.5-6.3-4.5c-2.5 0-4.3 1.1-4.3 3c0 1.6 1.4 2.6 3.2 2.6c2.4 0 3.8-1.5 3.8-4.3c0-2.9-1.3-4.3-3.5-4.3c-1.3 0-2.3.5-3 1.5",
      stroke: 2,
    },
  ],
  colors: [],
  preview: "text",
};
