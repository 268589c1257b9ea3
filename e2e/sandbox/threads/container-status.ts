import type { Kit } from "../core/network.ts";
import type { Container } from "./state.ts";

const DAY_MS = 24 * 3_600_000;

export type ContainerStatus = "EXPIRED" | "ERROR" | "FINISHED" | "IN_PROGRESS" | "PUBLISHED";

/** The state machine, read from the record and the clock. */
export function statusOf(kit: Kit, container: Container): ContainerStatus {
  const now = kit.clock.now();
  if (container.postId !== undefined) return "PUBLISHED";
  if (container.failed !== undefined) return "ERROR";
  if (now >= container.createdAt + DAY_MS) return "EXPIRED";
  return container.readyAt !== undefined && now >= container.readyAt ? "FINISHED" : "IN_PROGRESS";
}
