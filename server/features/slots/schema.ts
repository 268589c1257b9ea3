import { z } from "zod";

const instant = z.date().min(new Date("1970-01-01T00:00:00Z")).max(new Date("2200-01-01T00:00:00Z"));

/** A time of the week on the clocks of the workspace's zone. */
export const slot = z.object({
  /** 1 Monday to 7 Sunday */
  weekday: z.number().int().min(1).max(7),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "INVALID_TIME"),
});
export type Slot = z.infer<typeof slot>;

/** More than anybody keeps; every slot is a moment the search looks at. */
const MOST_SLOTS = 168;

export const slotsOutput = z.object({
  accounts: z.array(z.object({ connectionId: z.uuid(), slots: z.array(slot) })),
});

/** The slots of one account, all of them: what is left out is gone. */
export const setSlotsInput = z.object({
  connectionId: z.uuid(),
  slots: z
    .array(slot)
    .max(MOST_SLOTS)
    .refine(
      (slots) => new Set(slots.map(({ weekday, time }) => `${weekday} ${time}`)).size === slots.length,
      "DUPLICATE_SLOT",
    ),
});

export const nextSlotInput = z.object({
  connectionIds: z.array(z.uuid()).min(1).max(50),
  /** The post being planned: its own time counts as free. */
  postId: z.uuid().nullable().default(null),
  /** Only slots later than this; now when left out. */
  after: instant.nullable().default(null),
});

export const freeSlot = z.object({
  at: z.date(),
  /** The accounts whose slot it is; others merely have nothing at that time. */
  connectionIds: z.array(z.uuid()),
});
export type FreeSlot = z.infer<typeof freeSlot>;

/** `none`: no account has slots; `full`: none is free for months. */
export const nextSlotOutput = z.object({
  slot: freeSlot.nullable(),
  why: z.enum(["none", "full"]).nullable(),
});
