import { seeded } from "#e2e/support/signature-fuzz.ts";

/** One delivery of a happening: the first, or a duplicate. */
export interface Delivery {
  /** From the start of the run. */
  atMs: number;
  /** Index of the happening. */
  happening: number;
  first: boolean;
  /** Its body comes in pieces. */
  slow: boolean;
}

export interface TimetableOptions {
  /** Deliveries in a second, the usual fifth of duplicates among them. */
  rate: number;
  seed: number;
  /** Further copies of each at the same moment, few of most and so many of some. */
  mostCopies?: number;
  /** Within this time they come in any order. */
  shuffledWithinMs?: number;
  /** Duplicates that do not come at once come within this time. */
  laterWithinMs?: number;
  /** Share of the deliveries whose body comes in pieces. */
  slowShare?: number;
}

/** One delivery in five brings what was delivered already. */
const DUPLICATES_EACH = 0.25;
const LATER_WITHIN_MS = 15_000;
/** Nine of ten have none, one in seventy-five has two thirds of the most. */
const SKEW = 30;

/** First deliveries a second at this rate. */
export const firstsASecond = (rate: number): number => rate / (1 + DUPLICATES_EACH);

/** So long the rate rises: nobody begins with everything at once. */
export const RISING_MS = 5_000;

/** When the first delivery of this number is, in ms from the start. */
export function timeOf(number: number, rate: number): number {
  const everyMs = 1_000 / firstsASecond(rate);
  const rising = RISING_MS / 2 / everyMs;
  return number < rising ? RISING_MS * Math.sqrt(number / rising) : RISING_MS + (number - rising) * everyMs;
}

/**
 * When what is delivered: first deliveries at even distances, once the rate has risen; a quarter as many duplicates, half of them at the same moment
 * as the first, half later. By time.
 */
export function timetable(happenings: number, options: TimetableOptions): Delivery[] {
  const random = seeded(options.seed + 1);
  const firsts = firstDeliveries(happenings, options, random);
  const copies = (options.mostCopies ?? 0) + 1;
  const duplicates: Delivery[] = [];
  for (let count = 0; count < Math.ceil(happenings * DUPLICATES_EACH); count++) {
    const first = firsts[Math.floor(random() * firsts.length)];
    const later = random() < 0.5 ? 0 : random() * (options.laterWithinMs ?? LATER_WITHIN_MS);
    if (first) duplicates.push({ ...first, atMs: first.atMs + later, first: false });
  }
  for (const first of firsts)
    for (let copy = Math.floor(copies * random() ** SKEW); copy > 0; copy--)
      duplicates.push({ ...first, first: false });
  return [...firsts, ...duplicates].sort((a, b) => a.atMs - b.atMs);
}

function firstDeliveries(
  happenings: number,
  { rate, shuffledWithinMs = 0, slowShare = 0 }: TimetableOptions,
  random: () => number,
): Delivery[] {
  const everyMs = 1_000 / firstsASecond(rate);
  const order = Array.from({ length: happenings }, (_, happening) => ({
    happening,
    place: happening * everyMs + random() * shuffledWithinMs,
  })).sort((a, b) => a.place - b.place);
  return order.map(({ happening }, index) => ({
    ...{ atMs: timeOf(index, rate), happening, first: true },
    slow: random() < slowShare,
  }));
}
