/** Two posts and a tick between them: planned, published, proven. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden style={{ flex: "none" }}>
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-iris-6)" />
      <path
        d="M9.5 8v16M22.5 8v16M9.5 17l4.4 4L22.5 12"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
