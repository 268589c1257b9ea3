/** One measured number and what it must keep. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  atMost?: number;
  atLeast?: number;
}

/** Prints them; true when one of them does not keep its bound. */
export function report(figures: readonly Figure[]): boolean {
  const broken = figures.filter(
    ({ value, atMost, atLeast }) => value > (atMost ?? Infinity) || value < (atLeast ?? -Infinity),
  );
  for (const figure of figures) {
    const { what, value, unit, atMost, atLeast } = figure;
    const bound =
      atMost !== undefined ? ` (at most ${atMost})` : atLeast !== undefined ? ` (at least ${atLeast})` : "";
    console.log(`  ${what}: ${round(value)} ${unit}${bound}${broken.includes(figure) ? "  NOT KEPT" : ""}`);
  }
  return broken.length > 0;
}

const round = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

/** The value that `share` of the numbers do not exceed; `numbers` may be in any order. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
