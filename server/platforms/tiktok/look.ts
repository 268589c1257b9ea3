import type { PlatformLook } from "../look.ts";

const NOTE = "M13.6 3.5v11.3a3.4 3.4 0 1 1-3.4-3.4M13.6 3.5c.3 2.9 2.2 4.8 5.2 5";

export const look: PlatformLook = {
  label: "TikTok",
  mark: [
    { d: NOTE, stroke: 2.8, color: "#1fc4bd", coloredOnly: true, shift: [-1, -0.8] },
    { d: NOTE, stroke: 2.8, color: "#f0356a", coloredOnly: true, shift: [1, 0.8] },
    { d: NOTE, stroke: 2.8 },
  ],
  colors: [],
  preview: { default: "for-you", kinds: { inbox: "note" } },
};
