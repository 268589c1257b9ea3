import type { PlatformLook } from "../look.ts";

export const look: PlatformLook = {
  label: "Reddit",
  mark: [
    // A head with an antenna, two ears, two eyes and a smile.
    { d: "M12 9.2c4.4 0 7.6 2.2 7.6 5.2s-3.2 5.3-7.6 5.3-7.6-2.3-7.6-5.3 3.2-5.2 7.6-5.2z", stroke: 1.8 },
    { d: "M12 9.2l1-4.6 3.6.8", stroke: 1.8 },
    { d: "M18.2 3.9a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2z" },
    { d: "M4.9 11.4a2 2 0 1 0-2 2.9M19.1 11.4a2 2 0 1 1 2 2.9", stroke: 1.8 },
    {
      d: "M9.2 12.6a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zM14.8 12.6a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6z",
    },
    { d: "M9.4 16.8c1.7 1 3.5 1 5.2 0", stroke: 1.4 },
  ],
  colors: ["#e8501f"],
  // The title comes first, whatever the kind.
  preview: "text",
};
