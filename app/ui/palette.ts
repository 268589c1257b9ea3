import type { MantineColorsTuple } from "@mantine/core";

/** The one accent: buttons, links, focus, today. White on shade 6 is 5.8:1. */
export const iris: MantineColorsTuple = [
  "#f4f3fd",
  "#e7e5fb",
  "#ccc8f5",
  "#b2acf0",
  "#958de8",
  "#7a70de",
  "#5e53cf",
  "#5046b8",
  "#423a98",
  "#332d75",
];

/** Neutrals with a trace of blue, for light surfaces. */
export const gray: MantineColorsTuple = [
  "#f9f9fb",
  "#f3f4f6",
  "#e8e9ed",
  "#dcdee4",
  "#c6c9d2",
  "#9a9fac",
  "#636877",
  "#4a4e5c",
  "#2f323d",
  "#191b22",
];

/** The same neutrals upside down: 0 is text, 7 the page, 6 what lies on it, 4 its hairlines. */
export const dark: MantineColorsTuple = [
  "#e9eaee",
  "#c6c9d2",
  "#a0a5b2",
  "#7f8594",
  "#2e313a",
  "#24272e",
  "#1a1c21",
  "#131418",
  "#0e0f12",
  "#08090b",
];

/** How a state feels; its word and icon say the rest. */
export type Tone = "neutral" | "info" | "progress" | "success" | "warning" | "danger";

export interface ToneColors {
  /** Text and icons. */
  foreground: string;
  /** Behind them. */
  background: string;
  /** Edges and bars. */
  line: string;
}

/** Every pair is at least 4.5:1 (tested), in both schemes. */
export const tones: Record<"light" | "dark", Record<Tone, ToneColors>> = {
  light: {
    neutral: { foreground: "#535766", background: "#f1f2f5", line: "#9a9fac" },
    info: { foreground: "#2456b3", background: "#eaf1fd", line: "#3b76dd" },
    progress: { foreground: "#5046b8", background: "#f0effc", line: "#6e63d9" },
    success: { foreground: "#17683f", background: "#e6f5ec", line: "#2a9d63" },
    warning: { foreground: "#885204", background: "#fdf2dd", line: "#d98e1b" },
    danger: { foreground: "#b02a2f", background: "#fdecec", line: "#dc4a4f" },
  },
  dark: {
    neutral: { foreground: "#b3b7c2", background: "#24272e", line: "#7f8594" },
    info: { foreground: "#8fb6f8", background: "#19263c", line: "#4f86e6" },
    progress: { foreground: "#b2acf0", background: "#25223f", line: "#7a70de" },
    success: { foreground: "#72cf9c", background: "#152b20", line: "#2f9d65" },
    warning: { foreground: "#ecb861", background: "#33260f", line: "#c9861f" },
    danger: { foreground: "#f59a9c", background: "#3a1b1d", line: "#d8535a" },
  },
};
