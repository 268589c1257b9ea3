import { useId } from "react";

const LABELS: Record<string, string> = { instagram: "Instagram", tiktok: "TikTok" };

/** The network's own name; proper names are not translated. */
export const platformLabel = (platform: string): string => LABELS[platform] ?? platform;

export interface PlatformMarkProps {
  platform: string;
  /** Edge in pixels. */
  size?: number;
  /** Plain follows the text colour; coloured is for places where the network is the point. */
  variant?: "plain" | "colored";
  /** Leave out the name where it stands beside the mark. */
  decorative?: boolean;
}

/** A small mark of a network, drawn by ourselves: recognisable, never louder than the content. */
export function PlatformMark({
  platform,
  size = 16,
  variant = "colored",
  decorative = false,
}: PlatformMarkProps) {
  const id = useId();
  const colored = variant === "colored";
  const label = decorative ? { "aria-hidden": true } : { role: "img", "aria-label": platformLabel(platform) };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where the name stands beside it
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" style={{ flex: "none" }} {...label}>
      {platform === "instagram" ? <Camera id={id} colored={colored} /> : null}
      {platform === "tiktok" ? <Note colored={colored} /> : null}
      {platform in LABELS ? null : (
        <circle cx="12" cy="12" r="8.5" stroke="currentColor" strokeWidth="2" strokeDasharray="3 3" />
      )}
    </svg>
  );
}

function Camera({ id, colored }: { id: string; colored: boolean }) {
  const paint = colored ? `url(#${id})` : "currentColor";
  return (
    <>
      {colored ? (
        <linearGradient id={id} x1="3" y1="21" x2="21" y2="3" gradientUnits="userSpaceOnUse">
          <stop stopColor="#f2a03d" />
          <stop offset=".5" stopColor="#e2336b" />
          <stop offset="1" stopColor="#8a3ac8" />
        </linearGradient>
      ) : null}
      <rect x="3" y="3" width="18" height="18" rx="5.5" stroke={paint} strokeWidth="2.2" />
      <circle cx="12" cy="12" r="4.2" stroke={paint} strokeWidth="2.2" />
      <circle cx="17" cy="7" r="1.3" fill={paint} />
    </>
  );
}

const NOTE = "M13.6 3.5v11.3a3.4 3.4 0 1 1-3.4-3.4M13.6 3.5c.3 2.9 2.2 4.8 5.2 5";

function Note({ colored }: { colored: boolean }) {
  const stroke = { strokeWidth: 2.8, strokeLinecap: "round", strokeLinejoin: "round" } as const;
  return (
    <>
      {colored ? (
        <>
          <path d={NOTE} stroke="#1fc4bd" transform="translate(-1 -.8)" {...stroke} />
          <path d={NOTE} stroke="#f0356a" transform="translate(1 .8)" {...stroke} />
        </>
      ) : null}
      <path d={NOTE} stroke="currentColor" {...stroke} />
    </>
  );
}
