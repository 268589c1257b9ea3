import { useId } from "react";
import type { MarkPath, PlatformLook } from "#server/platforms/look.ts";
import { looks, platformLabel } from "./networks.ts";

export { platformLabel };

export interface PlatformMarkProps {
  platform: string;
  /** Edge in pixels. */
  size?: number;
  /** Plain follows the text colour; coloured is for places where the network is the point. */
  variant?: "plain" | "colored";
  /** Leave out the name where it stands beside the mark. */
  decorative?: boolean;
}

/** A small mark of a network, as its folder draws it; a dashed circle for one that is no longer there. */
export function PlatformMark({
  platform,
  size = 16,
  variant = "colored",
  decorative = false,
}: PlatformMarkProps) {
  const id = useId();
  const look = looks[platform];
  const label = decorative ? { "aria-hidden": true } : { role: "img", "aria-label": platformLabel(platform) };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where the name stands beside it
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" style={{ flex: "none" }} {...label}>
      {look ? (
        <Mark look={look} id={id} colored={variant === "colored"} />
      ) : (
        <circle cx="12" cy="12" r="8.5" stroke="currentColor" strokeWidth="2" strokeDasharray="3 3" />
      )}
    </svg>
  );
}

function Mark({ look: { mark, colors }, id, colored }: { look: PlatformLook; id: string; colored: boolean }) {
  const [first = "currentColor", ...more] = colors;
  const paint = !colored ? "currentColor" : more.length > 0 ? `url(#${id})` : first;
  return (
    <>
      {colored && more.length > 0 ? (
        <linearGradient id={id} x1="3" y1="21" x2="21" y2="3" gradientUnits="userSpaceOnUse">
          {colors.map((color, index) => (
            <stop key={color} offset={index / more.length} stopColor={color} />
          ))}
        </linearGradient>
      ) : null}
      {mark
        .filter(({ coloredOnly }) => colored || !coloredOnly)
        .map((path, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the paths of a mark never change places
          <Path key={index} path={path} paint={colored ? (path.color ?? paint) : paint} />
        ))}
    </>
  );
}

function Path({ path: { d, stroke, shift }, paint }: { path: MarkPath; paint: string }) {
  const moved = shift ? { transform: `translate(${shift.join(" ")})` } : {};
  if (stroke === undefined) return <path d={d} fill={paint} {...moved} />;
  return (
    <path d={d} stroke={paint} strokeWidth={stroke} strokeLinecap="round" strokeLinejoin="round" {...moved} />
  );
}
