import {
  Anchor,
  Badge,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  Modal,
  Paper,
  rem,
  Skeleton,
  Tooltip,
} from "@mantine/core";
import { dark, gray, iris, type Tone, tones } from "./palette.ts";

const STACK = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** One typeface, one accent, an 8-pixel rhythm (xs is half a step), hairlines instead of shadows. */
export const theme = createTheme({
  colors: { iris, gray, dark },
  primaryColor: "iris",
  primaryShade: 6,
  fontFamily: `'Inter Variable', ${STACK}`,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: rem(22), lineHeight: "1.3" },
      h2: { fontSize: rem(17), lineHeight: "1.4" },
      h3: { fontSize: rem(15), lineHeight: "1.45" },
      h4: { fontSize: rem(14), lineHeight: "1.45" },
    },
  },
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(18) },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.55", xl: "1.6" },
  spacing: { xs: rem(4), sm: rem(8), md: rem(16), lg: rem(24), xl: rem(40) },
  radius: { xs: rem(3), sm: rem(5), md: rem(8), lg: rem(12), xl: rem(20) },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  shadows: {
    sm: "0 1px 2px rgba(16, 18, 27, .06)",
    md: "0 4px 16px -4px rgba(16, 18, 27, .14), 0 1px 3px rgba(16, 18, 27, .06)",
    lg: "0 16px 48px -12px rgba(16, 18, 27, .28)",
  },
  components: {
    Anchor: Anchor.extend({ defaultProps: { underline: "hover" } }),
    Badge: Badge.extend({ styles: { label: { textTransform: "none" } } }),
    Button: Button.extend({ defaultProps: { size: "sm" }, styles: { label: { fontWeight: 550 } } }),
    Checkbox: Checkbox.extend({ defaultProps: { radius: "xs" } }),
    InputWrapper: Input.Wrapper.extend({
      styles: {
        label: { marginBottom: rem(4) },
        description: { marginBottom: rem(4), fontSize: rem(12), lineHeight: 1.4 },
        error: { fontSize: rem(12), lineHeight: 1.4 },
      },
    }),
    Modal: Modal.extend({
      defaultProps: { centered: true, transitionProps: { transition: "fade", duration: 120 } },
      styles: { title: { fontWeight: 600, fontSize: rem(16) } },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: "sm" } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 250,
        transitionProps: { duration: 100 },
        events: { hover: true, focus: true, touch: false },
      },
    }),
  },
});

const toneVariables = (scheme: "light" | "dark") =>
  Object.fromEntries(
    Object.entries(tones[scheme]).flatMap(([tone, colors]) =>
      Object.entries(colors).map(([part, value]) => [`--tone-${tone}-${part}`, value as string]),
    ),
  );

/** Mantine's named colours, said in our tones: an alert or badge in `red` reads as well as our own. */
const NAMED: Record<string, Tone> = {
  red: "danger",
  teal: "success",
  green: "success",
  yellow: "warning",
  orange: "warning",
  blue: "info",
  gray: "neutral",
};

const namedVariables = (scheme: "light" | "dark") =>
  Object.fromEntries(
    Object.entries(NAMED).flatMap(([name, tone]) => [
      [`--mantine-color-${name}-light`, tones[scheme][tone].background],
      [`--mantine-color-${name}-light-hover`, tones[scheme][tone].background],
      [`--mantine-color-${name}-light-color`, tones[scheme][tone].foreground],
      [`--mantine-color-${name}-outline`, tones[scheme][tone].foreground],
      [`--mantine-color-${name}-text`, tones[scheme][tone].foreground],
    ]),
  );

/** White on it is 5.6:1. Said per scheme, for Mantine says its own there, and the more precise selector wins. */
const DANGER_FILLED = {
  "--mantine-color-red-filled": "#c92a2a",
  "--mantine-color-red-filled-hover": "#b02525",
};

/** What our own style sheets may use beside Mantine's variables: `--surface`, `--hairline`, `--tone-<tone>-<part>`. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-default-border": gray[3],
    "--mantine-color-text": gray[9],
    "--mantine-color-dimmed": gray[6],
    "--mantine-color-placeholder": "#6f7483",
    "--mantine-color-anchor": iris[7],
    "--mantine-color-error": tones.light.danger.foreground,
    "--surface": gray[0],
    "--surface-hover": gray[1],
    "--hairline": gray[2],
    "--accent-text": iris[7],
    "--accent-soft": iris[0],
    ...toneVariables("light"),
    ...namedVariables("light"),
    ...DANGER_FILLED,
  },
  dark: {
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-placeholder": "#858b9a",
    "--mantine-color-anchor": iris[3],
    "--mantine-color-error": tones.dark.danger.foreground,
    "--surface": "#17181d",
    "--surface-hover": dark[5],
    "--hairline": dark[4],
    "--accent-text": iris[3],
    "--accent-soft": "#211f38",
    ...toneVariables("dark"),
    ...namedVariables("dark"),
    ...DANGER_FILLED,
  },
});
